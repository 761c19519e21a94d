/**
 * Recordings for playing back, trials and demos alike: one document for each, and its pictures one by one. Only so much
 * is read at once; more is refused. Where pictures lie is remembered (`frameIndexes.ts`), nothing else is, and no file is
 * held open. Knows folders, not the ledger; what is locked it does not find.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { JudgedMoment, PlaybackDocument, StepColumns } from '../../base/api/playback.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { VerdictTraceRow } from '../../base/model/trial.ts';
import { framesFile, rolePattern, stepsFile, videoFile } from '../dataLayout.ts';
import { readDemoEnd } from './demoSchema.ts';
import { type FoundRecording, findRecording, type RecordingPlaces } from './findRecording.ts';
import { type FrameIndex, type IndexedFrame, readIndexedFrame } from './frameIndex.ts';
import { type Admit, createFrameIndexes, type FrameIndexes } from './frameIndexes.ts';
import { readRecord } from './readRecord.ts';
import { readStepColumns } from './stepColumns.ts';

export interface RecordReader extends Disposable {
  /** @throws BenchError `not-found`, `storage`, `busy` (too many at once). */
  playback(id: string): Promise<PlaybackDocument>;
  /** When each picture was taken, by camera. Throws as `playback` does. */
  frameTimes(id: string): Promise<PlaybackDocument['frames']>;
  /** The n-th kept picture of a camera: its exact bytes. @throws BenchError `not-found`, `storage`, `busy`. */
  frame(id: string, role: string, n: number): Promise<Buffer>;
  /** The last picture of a camera until a moment, else its first. Throws as `frame` does. */
  frameAt(id: string, role: string, atMs: number): Promise<Buffer>;
  /** Its folder. @throws BenchError `not-found`. */
  dirOf(id: string): string;
}

export interface RecordReaderOptions extends RecordingPlaces {
  /** Where the places of a recording's pictures are kept between lives; absent: nowhere. */
  readonly placesFile?: ((recordingId: string) => string) | undefined;
  /** The dwell rule of the task with this hash, or null. */
  readonly dwellOf: (taskHash: string) => Promise<PlaybackDocument['dwell']>;
}

/** Whole files, walked through. */
const readsAtOnce = 4;
const readsWaiting = 12;
const picturesAtOnce = 32;
const noSteps: StepColumns = {
  every: 1,
  atMs: [],
  phase: [],
  attempt: [],
  mode: [],
  limitedBy: [],
  wantedRad: [],
  appliedRad: [],
  positionRad: [],
  load: [],
};
const noFrames: FrameIndex = { frames: new Map(), trace: [], problem: null, rest: null };

function momentOf({ told, ...row }: VerdictTraceRow): JudgedMoment {
  return { ...row, toolClear: told?.toolClear ?? null };
}

/** Times of everything that has one. */
function spanOf(document: Pick<PlaybackDocument, 'steps' | 'frames' | 'trace'>, lastMs: number) {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = lastMs;
  const take = (times: readonly number[]): void => {
    for (const atMs of times) {
      startMs = Math.min(startMs, atMs);
      endMs = Math.max(endMs, atMs);
    }
  };
  take(document.steps.atMs);
  for (const { atMs } of Object.values(document.frames)) take(atMs);
  take(document.trace.map((row) => row.capturedAtMs));
  return Number.isFinite(startMs) ? { startMs, endMs } : { startMs: 0, endMs: 0 };
}

/** Damage is said, not thrown: what else there is can still be shown. */
async function orProblem<T>(
  problems: string[],
  name: string,
  run: () => Promise<T> | T,
): Promise<T | null> {
  try {
    return await run();
  } catch (thrown) {
    const error = toBenchError(thrown);
    if (error.code !== 'storage') throw error;
    problems.push(`${name}: ${error.message}`);
    return null;
  }
}

/** What the first and the last file of a recording say, of whatever kind. */
interface Ends extends Pick<PlaybackDocument, 'attempts' | 'outcome' | 'why'> {
  readonly taskHash: string | null;
  readonly filmsFromMs: Readonly<Record<string, number>>;
}
const noEnds: Ends = { attempts: [], outcome: null, why: '', taskHash: null, filmsFromMs: {} };

async function readTrialEnds(dir: string, problems: string[]): Promise<Ends> {
  const head = await orProblem(problems, 'the record', () => readRecord(dir));
  if (head === null) return noEnds;
  const { trial, verdict } = head;
  if (verdict === null)
    problems.push('There is no verdict: the trial was aborted, and its record ends there.');
  return {
    attempts: verdict?.attempts ?? [],
    outcome: verdict?.outcome ?? null,
    why: verdict?.why ?? '',
    taskHash: trial.provenance.taskHash,
    filmsFromMs: verdict?.filmsFromMs ?? {},
  };
}

async function readDemoEnds(dir: string, problems: string[]): Promise<Ends> {
  const end = await orProblem(problems, 'the record', () => readDemoEnd(dir));
  if (end === null) return noEnds;
  return { ...noEnds, why: end.why, filmsFromMs: end.filmsFromMs };
}

