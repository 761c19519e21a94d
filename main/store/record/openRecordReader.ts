/**
 * Recorded trials for playing back: one document for each, and its pictures one by one. Only so much is read at once;
 * more is refused. Where pictures lie is remembered (`frameIndexes.ts`), nothing else is, and no file is held open.
 * Knows folders of trials, not the ledger.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { JudgedMoment, PlaybackDocument, StepColumns } from '../../base/api/playback.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { VerdictTraceRow } from '../../base/model/trial.ts';
import type { VerdictFile } from '../../base/wire/recorder.ts';
import { framesFile, rolePattern, stepsFile, trialIdPattern, videoFile } from '../dataLayout.ts';
import { type FrameIndex, readIndexedFrame } from './frameIndex.ts';
import { type Admit, createFrameIndexes } from './frameIndexes.ts';
import { readRecord } from './readRecord.ts';
import type { TrialFile } from './recordSchema.ts';
import { readStepColumns } from './stepColumns.ts';

export interface RecordReader extends Disposable {
  /** @throws BenchError `not-found`, `storage`, `busy` (too many at once). */
  playback(id: string): Promise<PlaybackDocument>;
  /** The n-th judged picture of a camera: its exact bytes. @throws BenchError `not-found`, `storage`, `busy`. */
  frame(id: string, role: string, n: number): Promise<Buffer>;
}

export interface RecordReaderOptions {
  readonly trialsDir: string;
  /** The dwell rule of the task with this hash, or null. */
  readonly dwellOf: (taskHash: string) => Promise<PlaybackDocument['dwell']>;
}

/** Whole files, walked through. */
const readsAtOnce = 4;
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

interface HeadRead {
  readonly trial: TrialFile | null;
  readonly verdict: VerdictFile | null;
}

async function readHead(dir: string, problems: string[]): Promise<HeadRead> {
  const head = await orProblem(problems, 'the record', () => readRecord(dir));
  if (head === null) return { trial: null, verdict: null };
  if (head.verdict === null)
    problems.push('There is no verdict: the trial was aborted, and its record ends there.');
  return head;
}

function there(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Only films that are there: one that was deleted is missed by the audit, not by whoever plays. */
function filmsOf(verdict: VerdictFile | null, dir: string): PlaybackDocument['films'] {
  const starts = Object.entries(verdict?.filmsFromMs ?? {});
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

export function openRecordReader({ trialsDir, dwellOf }: RecordReaderOptions): RecordReader {
  const running = new Map<string, Promise<PlaybackDocument>>();
  const ended = new AbortController();
  const indexes = createFrameIndexes(ended.signal);
  const admitRead = createGate(readsAtOnce, 'records');
  const admitPicture = createGate(picturesAtOnce, 'pictures');

  const read = async (id: string, dir: string): Promise<PlaybackDocument> => {
    const problems: string[] = [];
    const { trial, verdict } = await readHead(dir, problems);
    const file = path.join(dir, stepsFile);
    const steps = there(file)
      ? await orProblem(problems, stepsFile, () => readStepColumns(file, ended.signal))
      : null;
    if (!there(file)) problems.push(`${stepsFile} is missing: no joints and no loads.`);
    if (steps?.problem) problems.push(`${stepsFile}: ${steps.problem}; it plays up to there.`);
    const hasFrames = there(path.join(dir, framesFile));
    if (!hasFrames) problems.push(`${framesFile} is missing: no pictures and no verdicts.`);
    const index = hasFrames
      ? await orProblem(problems, framesFile, () => indexes.of(dir, (run) => run()))
      : null;
    if (index?.problem) problems.push(`${framesFile}: ${index.problem}; it plays up to there.`);
    const { frames, trace } = index ?? noFrames;
    const parts = {
      steps: steps?.columns ?? noSteps,
      frames: Object.fromEntries(
        [...frames].map(([role, all]) => [
          role,
          { seq: all.map(({ seq }) => seq), atMs: all.map((frame) => frame.capturedAtMs) },
        ]),
      ),
      trace: trace.map(momentOf),
    };
    return {
      version: 1,
      id,
      ...spanOf(parts, steps?.lastMs ?? Number.NEGATIVE_INFINITY),
      ...parts,
      attempts: verdict?.attempts ?? [],
      outcome: verdict?.outcome ?? null,
      why: verdict?.why ?? '',
      films: filmsOf(verdict, dir),
      dwell: trial === null ? null : await dwellOf(trial.provenance.taskHash),
      problems,
    };
  };

  const dirOf = (id: string): string => {
    const dir = trialIdPattern.test(id) ? path.join(trialsDir, id) : '';
    if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
      throw new BenchError('not-found', `there is no record of trial ${id}`, {
        hint: 'It was aborted before its record began, or its folder was moved or deleted.',
      });
    return dir;
  };

  return {
    async playback(id) {
      const dir = dirOf(id);
      const known = running.get(id);
      if (known !== undefined) return known;
      const reading = admitRead(() => read(id, dir)).finally(() => running.delete(id));
      running.set(id, reading);
      return reading;
    },
    async frame(id, role, n) {
      const dir = dirOf(id);
      const index = await indexes.of(dir, admitRead);
      const frame = rolePattern.test(role) ? index.frames.get(role)?.[n] : undefined;
      if (frame === undefined)
        throw new BenchError('not-found', `trial ${id} has no picture ${n} of camera "${role}"`);
      return admitPicture(() => readIndexedFrame(path.join(dir, framesFile), frame));
    },
    [Symbol.dispose]() {
      ended.abort(new BenchError('cancelled', 'the core ends'));
      indexes[Symbol.dispose]();
    },
  };
}
