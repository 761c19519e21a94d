/**
 * Demos as a LeRobot dataset v3 (source of the format: huggingface/lerobot, src/lerobot/datasets): rows in Parquet, one
 * film per camera and episode, the episodes' table with every column that readers look up, statistics. Episodes are
 * numbered without a gap, because readers find them by position. Joints are in degrees under LeRobot's names of an SO-101;
 * `nightbench` in info.json says so, and the episodes' table keeps what was said of each demo.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { jointNames } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import { writeWhole } from '../../store/record/recordFolder.ts';
import {
  aggregateStats,
  type FeatureStats,
  type PictureSample,
  pictureStats,
  samplePicture,
  statNames,
  vectorStats,
} from './datasetStats.ts';
import { type Cell, type Column, openTable, pandasIndex } from './datasetTables.ts';
import type { DemoSpan } from './demoSpan.ts';
import { encodeFilm } from './encodeFilm.ts';
import type { FilmPorts } from './filmFile.ts';
import { jpegSize, type PictureSize } from './jpegSize.ts';

const perChunk = 1000;
const picturesSampled = 16;
const degreesOf = (rad: number): number => Math.fround((rad * 180) / Math.PI);
const cameraKey = (role: string): string => `observation.images.${role}`;
const three = (value: number): string => String(value).padStart(3, '0');
const vectorKeys = ['observation.state', 'action'] as const;
const jointFeature = {
  dtype: 'float32',
  shape: [jointNames.length],
  names: jointNames.map((joint) => `${joint}.pos`),
};
const scalar = (dtype: string) => ({ dtype, shape: [1], names: null });
/** Column, its type in Parquet and in info.json; in the order of the file. */
const scalars = [
  ['next.reward', 'FLOAT', 'float32'],
  ['next.done', 'BOOLEAN', 'bool'],
  ['next.success', 'BOOLEAN', 'bool'],
  ['timestamp', 'FLOAT', 'float32'],
  ['frame_index', 'INT64', 'int64'],
  ['episode_index', 'INT64', 'int64'],
  ['index', 'INT64', 'int64'],
  ['task_index', 'INT64', 'int64'],
] as const;

const dataColumns: readonly Column[] = [
  ...vectorKeys.map((name): Column => ({ name, type: 'FLOAT', list: true })),
  ...scalars.map(([name, type]): Column => ({ name, type })),
];

interface Written {
  readonly length: number;
  readonly from: number;
  readonly stats: Readonly<Record<string, FeatureStats>>;
  readonly span: DemoSpan;
}

export interface LerobotExport {
  /** @throws BenchError `bad-input` when this demo does not fit the others. */
  add(span: DemoSpan, signal: AbortSignal): Promise<void>;
  /** Writes what describes the whole. @throws BenchError `bad-input` when there is no episode. */
  finish(): Promise<void>;
}

function makeFolders(dir: string, ...names: readonly string[]): string {
  const full = path.join(dir, ...names);
  mkdirSync(path.dirname(full), { recursive: true });
  return full;
}

/** Cells of an episode's rows by column, and their statistics. */
function rowsOf({ slots, rateHz, demo }: DemoSpan, episode: number, from: number) {
  const last = slots.length - 1;
  const decided = slots.findIndex(({ atMs }) => atMs >= (demo.decidedMs ?? Infinity));
  const success = demo.result === 'success';
  const since = success ? (decided < 0 ? last : decided) : slots.length;
  const values: Record<string, (n: number) => Cell> = {
    'next.reward': (n) => (n === since ? 1 : 0),
    'next.done': (n) => n === last,
    'next.success': (n) => n >= since,
    timestamp: (n) => Math.fround(n / rateHz),
    frame_index: (n) => BigInt(n),
    episode_index: () => BigInt(episode),
    index: (n) => BigInt(from + n),
    task_index: () => 0n,
  };
  const vectors = {
    'observation.state': slots.map(({ positionRad }) => positionRad.map(degreesOf)),
    action: slots.map(({ appliedRad }) => appliedRad.map(degreesOf)),
  };
  const cells: (readonly Cell[])[] = vectorKeys.map((key) => vectors[key]);
  const stats: Record<string, FeatureStats> = {};
  for (const key of vectorKeys) stats[key] = vectorStats(vectors[key]);
  for (const [name] of scalars) {
    const column = slots.map((_, n) => values[name]?.(n) ?? null);
    cells.push(column);
    stats[name] = vectorStats(column.map((value) => [Number(value)]));
  }
  return { cells, stats };
}

