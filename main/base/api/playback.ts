/**
 * A recorded trial as one document to play back: times, control rows as columns, when each picture was taken, what the
 * judge said. Bench time in milliseconds. The pictures themselves are fetched one by one, by their place in `frames`,
 * and are the very bytes that were judged.
 */
import type { LimitReason, RobotMode } from '../model/arm.ts';
import type { AttemptRecord, Outcome, TrialPhase, VerdictTraceRow } from '../model/trial.ts';

/** All columns have one entry a row; `wantedRad` and the like one column a joint. */
export interface StepColumns {
  /** 1: every row that was recorded; more: only each so-manieth, because there were too many. */
  readonly every: number;
  readonly atMs: readonly number[];
  readonly phase: readonly TrialPhase[];
  readonly attempt: readonly number[];
  readonly mode: readonly RobotMode[];
  readonly limitedBy: readonly (LimitReason | null)[];
  readonly wantedRad: readonly (readonly (number | null)[])[];
  readonly appliedRad: readonly (readonly number[])[];
  readonly positionRad: readonly (readonly number[])[];
  readonly load: readonly (readonly number[])[];
}

/** The n-th picture of a camera was the camera's frame `seq[n]`, taken at `atMs[n]`. In the order of recording. */
export interface FrameTimes {
  readonly seq: readonly number[];
  readonly atMs: readonly number[];
}

export interface JudgedMoment extends Omit<VerdictTraceRow, 'told'> {
  /** The arm was clear of every view: only these count for the dwell. Null where nobody noted it. */
  readonly toolClear: boolean | null;
}

export interface PlaybackDocument {
  readonly version: 1;
  readonly id: string;
  /** First and last moment of anything that was recorded. */
  readonly startMs: number;
  readonly endMs: number;
  readonly steps: StepColumns;
  readonly frames: Readonly<Record<string, FrameTimes>>;
  /** By camera: its film, for the moments that were not judged, and the bench time of its first picture. */
  readonly films: Readonly<Record<string, { readonly file: string; readonly startMs: number }>>;
  readonly trace: readonly JudgedMoment[];
  readonly attempts: readonly AttemptRecord[];
  /** Null: the record ends without a verdict, the trial was aborted. */
  readonly outcome: Outcome | null;
  /** What voided it, in words; empty when nothing did or nobody noted it. */
  readonly why: string;
  /** The task's dwell rule; null when the task is no longer on the shelf. */
  readonly dwell: { readonly need: number; readonly of: number } | null;
  /** What is missing or damaged, in words; what is here is whole up to there. */
  readonly problems: readonly string[];
}

export const playbackPath = (id: string): string => `/trials/${id}/playback.json`;
export const framePath = (id: string, role: string, n: number): string =>
  `/trials/${id}/frames/${role}/${n}.jpg`;
