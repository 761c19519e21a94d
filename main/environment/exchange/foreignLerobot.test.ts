/**
 * LeRobot datasets as others write them: one film for many episodes, pictures in the rows, states in degrees or of another
 * arm, depth maps. The files are made here, by the format's shapes.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parquetWriteFile } from 'hyparquet-writer';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { importOrder, picture, runOrder } from '../../../test/lib/exchangeGrounds.ts';
import { describeNeeds } from '../../../test/lib/needs.ts';
import { jointNames } from '../../base/model/arm.ts';
import { readFrames, readSteps } from '../../store/record/readRecord.ts';
import { type Cell, type Column, openTable } from './datasetTables.ts';

let base: string;
let from: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'nb-foreign-'));
  from = path.join(base, 'set');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const frames = 5;
const rateHz = 10;
const state = { dtype: 'float32', shape: [6], names: jointNames.map((joint) => `${joint}.pos`) };
const inside = (...names: string[]): string => {
  const file = path.join(from, ...names);
  mkdirSync(path.dirname(file), { recursive: true });
  return file;
};

function writeInfo(features: Record<string, unknown>): void {
  const info = { codebase_version: 'v3.0', fps: rateHz, total_episodes: 2, features };
  writeFileSync(inside('meta/info.json'), JSON.stringify({ ...info, tools: [], extra: 1 }));
}

async function write(name: string, columns: readonly Column[], rows: readonly Cell[][]) {
  const table = openTable(inside(name), columns);
  await table.group(columns.map((_, column) => rows.map((row) => row[column] ?? null)));
  await table.finish();
}

const whole = (name: string): Column => ({ name, type: 'INT64' });

async function writeEpisodes(key: string | null): Promise<void> {
  const film = key === null ? [] : [`videos/${key}/chunk_index`, `videos/${key}/file_index`];
  const columns = [
    ...['episode_index', 'length', 'data/chunk_index', 'data/file_index', ...film].map(whole),
    ...(key === null ? [] : [{ name: `videos/${key}/from_timestamp`, type: 'DOUBLE' } as const]),
  ];
  // Out of order: what lies where is said by the row.
  const rows = [1, 0].map((episode) => [episode, frames, 0, 0, ...film.map(() => 0), episode / 2]);
  await write('meta/episodes/chunk-000/file-000.parquet', columns, rows);
}

const row = (n: number): number[] => jointNames.map((_, joint) => n + 10 * joint);

/** The newest row is at n / 10 s; its red is 20 n. */
async function writeFilm(file: string, count: number): Promise<void> {
  const still = path.join(base, 'still-%d.png');
  for (let n = 0; n < count; n++) {
    const background = { r: 20 * n, g: 60, b: 60 };
    const create = { width: 64, height: 48, channels: 3, background } as const;
    await sharp({ create })
      .png()
      .toFile(still.replace('%d', String(n)));
  }
  const input = ['-v', 'error', '-framerate', String(rateHz), '-i', still];
  // Key frames far apart and pictures out of order, as an encoder likes it.
  const coder = ['-c:v', 'libx264', '-g', '250', '-bf', '2', '-pix_fmt', 'yuv420p', '-y', file];
  execFileSync('ffmpeg', [...input, ...coder]);
}

async function redOf(jpeg: Uint8Array): Promise<number> {
  const { channels } = await sharp(jpeg).stats();
  return channels[0]?.mean ?? Number.NaN;
}