function episodeTable(roles: readonly string[], features: readonly string[]) {
  const whole = (name: string): Column => ({ name, type: 'INT64' });
  const films = roles.flatMap((role): Column[] => {
    const at = `videos/${cameraKey(role)}`;
    const seconds = (name: string): Column => ({ name: `${at}/${name}`, type: 'DOUBLE' });
    return [
      ...['chunk_index', 'file_index'].map((name) => whole(`${at}/${name}`)),
      ...['from_timestamp', 'to_timestamp'].map(seconds),
    ];
  });
  const columns: Column[] = [
    whole('episode_index'),
    { name: 'tasks', type: 'STRING', list: true },
    ...['length', 'data/chunk_index', 'data/file_index'].map(whole),
    ...['dataset_from_index', 'dataset_to_index'].map(whole),
    ...films,
    ...['meta/episodes/chunk_index', 'meta/episodes/file_index'].map(whole),
    { name: 'nightbench/demo', type: 'STRING' },
    { name: 'nightbench/result', type: 'STRING' },
    { name: 'nightbench/near_miss', type: 'STRING' },
    { name: 'nightbench/decided_s', type: 'DOUBLE' },
    ...features.flatMap((feature) =>
      statNames.map((stat): Column => {
        const type = stat === 'count' ? 'INT64' : 'DOUBLE';
        return { name: `stats/${feature}/${stat}`, type, list: true };
      }),
    ),
  ];
  return columns;
}

function episodeCells(
  { length, from, stats, span }: Written,
  n: number,
  instruction: string,
  features: readonly string[],
): Cell[] {
  const { demo, slots, rateHz, roles } = span;
  const whole = (value: number): bigint => BigInt(value);
  const chunk = whole(Math.floor(n / perChunk));
  const film = [chunk, whole(n % perChunk), 0, length / rateHz];
  const decided = demo.decidedMs === null ? null : (demo.decidedMs - (slots[0]?.atMs ?? 0)) / 1000;
  return [
    ...[whole(n), [instruction], whole(length), 0n, 0n, whole(from), whole(from + length)],
    ...roles.flatMap(() => film),
    ...[0n, 0n, demo.demoId, demo.result, demo.nearMiss, decided],
    ...features.flatMap((feature) => statNames.map((stat) => stats[feature]?.[stat] ?? [])),
  ];
}

/** Statistics of a camera have the shape (3, 1, 1). */
const deep = (values: readonly number[]): number[][][] => values.map((value) => [[value]]);

async function writeMeta(
  dir: string,
  written: readonly Written[],
  facts: { readonly instruction: string; readonly rateHz: number; readonly size: PictureSize },
): Promise<void> {
  const [first] = written;
  if (first === undefined) throw new BenchError('bad-input', 'there is no demo to export');
  const { roles } = first.span;
  const { instruction, rateHz, size } = facts;
  const features = Object.keys(first.stats);
  const columns = episodeTable(roles, features);
  const episodes = openTable(makeFolders(dir, 'meta/episodes/chunk-000/file-000.parquet'), columns);
  const rows = written.map((episode, n) => episodeCells(episode, n, instruction, features));
  await episodes.group(columns.map((_, column) => rows.map((row) => row[column] ?? null)));
  await episodes.finish();
  const tasks = openTable(
    makeFolders(dir, 'meta/tasks.parquet'),
    [
      { name: 'task_index', type: 'INT64' },
      { name: 'task', type: 'STRING' },
    ],
    { pandas: pandasIndex('task', { task_index: 'int64' }) },
  );
  await tasks.group([[0n], [instruction]]);
  await tasks.finish();
  const isCamera = (feature: string): boolean => feature.startsWith('observation.images.');
  const stats = Object.fromEntries(
    features.map((feature) => {
      const all = aggregateStats(written.map((episode) => episode.stats[feature] as FeatureStats));
      const shaped = statNames.map((name) => {
        const values = all[name];
        return [name, isCamera(feature) && name !== 'count' ? deep(values) : values];
      });
      return [feature, Object.fromEntries(shaped) as unknown];
    }),
  );
  writeWhole(path.join(dir, 'meta'), 'stats.json', stats);
  const frames = written.reduce((sum, { length }) => sum + length, 0);
  const film = {
    ...{ 'video.height': size.heightPx, 'video.width': size.widthPx, 'video.channels': 3 },
    ...{ 'video.codec': 'h264', 'video.pix_fmt': 'yuv420p', 'video.fps': rateHz },
    ...{ 'video.is_depth_map': false, has_audio: false, is_depth_map: false },
  };
  const names = ['height', 'width', 'channels'];
  const camera = { dtype: 'video', shape: [size.heightPx, size.widthPx, 3], names, info: film };
  const info = {
    codebase_version: 'v3.0',
    robot_type: 'so101_follower',
    total_episodes: written.length,
    total_frames: frames,
    total_tasks: 1,
    chunks_size: perChunk,
    data_files_size_in_mb: 100,
    video_files_size_in_mb: 200,
    fps: rateHz,
    splits: { train: `0:${written.length}` },
    data_path: 'data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet',
    video_path: 'videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4',
    features: {
      ...Object.fromEntries(vectorKeys.map((key) => [key, jointFeature])),
      ...Object.fromEntries(roles.map((role) => [cameraKey(role), camera])),
      ...Object.fromEntries(scalars.map(([name, , dtype]) => [name, scalar(dtype)])),
    },
    nightbench: { jointUnit: 'degrees' },
  };
  writeWhole(path.join(dir, 'meta'), 'info.json', info);
}

