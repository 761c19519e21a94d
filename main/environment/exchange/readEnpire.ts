/**
 * Episode folders of the ENPIRE release: `<camera>-images-rgb.mp4`, a .npy per signal, who acted in
 * `action-source.{npy,json}`, `timestamp.npy`, `metadata.json` (source: NVlabs/ENPIRE, record_episode_wrapper.py). One
 * picture belongs to each step. Its arms have other joints than ours: their states are kept only where they are six.
 */

import type { LabelValue } from '../../base/model/episode.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import { decodeFilm, type FilmPorts, probeFilm } from './filmFile.ts';
import { type NpyArray, npyRows, readNpy } from './npyFile.ts';
import { rateOf } from './readFilms.ts';
import type { Found, Source, SourceCamera, SourceEpisode, SourceRow } from './sourceEpisode.ts';
import type { SourceFolder } from './sourceFolder.ts';

const filmEnd = '-images-rgb.mp4';
const bad = (message: string): BenchError => new BenchError('bad-input', message);
const within = (dir: string, name: string): string => (dir === '' ? name : `${dir}/${name}`);

function isEpisode(folder: SourceFolder, dir: string): boolean {
  const { files } = folder.list(dir);
  return (
    files.some((name) => name.endsWith(filmEnd)) &&
    ['timestamp.npy', 'action-source.json', 'action-source.npy', 'metadata.json'].some((name) =>
      files.includes(name),
    )
  );
}

/** The folder itself, its folders, and theirs: a release keeps sessions of episodes. */
export function enpireEpisodes(folder: SourceFolder): readonly string[] {
  if (isEpisode(folder, '')) return [''];
  const found: string[] = [];
  for (const dir of folder.list('').folders) {
    if (isEpisode(folder, dir)) found.push(dir);
    else
      for (const inner of folder.list(dir).folders)
        if (isEpisode(folder, `${dir}/${inner}`)) found.push(`${dir}/${inner}`);
    if (found.length > exchangeBounds.episodes)
      throw bad(`more than ${exchangeBounds.episodes} episodes`);
  }
  return found;
}

function camerasIn(folder: SourceFolder, dir: string): readonly string[] {
  const films = folder.list(dir).files.filter((name) => name.endsWith(filmEnd));
  return films.map((name) => name.slice(0, -filmEnd.length));
}

/** A camera's own word: `top_camera` is `top`. */
const cameraName = (name: string): string => name.replace(/_camera$/, '');

function readSignal(folder: SourceFolder, dir: string, name: string): NpyArray | null {
  const at = within(dir, name);
  const file = folder.find(at, exchangeBounds.signalBytes);
  return file === null ? null : readNpy(file, at);
}

function timesOf(folder: SourceFolder, dir: string, steps: number, rateHz: number): number[] {
  const stamps = readSignal(folder, dir, 'timestamp.npy')?.values.map(Number);
  if (stamps === undefined) return Array.from({ length: steps }, (_, n) => (n * 1000) / rateHz);
  if (stamps.length !== steps)
    throw bad(`timestamp.npy has ${stamps.length} steps, its films ${steps} pictures`);
  const [first = 0] = stamps;
  const atMs = stamps.map((stamp) => (stamp - first) * 1000);
  if (!atMs.every((at, n) => Number.isFinite(at) && (n === 0 || at > (atMs[n - 1] ?? 0))))
    throw bad('timestamp.npy does not rise from step to step');
  if ((atMs.at(-1) ?? 0) > exchangeBounds.episodeS * 1000) throw bad('it is too long');
  return atMs;
}

function actedBy(folder: SourceFolder, dir: string, steps: number): readonly SourceRow['by'][] {
  const at = within(dir, 'action-source.json');
  const listed = folder.find(at, exchangeBounds.jsonBytes) === null ? null : folder.json(at);
  const named = Array.isArray(listed)
    ? (listed as unknown[])
    : (readSignal(folder, dir, 'action-source.npy')?.values ?? []);
  return Array.from({ length: steps }, (_, n) => {
    if (named[n] === 'human') return 'human';
    return named[n] === 'rl' || named[n] === 'policy' ? 'policy' : 'none';
  });
}

/** Six numbers a step: joint_pos of six, or of five with a gripper. */
function jointsOf(folder: SourceFolder, dir: string, steps: number): readonly number[][] | null {
  const { files } = folder.list(dir);
  const arms = files.filter((name) => /(?:^|-)joint_pos\.npy$/.test(name));
  const [only] = arms;
  if (only === undefined || arms.length > 1) return null;
  const arm = readSignal(folder, dir, only);
  const jaw = readSignal(folder, dir, only.replace('joint_pos', 'gripper_pos'));
  if (arm === null || arm.shape[0] !== steps) return null;
  const jaws = jaw !== null && jaw.shape[0] === steps ? npyRows(jaw) : null;
  const rows = npyRows(arm).map((row, n) => [...row, ...(jaws?.[n] ?? [])].map(Number));
  const six = rows.every((row) => row.length === 6 && row.every(Number.isFinite));
  return six ? rows : null;
}

