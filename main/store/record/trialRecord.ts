/**
 * The folder of one trial while it is written: trial.json first, then frames, steps and films as they happen, and
 * verdict.json last, each on the disk before the next counts. A folder without a verdict.json is an abort; nothing
 * is ever written into a folder that was there before.
 */
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from '../../base/host/canonical.ts';
import { assert } from '../../base/lib/assert.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { VerdictTraceRow } from '../../base/model/trial.ts';
import type { FinishedFiles, StepRow, ToRecorder, VerdictFile } from '../../base/wire/recorder.ts';
import {
  framesFile,
  rolePattern,
  stepsFile,
  trialFile,
  trialIdPattern,
  verdictFile,
  videoFile,
} from '../dataLayout.ts';
import { storageError } from '../storageError.ts';
import { encodeStep } from './encodeStep.ts';
import { openFrameLog } from './frameLog.ts';
import { type FileSum, openHashedFile, syncFolder } from './hashedFile.ts';
import { openVideo, type Video } from './video.ts';

export type Begin = Extract<ToRecorder, { type: 'begin' }>;
export type Finish = Extract<ToRecorder, { type: 'finish' }>;
export type FrameToKeep = Extract<ToRecorder, { type: 'frame' }>;

/** Calls must be awaited one after the other; all of them throw `storage`. */
export interface TrialRecord extends Disposable {
  readonly id: string;
  steps(rows: readonly StepRow[]): void;
  frame(frame: FrameToKeep, jpeg: Uint8Array): Promise<void>;
  verdict(row: VerdictTraceRow): Promise<void>;
  /** All on the disk when it resolves. `notes`: what the record lacks, for people. */
  finish(finish: Finish): Promise<FinishedFiles & { readonly notes: readonly string[] }>;
  /** Keeps what is there, readable, without a verdict. */
  abandon(): Promise<void>;
}

export interface RecordPorts {
  readonly clock: Clock;
  readonly ffmpeg: string;
}

/** A sentence for people, not a log. */
const longestWhy = 500;

/** Written aside and renamed: a file of this name is whole or not there. */
function writeWhole(dir: string, name: string, value: unknown): FileSum {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const aside = path.join(dir, `${name}.part`);
  using file = openHashedFile(aside);
  file.write(Buffer.from(text, 'utf8'));
  const sum = file.finish();
  try {
    renameSync(aside, path.join(dir, name));
  } catch (thrown) {
    throw storageError(path.join(dir, name), thrown);
  }
  syncFolder(dir);
  return sum;
}

function makeFolder(dir: string): void {
  try {
    mkdirSync(path.dirname(dir), { recursive: true });
    mkdirSync(dir);
  } catch (thrown) {
    throw storageError(dir, thrown);
  }
  syncFolder(path.dirname(dir));
}

export async function openTrialRecord(begin: Begin, ports: RecordPorts): Promise<TrialRecord> {
  const { id, dir, roles, wallTime, provenance, videoRateHz } = begin;
  assert(trialIdPattern.test(id) && path.basename(dir) === id, 'the folder is named by its trial');
  assert(
    roles.every((role) => rolePattern.test(role)),
    'camera roles are plain words',
  );
  makeFolder(dir);
  const head = { version: 1, id, wallTime, roles, videoRateHz, provenance };
  const trialSum = writeWhole(dir, trialFile, head);
  using undo = new DisposableStack();
  const steps = undo.use(openHashedFile(path.join(dir, stepsFile)));
  const frames = undo.use(await openFrameLog(path.join(dir, framesFile), roles));
  const videos = new Map<string, Video>();
  undo.defer(() => {
    for (const video of videos.values()) video[Symbol.dispose]();
  });
  const kept = undo.move();
  const videoOf = (role: string): Video => {
    const known = videos.get(role);
    if (known !== undefined) return known;
    const file = path.join(dir, videoFile(role));
    const video = openVideo({ ...ports, file, rateHz: videoRateHz });
    videos.set(role, video);
    return video;
  };
  /** Films first: they take longest to end. */
  const closeAll = async (notes: string[]): Promise<Record<string, FileSum>> => {
    const films = await Promise.all(
      [...videos].map(async ([role, video]) => ({ role, sum: await video.finish() })),
    );
    const sums: Record<string, FileSum> = { [trialFile]: trialSum };
    sums[framesFile] = await frames.finish();
    sums[stepsFile] = steps.finish();
    for (const { role, sum } of films) {
      if ('missing' in sum) notes.push(`no film of camera "${role}": ${sum.missing}`);
      else sums[videoFile(role)] = sum;
    }
    return sums;
  };
  const filmStarts = (files: Readonly<Record<string, FileSum>>): Record<string, number> =>
    Object.fromEntries(
      [...videos].flatMap(([role, { firstMs }]) =>
        firstMs !== null && videoFile(role) in files ? [[role, firstMs]] : [],
      ),
    );
  return {
    id,
    steps: (rows) => steps.write(Buffer.from(rows.map(encodeStep).join(''), 'utf8')),
    async frame({ role, seq, capturedAtMs, judged }, jpeg) {
      if (judged) await frames.frame({ role, seq, capturedAtMs, jpeg });
      if (roles.includes(role)) await videoOf(role).frame(jpeg, capturedAtMs);
    },
    verdict: (row) => frames.verdict(row),
    async finish({ outcome, why, attempts, benchSeconds, wallTime: endWallTime }) {
      const notes: string[] = [];
      const files = await closeAll(notes);
      syncFolder(dir);
      const verdict: VerdictFile = {
        version: 1,
        id,
        outcome,
        ...(why === '' ? {} : { why: why.slice(0, longestWhy) }),
        attempts,
        benchSeconds,
        wallTime: endWallTime,
        files,
        filmsFromMs: filmStarts(files),
        ...(notes.length === 0 ? {} : { notes }),
      };
      const verdictSum = writeWhole(dir, verdictFile, verdict);
      return { ...finishedOf(files, verdictSum), notes };
    },
    async abandon() {
      await closeAll([]);
      syncFolder(dir);
    },
    [Symbol.dispose]: () => kept.dispose(),
  };
}

function finishedOf(files: Readonly<Record<string, FileSum>>, verdict: FileSum): FinishedFiles {
  const hashes = Object.fromEntries(Object.entries(files).map(([name, sum]) => [name, sum.sha256]));
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, verdict.bytes);
  return { hashes, verdictHash: verdict.sha256, stepHash: hashes[stepsFile] ?? sha256(''), bytes };
}