/** `dir` is an empty folder; nothing of it is a dataset until `finish` resolved. */
export function openLerobotExport(
  dir: string,
  instruction: string,
  ports: FilmPorts,
): LerobotExport {
  const data = openTable(makeFolders(dir, 'data/chunk-000/file-000.parquet'), dataColumns);
  const written: Written[] = [];
  let size: PictureSize | null = null;
  let frames = 0;

  const checkFits = (span: DemoSpan, first: PictureSize): PictureSize => {
    const bad = (message: string): BenchError => new BenchError('bad-input', message);
    const rateHz = written[0]?.span.rateHz ?? span.rateHz;
    if (span.rateHz !== rateHz) throw bad(`it has ${span.rateHz} pictures a second, not ${rateHz}`);
    if (!span.hasJoints) throw bad('it has no joints: a dataset wants them');
    const known = size ?? first;
    if (first.widthPx !== known.widthPx || first.heightPx !== known.heightPx)
      throw bad(`its pictures are ${first.widthPx}×${first.heightPx}, not those of the others`);
    return known;
  };

  /** Of the episode that comes next. */
  const filmOf = (role: string): string => {
    const chunk = `chunk-${three(Math.floor(written.length / perChunk))}`;
    const name = `file-${three(written.length % perChunk)}.mp4`;
    return makeFolders(dir, 'videos', cameraKey(role), chunk, name);
  };

  const films = async (span: DemoSpan, signal: AbortSignal) => {
    const stats: Record<string, FeatureStats> = {};
    const every = Math.max(1, Math.floor(span.slots.length / picturesSampled));
    for (const role of span.roles) {
      const file = filmOf(role);
      const samples: PictureSample[] = [];
      async function* pictures() {
        let n = 0;
        for await (const jpeg of span.pictures(role, signal)) {
          if (n === 0) size = checkFits(span, jpegSize(jpeg));
          if (n++ % every === 0) samples.push(await samplePicture(jpeg));
          yield jpeg;
        }
      }
      await encodeFilm(file, span.rateHz, pictures(), ports, signal);
      stats[cameraKey(role)] = pictureStats(samples);
    }
    return stats;
  };

  return {
    async add(span, signal) {
      if (!span.hasJoints)
        throw new BenchError('bad-input', 'it has no joints: a dataset wants them');
      const pictures = await films(span, signal).catch((thrown: unknown) => {
        for (const role of span.roles) rmSync(filmOf(role), { force: true });
        throw thrown;
      });
      const { cells, stats } = rowsOf(span, written.length, frames);
      await data.group(cells);
      const length = span.slots.length;
      written.push({ length, from: frames, stats: { ...stats, ...pictures }, span });
      frames += length;
    },
    async finish() {
      await data.finish();
      const rateHz = written[0]?.span.rateHz ?? 0;
      await writeMeta(dir, written, {
        instruction,
        rateHz,
        size: size ?? { widthPx: 0, heightPx: 0 },
      });
    },
  };
}
