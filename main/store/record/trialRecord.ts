/**
 * The folder of one trial while it is written: trial.json first, then frames, steps and films as they happen, and
 * verdict.json last. A folder without a verdict.json is an abort.
 */
import type { VerdictTraceRow } from '../../base/model/trial.ts';
import type { StepRow, ToRecorder, VerdictFile } from '../../base/wire/recorder.ts';
import { trialFile, verdictFile } from '../dataLayout.ts';
import {
  type Finished,
  type FrameToKeep,
  openRecordFolder,
  type RecordPorts,
} from './recordFolder.ts';

export type Begin = Extract<ToRecorder, { type: 'begin' }>;
export type Finish = Extract<ToRecorder, { type: 'finish' }>;

/** Calls must be awaited one after the other; all of them throw `storage`. */
export interface TrialRecord extends Disposable {
  readonly id: string;
  steps(rows: readonly StepRow[]): void;
  frame(frame: FrameToKeep, jpeg: Uint8Array): Promise<void>;
  verdict(row: VerdictTraceRow): Promise<void>;
  /** All on the disk when it resolves. */
  finish(finish: Finish): Promise<Finished>;
  /** Keeps what is there, readable, without a verdict. */
  abandon(): Promise<void>;
}

/** A sentence for people, not a log. */
export const longestWhy = 500;

export async function openTrialRecord(begin: Begin, ports: RecordPorts): Promise<TrialRecord> {
  const { id, dir, roles, wallTime, provenance, videoRateHz } = begin;
  const content = { version: 1, id, wallTime, roles, videoRateHz, provenance };
  const head = { id, dir, roles, videoRateHz, file: trialFile, content, withFilmTimes: true };
  const folder = await openRecordFolder(head, ports);
  return {
    ...folder,
    async finish({ outcome, why, attempts, benchSeconds, wallTime: endWallTime, reset }) {
      const closed = await folder.close();
      const verdict: VerdictFile = {
        version: 1,
        id,
        outcome,
        ...(why === '' ? {} : { why: why.slice(0, longestWhy) }),
        attempts,
        benchSeconds,
        wallTime: endWallTime,
        ...(reset === undefined ? {} : { reset }),
        files: closed.files,
        filmsFromMs: closed.filmsFromMs,
        ...(closed.notes.length === 0 ? {} : { notes: closed.notes }),
      };
      return folder.end(verdictFile, closed, verdict);
    },
    async abandon() {
      await folder.close();
    },
  };
}
