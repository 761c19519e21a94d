/**
 * A trial's folder read back: who, what came out, every control row, every judged frame. It trusts nothing it reads:
 * sizes are bounded, contents checked, and what does not fit is one typed `storage` error that names the file.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import type { StepRow, VerdictFile } from '../../base/wire/recorder.ts';
import { filmTimesFile, framesFile, stepsFile, trialFile, verdictFile } from '../dataLayout.ts';
import { damagedFile, parseChecked, readJson, readLines } from './readBounded.ts';
import { type FrameLogContent, readFrameLog } from './readFrameLog.ts';
import {
  type FilmTimesFile,
  filmTimesSchema,
  stepRowSchema,
  type TrialFile,
  trialFileSchema,
  verdictFileSchema,
} from './recordSchema.ts';

const maxJsonBytes = 1 << 20;
const maxFilmTimesBytes = 32 << 20;
const maxStepsBytes = 256 << 20;
const maxStepBytes = 16 << 10;

export interface TrialRecordContent {
  readonly trial: TrialFile;
  /** Null: the trial was aborted. */
  readonly verdict: VerdictFile | null;
}

/** Throws `not-found` without the folder, `storage` when a file is damaged. */
export function readRecord(dir: string): TrialRecordContent {
  if (!existsSync(dir)) throw new BenchError('not-found', `there is no record at ${dir}`);
  const trial = readJson(path.join(dir, trialFile), maxJsonBytes, trialFileSchema);
  if (trial.id !== path.basename(dir)) throw damagedFile(dir, `it holds trial ${trial.id}`);
  const verdict = readVerdict(dir);
  if (verdict !== null && verdict.id !== trial.id)
    throw damagedFile(dir, `its verdict is of trial ${verdict.id}`);
  return { trial, verdict };
}

/** Null: there is none. */
export function readVerdict(dir: string): VerdictFile | null {
  const file = path.join(dir, verdictFile);
  return existsSync(file) ? readJson(file, maxJsonBytes, verdictFileSchema) : null;
}

/** Null: a record from before these were kept, or one without films. */
export function readFilmTimes(dir: string): FilmTimesFile['films'] | null {
  const file = path.join(dir, filmTimesFile);
  return existsSync(file) ? readJson(file, maxFilmTimesBytes, filmTimesSchema).films : null;
}

/** Row by row, from the first; a last row that a crash cut is left out. */
export function* readSteps(dir: string): Generator<StepRow> {
  const file = path.join(dir, stepsFile);
  for (const line of readLines(file, maxStepsBytes, maxStepBytes))
    yield parseChecked(file, line, stepRowSchema);
}

/** Frames by camera and the verdict trace. */
export function readFrames(dir: string): FrameLogContent {
  return readFrameLog(path.join(dir, framesFile));
}
