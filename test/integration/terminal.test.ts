/** An agent's terminal with real programs in a real PTY: every byte, whoever follows and whoever does not. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { openPty } from '../../main/entry/openPty.ts';
import { openPastTerminal } from '../../main/evolution/agent/terminal/openPastTerminal.ts';
import {
  type OpenTerminalOptions,
  openTerminal,
  type Terminal,
} from '../../main/evolution/agent/terminal/openTerminal.ts';
import { createScreenMirror } from '../../main/evolution/agent/terminal/screenMirror.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { followTerminal } from '../lib/followTerminal.ts';

let dir: ReturnType<typeof tempDir>;
beforeEach(() => {
  dir = tempDir('terminal');
});
afterEach(() => dir[Symbol.dispose]());

const scrollbackPath = (): string => path.join(dir.path, 'scrollback');

function open(script: string, options: Partial<OpenTerminalOptions> = {}): Terminal {
  return openTerminal({
    openPty,
    command: {
      file: '/bin/sh',
      args: ['-c', script],
      env: { PATH: process.env.PATH ?? '', TERM: 'xterm-256color' },
      cwd: dir.path,
    },
    scrollbackPath: scrollbackPath(),
    cols: 80,
    rows: 24,
    clock: realClock,
    log: silentLog,
    ...options,
  });
}

/** Ten megabytes that look like nothing, in a file that `cat` reads; and their hash. */
function writeNoise(bytes: number): string {
  const rng = createRng(4);
  const noise = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 4) noise.writeUInt32LE(rng.below(2 ** 32), at);
  writeFileSync(path.join(dir.path, 'noise'), noise);
  return createHash('sha256').update(noise).digest('hex');
}

async function textAfter(
  parts: readonly Uint8Array[],
  cols: number,
  rows: number,
): Promise<string> {
  using mirror = createScreenMirror({ cols, rows, from: 0, onReply: () => undefined });
  for (const part of parts) await mirror.write(part);
  return mirror.text(5000);
}

/** Waits for a key before it prints, so that followers are there first. */
const afterKey = (script: string): string =>
  `stty raw -echo; printf k; head -c 1 >/dev/null; ${script}`;

