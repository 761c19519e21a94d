/**
 * The link between core and shell as whole processes: `bench start` with a stand-in for Electron's binary (it joins
 * its pipes to a socket of the test, so that the test speaks as the shell), and `bench start --link` as the desktop app
 * starts it. Real core, real door, simulated bench.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { FromShell, ToShell } from '../../main/base/wire/shellLink.ts';
import { createLineCutter, parseShellLine, toShellSchema } from '../../main/base/wire/shellLink.ts';
import { appDir } from '../../main/entry/launch/appVersion.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { freshWindow } from './freshWindow.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const patient = { timeout: 30_000 } as const;
let stack: AsyncDisposableStack;
let dir: string;

beforeEach(async () => {
  await freshWindow(); // or the start would build it, in the time of a test
  stack = new AsyncDisposableStack();
  dir = stack.use(tempDir('shell-link')).path;
});

afterEach(() => stack.disposeAsync());

interface Heard {
  readonly lines: ToShell[];
  send(line: FromShell): void;
  last<T extends ToShell['type']>(type: T): Extract<ToShell, { type: T }> | undefined;
}

function hear(read: NodeJS.ReadableStream, write: NodeJS.WritableStream): Heard {
  const lines: ToShell[] = [];
  read.setEncoding('utf8');
  read.on(
    'data',
    createLineCutter((text) => lines.push(must(parseShellLine(toShellSchema, text), text))),
  );
  return {
    lines,
    send: (line) => void write.write(`${JSON.stringify(line)}\n`),
    last: (type) => lines.findLast((line) => line.type === type) as never,
  };
}

function bench(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const args = [join(appDir, 'main/entry/bench.mjs'), 'start', '--idle', '--data', dir, ...words];
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, npm_lifecycle_event: undefined, ...env },
  });
  let notes = '';
  child.stderr.on('data', (chunk: Buffer) => {
    notes += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  stack.defer(async () => {
    child.kill('SIGKILL');
    const pid = readCoreCard(dir)?.pid;
    if (pid !== undefined && pid !== child.pid) kill(pid);
    await ended;
  });
  return { child, ended, notes: () => notes };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** An `electron` that says its arguments and then is a pipe between the launcher and the test. */
async function openStandIn(): Promise<{ env: NodeJS.ProcessEnv; joined: Promise<Socket> }> {
  const dist = join(dir, 'dist');
  const address = join(dir, 'standin.sock');
  mkdirSync(dist, { recursive: true });
  const program = [
    `#!${process.execPath}`,
    "const socket = require('node:net').connect(process.env.STAND_IN);",
    "socket.on('connect', () => {",
    "  socket.write(JSON.stringify(process.argv.slice(2)) + '\\n');",
    '  process.stdin.pipe(socket);',
    '  socket.pipe(process.stdout);',
    '});',
    "socket.on('error', () => undefined);",
    "socket.on('close', () => process.exit(0));",
  ];
  writeFileSync(join(dist, 'electron'), program.join('\n'));
  chmodSync(join(dist, 'electron'), 0o755);
  const server = createServer();
  const { promise: joined, resolve } = Promise.withResolvers<Socket>();
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    resolve(socket);
  });
  await new Promise<void>((listening) => server.listen(address, listening));
  stack.defer(() => void server.close());
  const env = { ELECTRON_OVERRIDE_DIST_PATH: dist, STAND_IN: address, DISPLAY: ':nowhere' };
  return { env, joined };
}

test('npm start finds the binary; the shell hears, stops and ends the core through its pipe', async () => {
  const standIn = await openStandIn();
  const core = bench([], standIn.env);
  void core.ended.then((code) => code !== 0 && process.stderr.write(core.notes()));
  const socket = await standIn.joined;
  let argv: readonly string[] = [];
  const first = new Promise<void>((resolve) =>
    socket.once('data', (chunk: Buffer) => {
      const text = chunk.toString();
      const end = text.indexOf('\n');
      argv = JSON.parse(text.slice(0, end)) as string[];
      socket.unshift(text.slice(end + 1));
      resolve();
    }),
  );
  await first;
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  expect(argv.filter((word) => word !== '--no-sandbox')).toEqual([
    join(appDir, 'electron/main.ts'),
    '--link',
    `--shell-dir=${join(dir, 'shell')}`,
  ]);
  const { lines, send, last } = hear(socket, socket);
  await expect.poll(() => last('robot')?.mode, patient).toBe('holding');
  expect(lines[0]).toMatchObject({ type: 'core', tray: false });
  expect(last('robot')).toMatchObject({ work: null, stopped: null });
  const { url } = must(last('open'));
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  const token = must(readCoreCard(dir)).token;
  const seenByAll = readFileSync(`/proc/${core.child.pid}/cmdline`, 'utf8');
  expect(`${seenByAll} ${argv.join(' ')}`).not.toContain(token.slice(0, 8));
  send({ do: 'stop', reason: 'from the tray' });
  await expect.poll(() => last('robot')?.stopped, patient).toBe('from the tray');
  expect(last('robot')?.mode).toBe('stopped');
  send({ do: 'open' });
  await expect.poll(() => last('open')?.url === url, patient).toBe(false);
  send({ do: 'quit' });
  expect(await core.ended).toBe(0);
  await gone; // the core has closed its shell before it ended
  expect(readCoreCard(dir)).toBe(null);
});

test('the desktop app starts the core, goes, and comes back to the same one, again and again', async () => {
  const core = bench(['--link']);
  const first = hear(core.child.stdout, core.child.stdin);
  await expect.poll(() => first.last('robot')?.mode, patient).toBe('holding');
  core.child.stdin.end(); // the app keeps it running in the background
  core.child.stdout.destroy();
  const joinIt = async () => {
    const bridge = bench(['--link']);
    const heard = hear(bridge.child.stdout, bridge.child.stdin);
    await expect.poll(() => heard.last('robot')?.mode, patient).toBe('holding');
    await expect.poll(() => heard.last('open'), patient).toBeDefined();
    return { bridge, heard };
  };
  const { bridge, heard } = await joinIt();
  expect((await fetch(must(heard.last('open')).url, { redirect: 'manual' })).status).toBe(303);
  bridge.child.stdin.end();
  expect(await bridge.ended).toBe(0); // it was only a bridge
  expect(isAlive(core.child)).toBe(true);
  const again = await joinIt();
  core.child.kill('SIGKILL');
  expect(await again.bridge.ended).toBe(0); // the app's pipe tells it that the core is gone
  expect(again.heard.last('bye')).toBe(undefined);
});

test('an Electron that does not start is followed by the next window, here the link', async () => {
  const dist = join(dir, 'dist');
  mkdirSync(dist);
  writeFileSync(join(dist, 'electron'), '#!/bin/sh\necho "no sandbox for you" >&2\nexit 5\n');
  chmodSync(join(dist, 'electron'), 0o755);
  const env = { ELECTRON_OVERRIDE_DIST_PATH: dist, DISPLAY: ':nowhere' };
  const core = bench([], env);
  await expect.poll(() => core.notes(), patient).toContain('no sandbox for you');
  await expect.poll(() => core.notes(), patient).toMatch(/open this link in a browser/i);
  core.child.kill('SIGTERM');
  expect(await core.ended).toBe(0);
});