describeNeeds(['ffmpeg'])('a dataset of others', () => {
  it('with one film for all gives each episode its own pictures, and joints in degrees', async () => {
    const key = 'observation.images.overhead';
    const depth = { dtype: 'video', shape: [48, 64, 1], names: null, info: { is_depth_map: true } };
    const camera = { dtype: 'video', shape: [48, 64, 3], names: ['height', 'width', 'channels'] };
    writeInfo({ 'observation.state': state, action: state, [key]: camera, 'depth.front': depth });
    await writeEpisodes(key);
    const vector = (name: string): Column => ({ name, type: 'FLOAT', list: true });
    await write(
      'data/chunk-000/file-000.parquet',
      [
        ...[vector('observation.state'), vector('action'), whole('episode_index')],
        ...[{ name: 'timestamp', type: 'FLOAT' } as const, whole('frame_index')],
        { name: 'next.success', type: 'BOOLEAN' },
      ],
      Array.from({ length: 2 * frames }, (_, n) => {
        const own = n % frames;
        const success = n >= frames + 3;
        return [row(n), row(n + 1), Math.floor(n / frames), own / rateHz, own, success];
      }),
    );
    await writeFilm(inside('videos', key, 'chunk-000/file-000.mp4'), 2 * frames);
    const told = await runOrder(importOrder(base, from));
    expect(told.failed).toBe(null);
    expect(told.refused).toEqual([]);
    expect(told.recordings).toMatchObject([
      { episode: 0, frames, result: 'failure', roles: ['overhead'] },
      { episode: 1, frames, result: 'success' },
    ]);
    const notes = told.all.flatMap((one) => (one.type === 'note' ? [one.note] : []));
    expect(notes).toEqual([
      'Joints are taken for degrees: it does not say.',
      'The depth pictures of front are left out.',
    ]);
    for (const [episode, { id }] of told.recordings.entries()) {
      const dir = path.join(base, 'incoming', id);
      const pictures = readFrames(dir).frames.get('overhead') ?? [];
      for (const [n, { jpeg, capturedAtMs }] of pictures.entries()) {
        expect(capturedAtMs).toBeCloseTo(n * 100, 6);
        const red = await redOf(jpeg);
        expect(Math.abs(red - 20 * (episode * frames + n))).toBeLessThan(6);
      }
      const [first] = [...readSteps(dir)];
      const rad = row(episode * frames).map((deg) => (deg * Math.PI) / 180);
      for (const [joint, value] of rad.entries())
        expect(first?.positionRad[joint]).toBeCloseTo(value, 4);
    }
  });

  it('with pictures in its rows keeps JPEGs as they are, and makes them of others', async () => {
    writeInfo({
      'observation.images.front': { dtype: 'image', shape: [64, 64, 3], names: null },
      'observation.images.overhead': { dtype: 'image', shape: [64, 64, 3], names: null },
      'observation.state': { dtype: 'float32', shape: [14], names: null },
    });
    await writeEpisodes(null);
    const jpegs = await Promise.all(Array.from({ length: 2 * frames }, (_, n) => picture(n)));
    const pngs = await Promise.all(jpegs.map((jpeg) => sharp(jpeg).png().toBuffer()));
    const image = (name: string) =>
      [
        { name, repetition_type: 'OPTIONAL', num_children: 2 },
        { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
        { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      ] as const;
    const cells = (all: readonly Buffer[]) =>
      all.map((bytes, n) => ({ bytes: new Uint8Array(bytes), path: `${n}.png` }));
    parquetWriteFile({
      filename: inside('data/chunk-000/file-000.parquet'),
      schema: [
        { name: 'schema', num_children: 3 },
        { name: 'episode_index', type: 'INT64', repetition_type: 'REQUIRED' },
        ...image('observation.images.front'),
        ...image('observation.images.overhead'),
      ],
      columnData: [
        { name: 'episode_index', data: jpegs.map((_, n) => BigInt(Math.floor(n / frames))) },
        { name: 'observation.images.front', data: cells(jpegs) },
        { name: 'observation.images.overhead', data: cells(pngs) },
      ],
    });
    const told = await runOrder(importOrder(base, from));
    expect(told.failed).toBe(null);
    expect(told.refused).toEqual([]);
    expect(told.recordings).toHaveLength(2);
    const { frames: kept } = readFrames(path.join(base, 'incoming', told.recordings[1]?.id ?? ''));
    expect(kept.get('front')?.map(({ jpeg }) => Buffer.from(jpeg))).toEqual(jpegs.slice(frames));
    const red = await redOf(kept.get('overhead')?.[2]?.jpeg ?? new Uint8Array());
    expect(Math.abs(red - (await redOf(jpegs[frames + 2] ?? new Uint8Array())))).toBeLessThan(4);
    expect(told.all).toContainEqual({
      type: 'note',
      note: 'Its states are not those of an arm like ours: left out.',
    });
  });
});
