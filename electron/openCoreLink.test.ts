/** The pipe to the core: lines however they are cut, rubbish ignored, an end told once; one data folder for all. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ToShell } from '../main/base/wire/shellLink.ts';
import { maxShellLineChars } from '../main/base/wire/shellLink.ts';
import { defaultDataDir as ofCommandLine } from '../main/entry/cli/runBench.ts';
import { atWork } from '../test/lib/shellUnderTest.ts';
import { defaultDataDir } from './defaultDataDir.ts';
import { openPipeLink, startCore } from './openCoreLink.ts';

function openPair(lastWords?: () => string) {
  const read = new PassThrough();
  const write = new PassThrough();
  const lines: ToShell[] = [];
  const ends: string[] = [];
  const events = {
    line: (line: ToShell) => void lines.push(line),
    end: (w: string) => void ends.push(w),
  };
  const link = openPipeLink(read, write, events, lastWords);
  const ended = new Promise<void>((resolve) => read.once('close', resolve));
  return { read, write, lines, ends, link, ended };
}

describe('the pipe to the core', () => {
  it('takes lines however they are cut', async () => {
    const { read, lines, ended } = openPair();
    const text = `${JSON.stringify(atWork)}\n{"type":"bye"}\n`;
    for (const letter of text) read.write(letter);
    read.end();
    await ended;
    expect(lines).toEqual([atWork, { type: 'bye' }]);
  });

  it('ignores what is not a line of ours, and what is too long', async () => {
    const { read, lines, ended } = openPair();
    const long = JSON.stringify({ ...atWork, work: 'x'.repeat(maxShellLineChars) });
    for (const line of ['Gtk-Message: hello', '', '{"type":"shout"}', '[]', 'null', long])
      read.write(`${line}\n`);
    read.write(JSON.stringify({ ...atWork, more: 1 }));
    read.end('\n{"type":"bye"}\n');
    await ended;
    expect(lines).toEqual([{ type: 'bye' }]);
  });

  it('tells the end once, with the last words, and sends nothing after it', async () => {
    const { read, write, ends, link, ended } = openPair(() => 'the disk is full');
    link.send({ do: 'open' });
    expect(String(write.read())).toBe('{"do":"open"}\n');
    read.end();
    read.resume();
    await ended;
    link.send({ do: 'quit' });
    expect([ends, write.read()]).toEqual([['the disk is full'], null]);
  });

  it('a core that took its end away is gone as well', async () => {
    const { write, ends } = openPair();
    const failed = new Promise<void>((resolve) => write.once('error', () => resolve()));
    write.destroy(new Error('EPIPE'));
    await failed;
    expect(ends).toHaveLength(1);
  });
});

describe('a core that was started here', () => {
  it('can be ended when it hangs, with what it started', async () => {
    const app = mkdtempSync(join(tmpdir(), 'nightbench-app-'));
    const entry = join(app, 'main/entry');
    mkdirSync(entry, { recursive: true });
    // It and its child hold the same pipe, which ends when both are gone; neither minds a SIGTERM.
    const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6);";
    const child = `${deaf} console.log('${JSON.stringify({ type: 'bye' })}');`;
    const core = `import { spawn } from 'node:child_process'; ${deaf}
      spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' });`;
    writeFileSync(join(entry, 'bench.mjs'), core);
    const started = Promise.withResolvers<ToShell>();
    const ended = Promise.withResolvers<string>();
    const link = startCore(app, join(app, 'data'), { line: started.resolve, end: ended.resolve });
    try {
      expect(await started.promise).toEqual({ type: 'bye' });
      link.kill('SIGTERM');
      link.kill('SIGKILL');
      expect(await ended.promise).toBe('');
      link.kill('SIGKILL'); // gone: nobody else's process is meant
    } finally {
      link.kill('SIGKILL');
      rmSync(app, { recursive: true, force: true });
    }
  });
});

describe('the data folder', () => {
  it.each([
    [{ XDG_DATA_HOME: '/data', HOME: '/h' }, '/data/nightbench'],
    [{ XDG_DATA_HOME: 'relative', HOME: '/h' }, '/h/.local/share/nightbench'],
    [{ XDG_DATA_HOME: '', HOME: '/h' }, '/h/.local/share/nightbench'],
    [{}, `${homedir()}/.local/share/nightbench`],
  ])('is the same as the command line’s: %o', (env, path) => {
    expect([defaultDataDir(env), ofCommandLine(env)]).toEqual([path, path]);
  });
});
