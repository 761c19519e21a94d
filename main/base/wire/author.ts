/**
 * Core ↔ author process, over stdio frames: one order (JSON in the frame's blob), then its progress and its end. It reads
 * recordings that are not locked, writes into the folder it is told and nowhere else, and knows no ledger.
 */
import type { CameraModel } from '../model/camera.ts';
import type { ErrorData } from '../model/errors.ts';
import type { AuthorTried, CurvePoint, DoubtedClip } from '../model/judgeWork.ts';
import type { DwellRule } from '../model/trial.ts';
import type { PictureShare } from './program.ts';

export interface AuthorClip {
  readonly id: string;
  readonly recordingId: string;
  /** Absolute folder of its recording. */
  readonly dir: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly label: 'success' | 'failure';
  /** Looked at twice, or settled: its label is not doubted. */
  readonly sure: boolean;
  readonly decidedMs: number | null;
  readonly nearMiss: string | null;
  /** Of its recording: days and sources are told apart by these. */
  readonly wallTime: string;
  readonly source: 'demo' | 'trial' | 'import';
}

export interface AuthorOrder {
  readonly type: 'author';
  readonly task: string;
  /** Roles in the task's order; a judge looks through those of them that the clips have. */
  readonly roles: readonly string[];
  readonly crops: Readonly<Record<string, PictureShare>>;
  /** Of the bench, where known; films have none, and nothing may need them. */
  readonly cameras: readonly CameraModel[];
  readonly dwell: DwellRule;
  readonly clips: readonly AuthorClip[];
  readonly seed: number;
  readonly seconds: number;
  /** Absolute, empty: judge.ts, judge.json and weights are written here. */
  readonly outDir: string;
  /** Absolute: what is found is kept here, so that a stopped run goes on. */
  readonly workDir: string;
  readonly softwareVersion: string;
}

export type FromAuthor =
  | {
      readonly type: 'progress';
      readonly share: number;
      readonly secondsLeft: number | null;
      readonly doing: string;
    }
  | { readonly type: 'tried'; readonly tried: AuthorTried }
  | { readonly type: 'curve'; readonly curve: readonly CurvePoint[] }
  | { readonly type: 'doubted'; readonly doubted: readonly DoubtedClip[] }
  | {
      readonly type: 'written';
      readonly family: string;
      readonly words: string;
      readonly caveats: readonly string[];
    }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: ErrorData };
