/**
 * A record's folder while it is written, whatever it is of: a first file that says what it will be, then frames, steps
 * and films as they happen, and a last file, each on the disk before the next counts. Nothing is ever written into a
 * folder that was there before. Knows neither trials nor demos.
 */
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from '../../base/host/canonical.ts';
import { assert } from '../../base/lib/assert.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { VerdictTraceRow } from '../../base/model/trial.ts';
import type { FinishedFiles, StepRow, ToRecorder } from '../../base/wire/recorder.ts';
import {
  filmTimesFile,
  framesFile,
  rolePattern,
  stepsFile,
  trialIdPattern,
  videoFile,
} from '../dataLayout.ts';
import { storageError } from '../storageError.ts';
import { encodeStep } from './encodeStep.ts';
import { openFrameLog } from './frameLog.ts';
import { type FileSum, openHashedFile, syncFolder } from './hashedFile.ts';
import { openVideo, type Video } from './video.ts';

export type FrameToKeep = Extract<ToRecorder, { type: 'frame' }>;
export type Finished = FinishedFiles & { readonly notes: readonly string[] };

export interface RecordPorts {
  readonly clock: Clock;
  readonly ffmpeg: string;
}

export interface RecordHead {
  readonly id: string;
  readonly dir: string;
  readonly roles: readonly string[];
  readonly videoRateHz: number;
  /** Name and content of the first file. */
  readonly file: string;
  readonly content: unknown;
  /** Where not every picture is kept as such: `films.json` tells when each one of the films was taken. */
  readonly withFilmTimes: boolean;
}

/** What of the last file this folder knows. */
export interface ClosedFiles {
  readonly files: Readonly<Record<string, FileSum>>;
  readonly filmsFromMs: Readonly<Record<string, number>>;
  /** What the record lacks, for people. */
  readonly notes: readonly string[];
}

/** Calls must be awaited one after the other; all of them throw `storage`. */
export interface RecordFolder extends Disposable {
  readonly id: string;
  steps(rows: readonly StepRow[]): void;
  /** `judged`: its exact bytes are kept, not just a picture of the film. */
  frame(frame: FrameToKeep, jpeg: Uint8Array): Promise<void>;
  verdict(row: VerdictTraceRow): Promise<void>;
  /** All on the disk when it resolves, but for the last file. */
  close(): Promise<ClosedFiles>;
  /** Writes the last file. */
  end(file: string, closed: ClosedFiles, content: unknown): Finished;
}

/** Written aside and renamed: a file of this name is whole or not there. */
export function writeWhole(dir: string, name: string, value: unknown): FileSum {
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

function finishedOf(
  { files, notes }: ClosedFiles,
  last: FileSum,
): FinishedFiles & { notes: readonly string[] } {
  const hashes = Object.fromEntries(Object.entries(files).map(([name, sum]) => [name, sum.sha256]));
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, last.bytes);
  const stepHash = hashes[stepsFile] ?? sha256('');
  return { hashes, verdictHash: last.sha256, stepHash, bytes, notes };
}

export async function openRecordFolder(
  { id, dir, roles, videoRateHz, file: firstFile, content, withFilmTimes }: RecordHead,
  ports: RecordPorts,
): Promise<RecordFolder> {
  assert(trialIdPattern.test(id) && path.basename(dir) === id, 'the folder is named by its id');
  assert(
    roles.every((role) => rolePattern.test(role)),
    'camera roles are plain words',
  );
  makeFolder(dir);
  const firstSum = writeWhole(dir, firstFile, content);
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
    const sums: Record<string, FileSum> = { [firstFile]: firstSum };
    sums[framesFile] = await frames.finish();
    sums[stepsFile] = steps.finish();
    for (const { role, sum } of films) {
      if ('missing' in sum) notes.push(`no film of camera "${role}": ${sum.missing}`);
      else sums[videoFile(role)] = sum;
    }
    if (withFilmTimes) {
      const films = Object.fromEntries(
        [...videos].flatMap(([role, { takenAtMs }]) =>
          videoFile(role) in sums ? [[role, takenAtMs]] : [],
        ),
      );
      sums[filmTimesFile] = writeWhole(dir, filmTimesFile, { version: 1, films });
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
    async close() {
      const notes: string[] = [];
      const files = await closeAll(notes);
      syncFolder(dir);
      return { files, filmsFromMs: filmStarts(files), notes };
    },
    end: (file, closed, last) => finishedOf(closed, writeWhole(dir, file, last)),
    [Symbol.dispose]: () => kept.dispose(),
  };
}
