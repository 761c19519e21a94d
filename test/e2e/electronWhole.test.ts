/**
 * The desktop as a person lives it, all but Electron itself: `bench start` opens the shell's real entry on the strict
 * fake, with the real core and the simulated bench behind it. Quit while a trial runs, close, come back, stop, end.
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { createLineCutter } from '../../main/base/wire/shellLink.ts';
import { openCoreClient } from '../../main/entry/cli/coreClient.ts';
import { appDir } from '../../main/entry/launch/appVersion.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import type { Gesture, Sight } from '../lib/standInElectron.ts';
import { freshWindow } from './freshWindow.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const patient = { timeout: 40_000 } as const;
const keep = 'Keep running in the background';
let stack: AsyncDisposableStack;
let dir: string;

beforeEach(async () => {
  await freshWindow();
  stack = new AsyncDisposableStack();
  dir = stack.use(tempDir('desktop')).path;
});

afterEach(() => stack.disposeAsync());

function program(name: string, ...lines: readonly string[]): void {
  const bin = join(dir, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(join(bin, name), 0o755);
}

/** Starts core and shell; the desktop has a tray, as far as its session bus knows. */
async function openDesktop() {
  program(
    'electron',
    `exec "${process.execPath}" "${join(appDir, 'test/lib/standInElectron.ts')}" "$@"`,
  );
  program('gdbus', 'echo "(true,)"');
  const server = createServer();
  const address = join(dir, 'person.sock');
  await new Promise<void>((listening) => server.listen(address, listening));
  stack.defer(() => void server.close());
  const joined = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const bench = join(appDir, 'main/entry/bench.mjs');
  const child = spawn(process.execPath, [bench, 'start', '--idle', '--data', dir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      npm_lifecycle_event: undefined,
      PATH: [join(dir, 'bin'), process.env.PATH].join(delimiter),
      ELECTRON_OVERRIDE_DIST_PATH: join(dir, 'bin'),
      STAND_IN: address,
      DISPLAY: ':nowhere',
    },
  });
  let notes = '';
  child.stderr.on('data', (chunk: Buffer) => {
    notes += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  stack.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const socket = await Promise.race([joined, ended.then(() => Promise.reject(new Error(notes)))]);
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  stack.defer(async () => {
    socket.destroy();
    await gone;
  });
  let sight: Sight | null = null;
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.on(
    'data',
    createLineCutter((line) => {
      sight = JSON.parse(line) as Sight;
    }),
  );
  const now = (): Sight | null => sight;
  return {
    child,
    ended,
    gone,
    notes: () => notes,
    now,
    tip: () => now()?.tip ?? '',
    act: (gesture: Gesture) => void socket.write(`${JSON.stringify(gesture)}\n`),
    async runTrials(): Promise<void> {
      using client = await openCoreClient(must(readCoreCard(dir)), realClock);
      await client.call('trial.run', { task: 'touch', trials: 50, seed: 1, lockstep: false });
    },
  };
}

test('a person quits, closes, comes back, stops and ends, while a trial runs', async () => {
  const desktop = await openDesktop();
  const { now, tip, act } = desktop;
  await expect.poll(() => now()?.loads, patient).toBe(1);
  expect(now()?.seen).toContain(`path crashDumps=${join(dir, 'shell/crashes')}`);
  expect(existsSync(join(dir, 'shell/crashes'))).toBe(true);
  await expect.poll(tip, patient).toBe('Nightbench: Holding');
  await desktop.runTrials();
  await expect.poll(tip, patient).toMatch(/ · touch: trial \d+ of 50$/);
  expect(now()?.title).toMatch(/touch: trial \d+ of 50/);
  act({ pick: 'Quit…' });
  await expect
    .poll(() => now()?.question, patient)
    .toMatch(/^touch: trial \d+ of 50\. The arm is /);
  expect(now()?.buttons).toEqual([keep, 'End it and quit', 'Cancel']);
  act({ answer: 'Cancel' });
  await expect.poll(() => now()?.question, patient).toBe(null);
  act({ close: true });
  await expect.poll(() => now()?.windows, patient).toBe(0);
  await expect.poll(tip, patient).toContain('touch: trial');
  act({ click: true });
  await expect.poll(() => [now()?.windows, now()?.loads], patient).toEqual([1, 2]);
  act({ pick: 'Stop robot' });
  await expect.poll(tip, patient).toBe('Nightbench: Stopped · stopped from the desktop');
  act({ pick: 'Quit…' }); // a stopped run waits for its resume: still something to lose
  await expect.poll(() => now()?.question, patient).toContain('The arm is stopped');
  act({ answer: 'End it and quit' });
  expect(await desktop.ended).toBe(0);
  await desktop.gone;
  expect(readCoreCard(dir)).toBe(null);
});

test('keep running: the shell goes, the trial goes on, the terminal says how to come back', async () => {
  const desktop = await openDesktop();
  await expect.poll(desktop.tip, patient).toBe('Nightbench: Holding');
  await desktop.runTrials();
  await expect.poll(desktop.tip, patient).toContain('touch: trial');
  desktop.act({ pick: 'Quit…' });
  await expect.poll(() => desktop.now()?.question, patient).toContain('npx bench start shows it');
  desktop.act({ answer: keep });
  await desktop.gone;
  await expect.poll(desktop.notes, patient).toContain('The window is closed; the core goes on.');
  using client = await openCoreClient(must(readCoreCard(dir)), realClock);
  const runs = new Promise((resolve) => client.onState('run', resolve));
  expect(await runs).toMatchObject({ task: 'touch', trials: 50 });
  desktop.child.kill('SIGTERM');
  expect(await desktop.ended).toBe(0);
});

test('a core that is killed: the window stays to say so, and ends the shell when it is closed', async () => {
  const desktop = await openDesktop();
  const { now, tip, act } = desktop;
  await expect.poll(tip, patient).toBe('Nightbench: Holding');
  desktop.child.kill('SIGKILL');
  await expect.poll(tip, patient).toBe('Nightbench: Offline');
  expect([now()?.windows, now()?.question]).toEqual([1, null]);
  act({ close: true });
  await desktop.gone;
});