/** Success is a reward above nothing at the end, or the word of its terminal event. */
function resultOf(folder: SourceFolder, dir: string, metadata: Record<string, unknown>) {
  const event = String(metadata.terminal_event ?? metadata.rtg_status ?? '').toLowerCase();
  // Failure first: `unsuccessful` and `no_success` have the other word in them.
  const told: LabelValue | null = /fail|timeout|abort|(?:un|no|not|without)[ _-]?success/.test(
    event,
  )
    ? 'failure'
    : /success/.test(event)
      ? 'success'
      : null;
  if (told !== null) return told;
  const reward = readSignal(folder, dir, 'reward.npy')?.values.map(Number);
  if (reward === undefined || reward.length === 0) return null;
  return (reward.at(-1) ?? 0) > 0 ? 'success' : 'failure';
}

function metadataOf(folder: SourceFolder, dir: string): Record<string, unknown> {
  const at = within(dir, 'metadata.json');
  if (folder.find(at, exchangeBounds.jsonBytes) === null) return {};
  const value = folder.json(at);
  if (typeof value !== 'object' || value === null) throw bad('metadata.json is no object');
  return value as Record<string, unknown>;
}

interface Where {
  readonly folder: SourceFolder;
  readonly dir: string;
  readonly number: number;
}

async function readEpisode(
  { folder, dir, number }: Where,
  ports: FilmPorts,
  signal: AbortSignal,
): Promise<SourceEpisode> {
  const metadata = metadataOf(folder, dir);
  if (metadata.discarded === true) throw bad('it is marked as discarded');
  const films = [];
  for (const camera of camerasIn(folder, dir).slice(0, exchangeBounds.cameras)) {
    const name = within(dir, `${camera}${filmEnd}`);
    const file = folder.file(name, exchangeBounds.filmBytes);
    films.push({ camera, name, file, facts: await probeFilm(file, name, ports, signal) });
  }
  const steps = films[0]?.facts.atMs.length ?? 0;
  if (steps > exchangeBounds.pictures) throw bad(`${steps} pictures are too many`);
  const uneven = films.find(({ facts }) => facts.atMs.length !== steps);
  if (uneven !== undefined)
    throw bad(`${uneven.name} has ${uneven.facts.atMs.length} pictures, another camera ${steps}`);
  const rateHz = rateOf(films[0]?.facts.atMs ?? []);
  const atMs = timesOf(folder, dir, steps, rateHz);
  const by = actedBy(folder, dir, steps);
  const joints = jointsOf(folder, dir, steps);
  const result = resultOf(folder, dir, metadata);
  return {
    name: dir === '' ? folder.name : dir,
    number,
    cameras: films.map(
      ({ camera, name, file, facts }): SourceCamera => ({
        name: cameraName(camera),
        pictures: steps,
        async *open(ended) {
          let n = 0;
          for await (const { jpeg } of decodeFilm(file, name, { atMs: facts.atMs }, ports, ended))
            yield { jpeg, atMs: atMs[n++] ?? 0 };
        },
      }),
    ),
    rows:
      joints?.map((positionRad, n) => ({
        atMs: atMs[n] ?? 0,
        positionRad,
        wantedRad: null,
        by: by[n] ?? 'none',
      })) ?? [],
    rateHz,
    result,
    nearMiss: null,
    marks: [],
    notes: joints === null ? ['Its states are not those of an arm like ours: left out.'] : [],
  };
}

export function readEnpire(folder: SourceFolder, ports: FilmPorts): Source {
  const dirs = enpireEpisodes(folder);
  if (dirs.length === 0) throw bad(`${folder.name} holds no episode of ENPIRE's`);
  const cameras = new Set(dirs.flatMap((dir) => camerasIn(folder, dir).map(cameraName)));
  return {
    format: 'enpire',
    cameras: [...cameras],
    total: dirs.length,
    async *episodes(signal): AsyncGenerator<Found> {
      for (const [number, dir] of dirs.entries()) {
        const what = dir === '' ? folder.name : dir;
        try {
          const episode = await readEpisode({ folder, dir, number }, ports, signal);
          yield { kind: 'episode', episode };
        } catch (thrown) {
          const error = toBenchError(thrown);
          if (error.code !== 'bad-input') throw error;
          yield { kind: 'refused', what, why: error.message };
        }
      }
    },
  };
}
