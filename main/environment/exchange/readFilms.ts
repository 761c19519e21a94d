/**
 * Plain films as episodes: a folder with one MP4 per camera, named after it (`overhead.mp4`), or a folder of such folders.
 * There are no states; what a person said of each comes from `labels.json` or `labels.csv` beside them.
 */
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import { decodeFilm, type FilmFacts, type FilmPorts, probeFilm } from './filmFile.ts';
import { nothingSaid, readSaid, type SaidOfClip } from './saidOfFolder.ts';
import type { Found, Source, SourceCamera, SourceEpisode } from './sourceEpisode.ts';
import type { SourceFile, SourceFolder } from './sourceFolder.ts';

interface Clip {
  /** Folder within the source; empty for itself. */
  readonly dir: string;
  readonly films: readonly string[];
}

const filmName = /^(.{1,100})\.mp4$/i;
const bad = (message: string): BenchError => new BenchError('bad-input', message);
const cameraOfFilm = (name: string): string => filmName.exec(name)?.[1] ?? name;

function clipsOf(folder: SourceFolder): readonly Clip[] {
  const filmsIn = (dir: string): string[] =>
    folder.list(dir).files.filter((name) => filmName.test(name));
  const own = filmsIn('');
  if (own.length > 0) return [{ dir: '', films: own }];
  return folder
    .list('')
    .folders.map((dir) => ({ dir, films: filmsIn(dir) }))
    .filter(({ films }) => films.length > 0);
}

/** @throws BenchError `bad-input` when its length is beyond bounds. */
export function checkLength({ atMs }: Pick<FilmFacts, 'atMs'>, name: string): void {
  const [first = 0] = atMs;
  const seconds = ((atMs.at(-1) ?? 0) - first) / 1000;
  if (atMs.length > exchangeBounds.pictures || seconds > exchangeBounds.episodeS)
    throw bad(`${name}: ${atMs.length} pictures over ${seconds.toFixed(0)} s are too many`);
}

/** Pictures per second, by the usual distance of two. */
export function rateOf(atMs: readonly number[]): number {
  const gaps = atMs.slice(1).map((at, n) => at - (atMs[n] ?? 0));
  const usual = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 100;
  return Math.min(exchangeBounds.rateHz, Math.max(1, Math.round(1000 / Math.max(usual, 1))));
}

async function readClip(
  folder: SourceFolder,
  { dir, films }: Clip,
  number: number,
  said: SaidOfClip,
  ports: FilmPorts,
  signal: AbortSignal,
): Promise<SourceEpisode> {
  const cameras: SourceCamera[] = [];
  const rates: number[] = [];
  for (const film of films.slice(0, exchangeBounds.cameras)) {
    const name = dir === '' ? film : `${dir}/${film}`;
    const file: SourceFile = folder.file(name, exchangeBounds.filmBytes);
    const facts = await probeFilm(file, name, ports, signal);
    checkLength(facts, name);
    rates.push(rateOf(facts.atMs));
    cameras.push({
      name: cameraOfFilm(film),
      pictures: facts.atMs.length,
      open: (ended) => decodeFilm(file, name, { atMs: facts.atMs }, ports, ended),
    });
  }
  const { label, decidedS, nearMiss } = said;
  return {
    name: dir === '' ? folder.name : dir,
    number,
    cameras,
    rows: [],
    rateHz: rates[0] ?? 10,
    result: label,
    nearMiss,
    marks: label === null || decidedS === null ? [] : [{ atMs: decidedS * 1000, value: label }],
    notes: ['Films hold no states: the arm is not recorded.'],
  };
}

/** @throws BenchError `bad-input` when nothing of it can be read. */
export function readFilms(folder: SourceFolder, ports: FilmPorts): Source {
  const clips = clipsOf(folder);
  if (clips.length === 0)
    throw new BenchError('bad-input', `${folder.name} holds no films`, {
      hint: 'One MP4 per camera, named like the camera, in the folder or in folders within it.',
    });
  if (clips.length > exchangeBounds.episodes)
    throw bad(`${clips.length} clips are more than ${exchangeBounds.episodes}`);
  const said = readSaid(folder);
  const cameras = new Set(clips.flatMap(({ films }) => films.map(cameraOfFilm)));
  return {
    format: 'mp4',
    cameras: [...cameras],
    total: clips.length,
    async *episodes(signal): AsyncGenerator<Found> {
      for (const [number, clip] of clips.entries()) {
        const name = clip.dir === '' ? '.' : clip.dir;
        const told = said.get(name) ?? (clips.length === 1 ? said.get(folder.name) : undefined);
        try {
          const what = told ?? nothingSaid;
          const episode = await readClip(folder, clip, number, what, ports, signal);
          yield { kind: 'episode', episode };
        } catch (thrown) {
          const error = toBenchError(thrown);
          if (error.code !== 'bad-input') throw error;
          yield { kind: 'refused', what: name, why: error.message };
        }
      }
      const known = new Set(clips.map(({ dir }) => (dir === '' ? '.' : dir)));
      for (const name of said.keys())
        if (!known.has(name) && name !== folder.name)
          yield { kind: 'refused', what: `label of ${name}`, why: 'there is no such clip' };
    },
  };
}