describe('a terminal', () => {
  it('gives a follower that keeps up every byte of ten megabytes', async () => {
    const size = 10_000_000;
    const hash = writeNoise(size);
    await using terminal = open(afterKey('cat noise'));
    using early = followTerminal(terminal, 0);
    await early.until(({ end }) => end === 1);
    using follower = followTerminal(terminal, 1);
    terminal.write('x');
    await follower.until(({ end }) => end === size + 1);
    expect(follower.bytes).toBe(size);
    expect(follower.sha256()).toBe(hash);
    expect(await terminal.exited).toEqual({ code: 0, signal: null });
    expect(terminal.end).toBe(size + 1);
  });

  it('is not slowed by a follower that never acknowledges, which gets its bound and no more', async () => {
    await using terminal = open(afterKey('head -c 3000000 /dev/zero'));
    using early = followTerminal(terminal, 0);
    await early.until(({ end }) => end === 1);
    using frozen = followTerminal(terminal, 1, false);
    terminal.write('x');
    await terminal.exited;
    await early.until(({ end }) => end === 3_000_001);
    expect(frozen.bytes).toBe(512 * 1024);
    frozen.ack(1 + frozen.bytes);
    const pieces = await frozen.until(({ kind, end }) => kind === 'snapshot' && end > 512 * 1024);
    expect(pieces.map(({ kind }) => kind).lastIndexOf('snapshot')).toBe(pieces.length - 1);
  });

  it('has the last words of a program that ends at once, also when the core was busy', async () => {
    const env = { PATH: process.env.PATH ?? '' };
    const lengths = Array.from({ length: 60 }, async (_, n) => {
      const script = `stty raw; head -c ${3000 + n} /dev/zero; printf end`;
      const place = {
        file: '/bin/sh',
        args: ['-c', script],
        env,
        cwd: dir.path,
        cols: 80,
        rows: 24,
      };
      let length = 0;
      const pty = openPty({ ...place, onData: (bytes) => (length += bytes.length) });
      // It has ended before this process looks again.
      if (n % 3 === 0) spawnSync('sh', ['-c', `while kill -0 ${pty.pid}; do :; done`]);
      await pty.exited;
      return length - n;
    });
    expect(new Set(await Promise.all(lengths))).toEqual(new Set([3003]));
  });

  it('shows whoever comes later what a terminal shows that saw it all', async () => {
    const screen =
      "printf 'shell\\r\\n\\033[?1049h\\033[2J\\033[5;10H\\033[31mfile\\033[24;1H-- INSERT --'";
    await using terminal = open(`stty raw -echo; seq 200 | tr '\\n' '#'; ${screen}; cat`);
    using seen = followTerminal(terminal, 0);
    const all = (): Buffer => Buffer.concat(seen.pieces.map(({ bytes }) => bytes));
    await expect.poll(() => all().toString()).toContain('INSERT');
    using late = followTerminal(terminal, 0);
    const [snapshot] = await late.until(({ kind }) => kind === 'snapshot');
    const shown = await textAfter([snapshot?.bytes ?? new Uint8Array()], 80, 24);
    expect(shown).toBe(await textAfter([all()], 80, 24));
    expect(shown).toContain('         file');
    expect(shown).toBe(await terminal.plainText(5000));
    terminal.write('typed');
    await late.until(({ kind }) => kind === 'output');
    const after = late.pieces.map(({ bytes }) => bytes);
    expect(await textAfter(after, 80, 24)).toContain('-- INSERT --typed');
  });

  it('tells the program its new size, within bounds, and shows the next one the screen of that size', async () => {
    await using terminal = open("trap 'stty size' WINCH; stty size; while :; do read x; done");
    using follower = followTerminal(terminal, 0);
    const text = (): string => Buffer.concat(follower.pieces.map(({ bytes }) => bytes)).toString();
    await expect.poll(text).toContain('24 80');
    terminal.resize(100, 30);
    await expect.poll(text).toContain('30 100');
    expect(terminal.size).toEqual({ cols: 100, rows: 30 });
    terminal.resize(100_000, 1);
    await expect.poll(text).toContain('5 400');
    using late = followTerminal(terminal, 0);
    const [snapshot] = await late.until(({ kind }) => kind === 'snapshot');
    expect(Buffer.from(snapshot?.bytes ?? []).toString()).toContain('\x1b[8;5;400t');
  });

  it('answers for a window that is not there', async () => {
    const ask = "stty raw -echo; printf 'ab\\033[6n'; head -c 6 | od -An -c; printf done";
    await using terminal = open(ask);
    using follower = followTerminal(terminal, 0);
    await terminal.exited;
    await follower.until(({ end }) => end === terminal.end);
    expect(await terminal.plainText(10)).toMatch(/033\s+\[\s+1\s+;\s+3\s+R/);
  });

  it('refuses what is typed ahead of a program that does not read, and ignores it after the end', async () => {
    await using terminal = open('stty raw -echo; printf k; sleep 1000');
    await expect.poll(() => terminal.end).toBe(1);
    const type = (): void => terminal.write('x'.repeat(60_000));
    expect(() => {
      for (let n = 0; n < 10; n++) type();
    }).toThrow(expect.objectContaining({ code: 'busy' }));
    terminal.kill('SIGKILL');
    expect(await terminal.exited).toEqual({ code: null, signal: 9 });
    type();
    terminal.resize(90, 30);
  });

  it('says why a program cannot be started, and lists its process and queues while they are there', async () => {
    const table = createProcessTable();
    const command = { file: '/no/such/program', args: [], env: {}, cwd: dir.path };
    {
      await using terminal = open('', { command, table, name: 'agent-0007' });
      expect(table.queues().map(({ name }) => name)).toEqual([
        'agent-0007 to mirror',
        'agent-0007 to disk',
      ]);
      expect(await terminal.exited).toEqual({ code: 1, signal: null });
      expect(table.list()).toEqual([]);
      expect(await terminal.plainText(5)).toContain('No such file');
    }
    expect(table.queues()).toEqual([]);
  });

  it('that is disposed ends its program', async () => {
    const terminal = open('sleep 1000');
    await terminal[Symbol.asyncDispose]();
    expect(await terminal.exited).toEqual({ code: null, signal: 9 });
    expect(existsSync(scrollbackPath())).toBe(false);
  });
});

describe('the terminal of an agent that has ended', () => {
  it('shows its end from disk, once, to whoever is not there already', async () => {
    let end = 0;
    {
      await using terminal = open(
        "stty raw -echo; seq 2000 | sed 's/$/\\r/'; printf '\\033[31mlast words'",
      );
      await terminal.exited;
      terminal.resize(100, 30);
      end = terminal.end;
    }
    await using past = openPastTerminal({
      scrollbackPath: scrollbackPath(),
      clock: realClock,
      log: silentLog,
    });
    expect(await past.plainText(2)).toBe('2000\nlast words');
    using late = followTerminal(past, 0);
    const [snapshot] = await late.until(({ kind }) => kind === 'snapshot');
    expect(snapshot?.end).toBe(end);
    const text = await textAfter([snapshot?.bytes ?? new Uint8Array()], 100, 30);
    expect(text.split('\n').slice(-2)).toEqual(['2000', 'last words']);
    using there = followTerminal(past, end);
    using behind = followTerminal(past, end - 1);
    await behind.until(({ kind }) => kind === 'snapshot');
    expect(there.pieces).toEqual([]);
  });

  it('says so when nothing was kept', async () => {
    await using past = openPastTerminal({
      scrollbackPath: scrollbackPath(),
      clock: realClock,
      log: silentLog,
    });
    expect(await past.plainText(10)).toBe('');
    using late = followTerminal(past, 500);
    const [snapshot] = await late.until(({ kind }) => kind === 'snapshot');
    expect(Buffer.from(snapshot?.bytes ?? []).toString()).toContain('nothing of this terminal');
  });
});