function there(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Only films that are there: one that was deleted is missed by the audit, not by whoever plays. */
function filmsOf({ filmsFromMs }: Ends, dir: string): PlaybackDocument['films'] {
  const starts = Object.entries(filmsFromMs);
  return Object.fromEntries(
    starts
      .map(([role, startMs]) => [role, { file: videoFile(role), startMs }] as const)
      .filter(([, { file }]) => there(path.join(dir, file))),
  );
}

/** @throws BenchError `busy` */
function createGate(atOnce: number, what: string): Admit {
  let count = 0;
  return (run) => {
    if (count >= atOnce) throw new BenchError('busy', `too many ${what} are being read at once`);
    count++;
    return run().finally(() => count--);
  };
}

const timesOf = ({ frames }: FrameIndex): PlaybackDocument['frames'] =>
  Object.fromEntries(
    [...frames].map(([role, all]) => [
      role,
      { seq: all.map(({ seq }) => seq), atMs: all.map((frame) => frame.capturedAtMs) },
    ]),
  );

interface Reading {
  readonly ended: AbortSignal;
  readonly indexes: FrameIndexes;
  readonly dwellOf: RecordReaderOptions['dwellOf'];
}

async function readPlayback(
  id: string,
  { kind, dir }: FoundRecording,
  { ended, indexes, dwellOf }: Reading,
): Promise<PlaybackDocument> {
  const problems: string[] = [];
  const ends = await (kind === 'trial' ? readTrialEnds : readDemoEnds)(dir, problems);
  const file = path.join(dir, stepsFile);
  const steps = there(file)
    ? await orProblem(problems, stepsFile, () => readStepColumns(file, ended))
    : null;
  if (!there(file)) problems.push(`${stepsFile} is missing: no joints and no loads.`);
  if (steps?.problem) problems.push(`${stepsFile}: ${steps.problem}; it plays up to there.`);
  const hasFrames = there(path.join(dir, framesFile));
  if (!hasFrames) problems.push(`${framesFile} is missing: no pictures and no verdicts.`);
  const index = hasFrames
    ? await orProblem(problems, framesFile, () => indexes.of(dir, (run) => run()))
    : null;
  if (index?.problem) problems.push(`${framesFile}: ${index.problem}; it plays up to there.`);
  const parts = {
    steps: steps?.columns ?? noSteps,
    frames: timesOf(index ?? noFrames),
    trace: (index ?? noFrames).trace.map(momentOf),
  };
  const { attempts, outcome, why, taskHash } = ends;
  return {
    version: 1,
    id,
    ...spanOf(parts, steps?.lastMs ?? Number.NEGATIVE_INFINITY),
    ...parts,
    ...{ attempts, outcome, why },
    films: filmsOf(ends, dir),
    dwell: taskHash === null ? null : await dwellOf(taskHash),
    problems,
  };
}

/** As many as run at once; a few more wait their turn. @throws BenchError `busy` */
function createQueue(atOnce: number, atMost: number, what: string): Admit {
  const waiting: (() => void)[] = [];
  let count = 0;
  return async (run) => {
    if (count >= atOnce) {
      if (waiting.length >= atMost) throw new BenchError('busy', `too many ${what} are wanted`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else count++;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) count--;
      else next();
    }
  };
}

export function openRecordReader(options: RecordReaderOptions): RecordReader {
  const { dwellOf, placesFile, isLocked } = options;
  const running = new Map<string, Promise<PlaybackDocument>>();
  const ended = new AbortController();
  const indexes = createFrameIndexes(ended.signal, (id) =>
    placesFile === undefined || isLocked?.(id) === true ? null : placesFile(id),
  );
  const admitRead = createGate(readsAtOnce, 'records');
  const admitIndex = createQueue(readsAtOnce, readsWaiting, 'records');
  const admitPicture = createGate(picturesAtOnce, 'pictures');
  const reading: Reading = { ended: ended.signal, indexes, dwellOf };
  const find = (id: string): FoundRecording => findRecording(options, id);
  const framesOf = async (id: string, dir: string, role: string) => {
    const index = await indexes.of(dir, admitIndex);
    const all = rolePattern.test(role) ? index.frames.get(role) : undefined;
    if (all === undefined)
      throw new BenchError('not-found', `${id} has no pictures of camera "${role}"`);
    return all;
  };
  const pictureOf = (dir: string, frame: IndexedFrame): Promise<Buffer> =>
    admitPicture(() => readIndexedFrame(path.join(dir, framesFile), frame));
  return {
    async playback(id) {
      const found = find(id);
      const known = running.get(id);
      if (known !== undefined) return known;
      const whole = admitRead(() => readPlayback(id, found, reading)).finally(() =>
        running.delete(id),
      );
      running.set(id, whole);
      return whole;
    },
    async frameTimes(id) {
      return timesOf(await indexes.of(find(id).dir, admitIndex));
    },
    async frame(id, role, n) {
      const { dir } = find(id);
      const frame = (await framesOf(id, dir, role))[n];
      if (frame === undefined)
        throw new BenchError('not-found', `${id} has no picture ${n} of camera "${role}"`);
      return pictureOf(dir, frame);
    },
    async frameAt(id, role, atMs) {
      const { dir } = find(id);
      const all = await framesOf(id, dir, role);
      const frame = all.findLast(({ capturedAtMs }) => capturedAtMs <= atMs) ?? all[0];
      if (frame === undefined) throw new BenchError('not-found', `${id} has no pictures`);
      return pictureOf(dir, frame);
    },
    dirOf: (id) => find(id).dir,
    [Symbol.dispose]() {
      ended.abort(new BenchError('cancelled', 'the core ends'));
      indexes[Symbol.dispose]();
    },
  };
}
