/** A window that cannot be opened is followed by the next thing, and nothing of it ever reaches the core. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realClock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import { keepWindow } from './keepWindow.ts';
import { linkShell } from './openShell.ts';
import type { Machine } from './parts.ts';

const machine = (env: Machine['env']): Machine => ({
  exec: async () => null,
  env,
  isRoot: false,
  platform: 'linux',
  osRelease: '',
});

/** An app with an Electron that starts and says nothing, on a data folder without a core's card. */
function place(env: Machine['env']) {
  const dir = mkdtempSync(join(tmpdir(), 'nightbench-keep-'));
  const electron = join(dir, 'node_modules/electron');
  mkdirSync(join(electron, 'dist'), { recursive: true });
  writeFileSync(join(electron, 'package.json'), '{"version":"1.0.0"}');
  const program = join(electron, 'dist/electron');
  writeFileSync(program, '#!/bin/sh\nexec cat\n');
  chmodSync(program, 0o755);
  const notes: string[] = [];
  const { signal } = new AbortController();
  const note = (line: string): void => void notes.push(line);
  const whole = {
    appDir: dir,
    dataDir: dir,
    machine: machine(env),
    clock: realClock,
    note,
    signal,
  };
  return {
    notes,
    place: whole,
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

test('a shell that cannot be linked is followed by the next window, here the link', async () => {
  using at = place({ DISPLAY: ':9' });
  const printed: string[] = [];
  const out = (line: string): void => void printed.push(line);
  const mintUrl = async (): Promise<string> => 'http://127.0.0.1:1/?code=1';
  using window = await keepWindow({ place: at.place, mintUrl, comeBack: '', out });
  await window.gone;
  expect(at.notes).toEqual([
    expect.stringMatching(/^The window did not open: no core runs on /),
    expect.stringContaining('Neither Electron nor Chromium is here'),
  ]);
  expect(printed).toEqual(['http://127.0.0.1:1/?code=1']);
});

test('a core that gives no link is said, and that is all', async () => {
  using at = place({});
  const mintUrl = () => Promise.reject(new BenchError('unavailable', 'the door is shut'));
  const out = (line: string): void => expect.unreachable(line);
  using window = await keepWindow({ place: at.place, mintUrl, comeBack: '', out });
  await window.gone;
  expect(at.notes.at(-1)).toBe('The core gave no link: the door is shut');
});

test('a desktop that cannot be asked for its tray leaves no connection to the core behind', async () => {
  using at = place({});
  const { dataDir, clock } = at.place;
  const card = { pid: 1, url: 'http://127.0.0.1:9/', token: 'x'.repeat(32), version: '1' };
  const text = JSON.stringify({ ...card, startedWallTime: '2026-01-01T00:00:00.000Z' });
  writeFileSync(join(dataDir, 'core.json'), text);
  const exec = () => Promise.reject(new Error('no bus'));
  const pipes = { read: process.stdin, write: process.stdout, comeBack: '' };
  const linking = linkShell({ dataDir, clock, machine: { ...machine({}), exec } }, pipes);
  await expect(linking).rejects.toThrow('no bus'); // before any connection is made
});
