/**
 * Fetching Electron's binary with a stand-in for the package's own fetcher: got, failed, cut off, too slow. Nothing
 * here reaches a network: a mirror is named, so that nobody asks whether the usual place is there.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { realClock } from '../../base/lib/clock.ts';
import {
  type ElectronPackage,
  fetchElectron,
  fetchFailedBefore,
  findElectronBinary,
} from './electronBinary.ts';

let room: ReturnType<typeof tempDir>;
let electron: ElectronPackage;
let notes: string[];

beforeEach(() => {
  room = tempDir('fetch');
  electron = { dir: join(room.path, 'electron'), version: '45.4.1' };
  mkdirSync(electron.dir);
  notes = [];
  vi.stubEnv('ELECTRON_MIRROR', 'http://127.0.0.1:9/');
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  room[Symbol.dispose]();
});

/** What the package's install.js does this time. */
function fetcher(...lines: readonly string[]): void {
  const head = "const fs = require('fs'); const dist = __dirname + '/dist';";
  writeFileSync(join(electron.dir, 'install.js'), [head, ...lines].join('\n'));
}
const unpack = "fs.mkdirSync(dist); fs.writeFileSync(dist + '/electron', 'half');";

function fetchIt(clock: Clock = realClock, signal = new AbortController().signal) {
  return fetchElectron(electron, room.path, clock, (line) => void notes.push(line), signal);
}

test('a binary that came is used and nothing is remembered', async () => {
  fetcher(unpack, "fs.writeFileSync(__dirname + '/path.txt', 'electron');");
  expect(await fetchIt()).toBe(join(electron.dir, 'dist/electron'));
  expect(fetchFailedBefore(room.path, electron.version)).toBe(false);
  expect(notes).toHaveLength(1);
});

test('a fetch that failed is remembered with its reason, and half a binary is none', async () => {
  fetcher(unpack, "console.error('no such host\\n  at Socket'); process.exit(1);");
  expect(await fetchIt()).toBe(null);
  expect(fetchFailedBefore(room.path, electron.version)).toBe(true);
  const note = readFileSync(join(room.path, 'electron-fetch.json'), 'utf8');
  expect(JSON.parse(note)).toMatchObject({ failed: '45.4.1', why: 'no such host' });
  expect(notes.join('\n')).toContain('could not be fetched (no such host)');
  expect(existsSync(join(electron.dir, 'dist'))).toBe(false);
  expect(findElectronBinary(electron, {})).toBe(null);
});

test('a slow fetch says how far it is and ends at its limit', async () => {
  fetcher('setInterval(() => undefined, 1000);');
  let progress = (): void => undefined;
  const hasty: Clock = {
    ...realClock,
    after: (ms, run) => realClock.after(ms / 400, run),
    every: (_ms, run) => {
      progress = run;
      return { [Symbol.dispose]: () => undefined };
    },
  };
  const fetched = fetchIt(hasty);
  await vi.waitUntil(() => existsSync(electron.dir));
  progress();
  expect(await fetched).toBe(null);
  expect(notes.join('\n')).toContain('it took too long');
  expect(fetchFailedBefore(room.path, electron.version)).toBe(true);
});

test('ending in the middle says nothing of the network: it is tried again', async () => {
  fetcher(unpack, 'setInterval(() => undefined, 1000);');
  const end = new AbortController();
  const fetched = fetchIt(realClock, end.signal);
  await vi.waitUntil(() => existsSync(join(electron.dir, 'dist/electron')), 10_000);
  end.abort();
  expect(await fetched).toBe(null);
  expect(fetchFailedBefore(room.path, electron.version)).toBe(false);
  expect(existsSync(join(electron.dir, 'dist'))).toBe(false);
});
