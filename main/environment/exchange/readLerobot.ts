/**
 * LeRobot datasets v3 as episodes: rows from Parquet, pictures from films at the episode's own span, or embedded in the
 * rows. Each row of the episodes' table names its files and spans itself, so that a gap in the numbering, which makes
 * readers by position shift all later films, shifts nothing here and is told. What does not add up is refused alone.
 */

import { type DemoMark, type LabelValue, labelValues } from '../../base/model/episode.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import { decodeFilm, type FilmPorts } from './filmFile.ts';
import { type DataFiles, openDataFiles, type Row } from './lerobotData.ts';
import { cameraOf, jointColumns, type LerobotInfo, readLerobotInfo } from './lerobotInfo.ts';
import { openParquet } from './parquetFile.ts';
import { picturesOfRows } from './picturesOfRows.ts';
import type { Found, Source, SourceCamera, SourceEpisode, SourceRow } from './sourceEpisode.ts';
import type { SourceFolder } from './sourceFolder.ts';

const bad = (message: string): BenchError => new BenchError('bad-input', message);

/** A row of `meta/episodes`. */
interface EpisodeRow {
  readonly index: number;
  readonly frames: number;
  readonly values: Row;
}

function whole(row: Row, name: string): number {
  const value = Number(row[name]);
  if (row[name] === null || !Number.isSafeInteger(value) || value < 0)
    throw bad(`meta/episodes: ${name} is no number`);
  return value;
}

async function readEpisodeTable(folder: SourceFolder, info: LerobotInfo): Promise<EpisodeRow[]> {
  const rows: EpisodeRow[] = [];
  for (const chunk of folder.list('meta/episodes').folders)
    for (const name of folder.list(`meta/episodes/${chunk}`).files) {
      if (!name.endsWith('.parquet')) continue;
      const at = `meta/episodes/${chunk}/${name}`;
      using file = await openParquet(folder.file(at, exchangeBounds.parquetBytes), at);
      if (rows.length + file.rows > exchangeBounds.episodes)
        throw bad(`more than ${exchangeBounds.episodes} episodes`);
      const columns = file.columns.filter((column) => !column.startsWith('stats/'));
      const need = ['episode_index', 'length', 'data/chunk_index', 'data/file_index'];
      const films = info.videoKeys.map((key) => `videos/${key}/from_timestamp`);
      const lacking = [...need, ...films].find((column) => !columns.includes(column));
      if (lacking !== undefined) throw bad(`${at} has no column ${lacking}`);
      for (const values of await file.read(columns, 0, file.rows))
        rows.push({
          index: whole(values, 'episode_index'),
          frames: whole(values, 'length'),
          values,
        });
    }
  if (rows.length === 0) throw bad('meta/episodes holds no episode');
  return rows.sort((a, b) => a.index - b.index);
}

function labelOf(value: unknown): LabelValue | null {
  return labelValues.find((label) => label === value) ?? null;
}

/** What its rows and its table say of success. */
function saidOf(episode: EpisodeRow, rows: readonly Row[], atMs: readonly number[]) {
  const own = labelOf(episode.values['nightbench/result']);
  const nearMiss = episode.values['nightbench/near_miss'];
  const decided = Number(episode.values['nightbench/decided_s'] ?? Number.NaN) * 1000;
  const first = rows.findIndex((row) => row['next.success'] === true);
  const told = rows.some((row) => typeof row['next.success'] === 'boolean');
  const result = own ?? (first >= 0 ? 'success' : told ? 'failure' : null);
  const decidedMs = Number.isFinite(decided) ? decided : (atMs[first] ?? null);
  const marks: DemoMark[] =
    decidedMs === null || result === null ? [] : [{ atMs: decidedMs, value: result }];
  return {
    result,
    nearMiss: typeof nearMiss === 'string' && nearMiss !== '' ? nearMiss.slice(0, 60) : null,
    marks,
  };
}

function timesOf(rows: readonly Row[], rateHz: number): number[] {
  const start = Number(rows[0]?.timestamp ?? 0);
  return rows.map(({ timestamp }, n) => {
    const atMs = n * (1000 / rateHz);
    // As 32-bit seconds they are good to a fraction of a millisecond only.
    if (timestamp !== undefined && Math.abs((Number(timestamp) - start) * 1000 - atMs) > 2)
      throw bad(`row ${n} is not at ${n}/${rateHz} s`);
    return atMs;
  });
}

const numbersOf = (value: unknown): number[] | null =>
  typeof value === 'object' && value !== null
    ? Array.from(value as ArrayLike<number>, Number)
    : null;

