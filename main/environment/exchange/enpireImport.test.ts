/** ENPIRE's episode folders and NumPy's files: what is read of them, and what is refused. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importOrder, runOrder, type Told } from '../../../test/lib/exchangeGrounds.ts';
import { describeNeeds } from '../../../test/lib/needs.ts';
import { readSteps } from '../../store/record/readRecord.ts';
import { npyRows, readNpy } from './npyFile.ts';

let base: string;
let from: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'nb-enpire-'));
  from = path.join(base, 'session');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function npy(descr: string, shape: string, body: Uint8Array, order = 'False'): Buffer {
  const words = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;
  const header = Buffer.from(words.padEnd(117, ' ').concat('\n'), 'latin1');
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.byteLength, 0]);
  return Buffer.concat([head, header, body]);
}
const doubles = (values: readonly number[], shape = `${values.length},`): Buffer =>
  npy('<f8', shape, new Uint8Array(Float64Array.from(values).buffer));
const words = (values: readonly string[]): Buffer => {
  const letters = Math.max(...values.map((value) => value.length));
  const points = values.flatMap((value) =>
    Array.from({ length: letters }, (_, n) => value.codePointAt(n) ?? 0),
  );
  const body = new Uint8Array(Uint32Array.from(points).buffer);
  return npy(`<U${letters}`, `${values.length},`, body);
};

function film(dir: string, camera: string, frames: number): void {
  const file = path.join(dir, `${camera}-images-rgb.mp4`);
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=20', '-frames:v', String(frames)];
  execFileSync('ffmpeg', ['-v', 'error', ...source, '-c:v', 'libx264', '-y', file]);
}

const steps = 6;
const stamps = Array.from({ length: steps }, (_, n) => 1_700_000_000 + n * 0.05);

function episode(name: string, more: Readonly<Record<string, Buffer | string>> = {}): string {
  const dir = path.join(from, name);
  mkdirSync(dir, { recursive: true });
  film(dir, 'top_camera', steps);
  const files = {
    'timestamp.npy': doubles(stamps),
    'metadata.json': JSON.stringify({ terminal_event: 'success', operator: 'ann' }),
    'action-source.npy': words(['human', 'human', 'human', 'rl', 'rl', 'unknown']),
    'joint_pos.npy': doubles(
      Array.from({ length: steps * 5 }, (_, n) => n / 100),
      `${steps}, 5`,
    ),
    'gripper_pos.npy': doubles(Array(steps).fill(0.25), `${steps}, 1`),
    ...more,
  };
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(dir, file), content);
  return dir;
}

const bring = (): Promise<Told> =>
  runOrder(importOrder(base, from, { roles: { top: 'overhead' } }));

describeNeeds(['ffmpeg'])('an episode folder', () => {
  it('comes in with its times, its joints, who acted, and how it ended', async () => {
    episode('20260101T000000');
    episode('20260101T000100', {
      'metadata.json': '{}',
      'reward.npy': doubles([0, 0, 0, 0, 0, 0]),
      'action-source.json': JSON.stringify(Array(steps).fill('policy')),
    });
    const told = await bring();
    expect(told.failed).toBe(null);
    expect(told.refused).toEqual([]);
    expect(told.recordings).toMatchObject([
      { format: 'enpire', episode: 0, frames: steps, toMs: 250, result: 'success' },
      { format: 'enpire', episode: 1, frames: steps, result: 'failure', roles: ['overhead'] },
    ]);
    const rows = told.recordings.map(({ id }) => [...readSteps(path.join(base, 'incoming', id))]);
    expect(rows[0]?.map(({ source }) => source)).toEqual([
      ...['human', 'human', 'human', 'policy', 'policy', 'none'],
    ]);
    expect(rows[1]?.every(({ source }) => source === 'policy')).toBe(true);
    expect(rows[0]?.[1]).toMatchObject({
      ...{ atMs: 50, positionRad: [0.05, 0.06, 0.07, 0.08, 0.09, 0.25], load: [] },
    });
  });

  it.each([
    ['unsuccessful', 'failure'],
    ['no_success', 'failure'],
    ['success_timeout', 'failure'],
    ['Successful', 'success'],
  ])('that ended %s is a %s', async (event, result) => {
    episode('20260101T000000', { 'metadata.json': JSON.stringify({ terminal_event: event }) });
    expect((await bring()).recordings).toMatchObject([{ result }]);
  });

  it('of another arm comes in without its states, and says so', async () => {
    episode('20260101T000000', {
      'joint_pos.npy': doubles(Array(steps * 7).fill(0), `${steps}, 7`),
    });
    const told = await bring();
    const dir = path.join(base, 'incoming', told.recordings[0]?.id ?? '');
    expect(readFileSync(path.join(dir, 'steps.ndjson'), 'utf8')).toBe('');
    expect(told.all).toContainEqual({
      type: 'note',
      note: 'Its states are not those of an arm like ours: left out.',
    });
  });

  it.each<[Record<string, Buffer | string>, RegExp]>([
    [{ 'timestamp.npy': doubles(stamps.slice(1)) }, /timestamp\.npy has 5 steps, its films 6/],
    [{ 'timestamp.npy': doubles([...stamps].reverse()) }, /does not rise/],
    [{ 'timestamp.npy': doubles(stamps).subarray(0, 140) }, /timestamp\.npy: it holds 12 bytes/],
    [{ 'timestamp.npy': 'nothing' }, /is no \.npy file/],
    [{ 'metadata.json': '{' }, /metadata\.json is not JSON/],
    [{ 'metadata.json': '{"discarded":true}' }, /marked as discarded/],
  ])('that does not add up is refused: %#', async (more, why) => {
    episode('20260101T000000', more);
    const told = await bring();
    expect(told.recordings).toEqual([]);
    expect(told.refused).toEqual([{ what: '20260101T000000', why: expect.stringMatching(why) }]);
  });

  it('whose cameras differ in length is refused', async () => {
    film(episode('20260101T000000'), 'left_camera', 4);
    expect((await bring()).refused[0]?.why).toMatch(/has 6 pictures, another camera 4/);
  });
});

describe('a .npy file', () => {
  const read = (bytes: Buffer) => {
    const file = path.join(base, 'a.npy');
    writeFileSync(file, bytes);
    return readNpy({ path: file, bytes: bytes.byteLength }, 'a.npy');
  };

  it('gives numbers and words in its shape', () => {
    expect(read(words(['human', 'rl'])).values).toEqual(['human', 'rl']);
    const floats = npy('<f4', '2, 2', new Uint8Array(Float32Array.from([1, -2, 0.5, 4]).buffer));
    expect(npyRows(read(floats))).toEqual([
      [1, -2],
      [0.5, 4],
    ]);
    expect(read(npy('|b1', '3,', Uint8Array.of(0, 1, 2))).values).toEqual([0, 1, 1]);
    // 1.5, the smallest above nothing, infinity, −2.
    const halves = new Uint8Array(Uint16Array.of(0x3e00, 1, 0x7c00, 0xc000).buffer);
    expect(read(npy('<f2', '4,', halves)).values).toEqual([1.5, 2 ** -24, Infinity, -2]);
  });

  it.each<[Buffer, RegExp]>([
    [npy('|O', '1,', Buffer.from('cos\nsystem\n')), /Python objects, which are not opened/],
    [npy('<f8', '9999999999,', Buffer.alloc(8)), /values are too many/],
    [npy('<f8', '2,', Buffer.alloc(8)), /8 bytes for 2 values of 8/],
    [npy('<c16', '1,', Buffer.alloc(16)), /type <c16 are not known/],
    [npy('<f8', '2, 2', Buffer.alloc(32), 'True'), /column by column/],
    [npy('<f8', '1,', Buffer.alloc(8)).subarray(0, 60), /header is cut short/],
  ])('that is no plain array is refused: %#', (bytes, why) => {
    expect(() => read(bytes)).toThrow(why);
  });
});