/** Joints in radians, where state and names are an arm's like ours. */
function jointRows(info: LerobotInfo, rows: readonly Row[], atMs: readonly number[]) {
  const state = jointColumns(info.features['observation.state']);
  const action = jointColumns(info.features.action);
  if (state === null)
    return { rows: [], note: 'Its states are not those of an arm like ours: left out.' };
  const perRad = info.jointUnit === 'radians' ? 1 : Math.PI / 180;
  const take = (value: unknown, columns: readonly number[] | null): number[] | null => {
    const all = numbersOf(value);
    const joints = columns?.map((column) => (all?.[column] ?? Number.NaN) * perRad) ?? null;
    return joints?.every(Number.isFinite) === true ? joints : null;
  };
  const joined = rows.map((row, n): SourceRow => {
    const positionRad = take(row['observation.state'], state);
    if (positionRad === null) throw bad(`the state of row ${n} is no six numbers`);
    return { atMs: atMs[n] ?? 0, positionRad, wantedRad: take(row.action, action), by: 'human' };
  });
  const note = info.jointUnit === null ? 'Joints are taken for degrees: it does not say.' : '';
  return { rows: joined, note };
}

interface Parts {
  readonly folder: SourceFolder;
  readonly info: LerobotInfo;
  readonly data: DataFiles;
  readonly ports: FilmPorts;
}

function filmCamera(
  { folder, info, ports }: Parts,
  key: string,
  episode: EpisodeRow,
): SourceCamera {
  const { values, frames } = episode;
  const name = info.videoFile(
    key,
    whole(values, `videos/${key}/chunk_index`),
    whole(values, `videos/${key}/file_index`),
  );
  const film = folder.file(name, exchangeBounds.filmBytes);
  const fromMs = Number(values[`videos/${key}/from_timestamp`]) * 1000;
  if (!(fromMs >= 0 && fromMs < 1e9)) throw bad(`${name}: it begins at no time`);
  const periodMs = 1000 / info.rateHz;
  return {
    name: cameraOf(key),
    pictures: frames,
    async *open(signal) {
      const atMs = Array.from({ length: frames }, (_, n) => fromMs + n * periodMs);
      for await (const { jpeg, atMs: inFilm } of decodeFilm(film, name, { atMs }, ports, signal))
        yield { jpeg, atMs: inFilm - fromMs };
    },
  };
}

async function readEpisode(parts: Parts, episode: EpisodeRow): Promise<SourceEpisode> {
  const { info, data } = parts;
  const { frames } = episode;
  if (frames === 0) throw bad('it has no frames');
  if (frames > exchangeBounds.pictures || frames / info.rateHz > exchangeBounds.episodeS)
    throw bad(`${frames} frames are too many`);
  const name = info.dataFile(
    whole(episode.values, 'data/chunk_index'),
    whole(episode.values, 'data/file_index'),
  );
  const rows = await data.rowsOf(name, episode.index);
  if (rows.length !== frames) throw bad(`${name} has ${rows.length} of its ${frames} rows`);
  const atMs = timesOf(rows, info.rateHz);
  const joints = jointRows(info, rows, atMs);
  const depth = info.depthKeys.map((key) => `The depth pictures of ${cameraOf(key)} are left out.`);
  return {
    name: `episode ${episode.index}`,
    number: episode.index,
    cameras: [
      ...info.videoKeys.map((key) => filmCamera(parts, key, episode)),
      ...info.imageKeys.map((key) => picturesOfRows(data, name, episode.index, key, atMs)),
    ],
    rows: joints.rows,
    rateHz: info.rateHz,
    ...saidOf(episode, rows, atMs),
    notes: [joints.note, ...depth].filter((note) => note !== ''),
  };
}

/** @throws BenchError `bad-input` when nothing of it can be read. */
export async function readLerobot(folder: SourceFolder, ports: FilmPorts): Promise<Source> {
  const info = readLerobotInfo(folder);
  const table = await readEpisodeTable(folder, info);
  return {
    format: 'lerobot',
    cameras: [...info.videoKeys, ...info.imageKeys].map(cameraOf),
    total: table.length,
    async *episodes(signal): AsyncGenerator<Found> {
      using data = openDataFiles(folder, info);
      const parts = { folder, info, data, ports };
      let next = 0;
      for (const episode of table) {
        signal.throwIfAborted();
        const what = `episode ${episode.index}`;
        if (episode.index < next) {
          yield { kind: 'refused', what, why: 'there are two of this number in meta/episodes' };
          continue;
        }
        if (episode.index > next) {
          const gap = next + 1 === episode.index ? `${next}` : `${next} to ${episode.index - 1}`;
          const why = 'missing from meta/episodes: the numbering has a gap here';
          yield { kind: 'refused', what: `episode ${gap}`, why };
        }
        next = episode.index + 1;
        try {
          yield { kind: 'episode', episode: await readEpisode(parts, episode) };
        } catch (thrown) {
          const error = toBenchError(thrown);
          if (error.code !== 'bad-input') throw error;
          yield { kind: 'refused', what, why: error.message };
        }
      }
    },
  };
}
