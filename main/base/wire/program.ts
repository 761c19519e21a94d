/**
 * Bench ↔ policy, judge and reset programs, over stdio frames; language-neutral, documented for people in
 * docs/PROGRAMS.md. A program is a fresh process per trial in a jail: no network, no storage, bounded CPU and
 * memory. It never learns the referee's seed, scores or anything of other trials.
 */
import type { Joints } from '../model/arm.ts';
import type { CameraModel } from '../model/camera.ts';
import type { PlanarPose } from '../model/scene.ts';
import type { Verdict, VerdictValue } from '../model/trial.ts';

export const programProtocol = 1;

/** What every program is told first. */
/** A part of a picture, in shares of its width and height from the top left. */
export interface PictureShare {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface ProgramStart {
  readonly type: 'start';
  readonly protocol: typeof programProtocol;
  readonly kind: 'policy' | 'judge' | 'reset';
  readonly task: string;
  /** The task's `success` block and `config` block, verbatim from task.json. */
  readonly success: unknown;
  readonly config: unknown;
  readonly rateHz: number;
  readonly attempts: number;
  readonly attemptLimitS: number;
  readonly cameras: readonly CameraModel[];
  /** For its own draws. Made of its kind, its tree hash and the trial index: nothing of the referee's seed is in it. */
  readonly randomSeed: number;
  /** Judge only: role → the part of its picture that it may go by, in shares; absent when all are whole. */
  readonly crops?: Readonly<Record<string, PictureShare>> | undefined;
  /** Reset only: where the object shall be put. */
  readonly startState?: PlanarPose | undefined;
}

export interface Observation {
  readonly atMs: number;
  readonly positionRad: Joints;
  readonly velocityRadS: Joints;
  readonly load: Joints;
}

/** Frames ride as blobs in the order of `frames`. */
export interface FrameHeader {
  readonly role: string;
  readonly seq: number;
  readonly capturedAtMs: number;
}

export type ToProgram =
  | ProgramStart
  /** Policy and reset, at the task's rate. Answer with exactly one `act`, `wait` or `done`. */
  | {
      readonly type: 'observe';
      readonly id: number;
      readonly attempt: number;
      readonly observation: Observation;
      readonly frames: readonly FrameHeader[];
    }
  /** Policy only: the attempt's verdict; the next attempt begins in the scene as it is. No answer expected. */
  | { readonly type: 'attempt-ended'; readonly attempt: number; readonly verdict: VerdictValue }
  /** Judge only. Answer with one `verdict`. `toolClear`: the bench has driven the arm to the clear view. */
  | {
      readonly type: 'judge';
      readonly id: number;
      readonly toolClear: boolean;
      readonly observation: Observation;
      readonly frames: readonly FrameHeader[];
    }
  /** Reset only: look at the scene from the clear view and say whether it is in the start distribution. */
  | {
      readonly type: 'check';
      readonly id: number;
      readonly observation: Observation;
      readonly frames: readonly FrameHeader[];
    };

export type FromProgram =
  | { readonly type: 'ready'; readonly protocol: number }
  /** Joint target to be reached one period (1/rateHz) from now. */
  | { readonly type: 'act'; readonly id: number; readonly jointsRad: Joints }
  /** Stay where you are. */
  | { readonly type: 'wait'; readonly id: number }
  | { readonly type: 'done'; readonly id: number; readonly note?: string | undefined }
  | { readonly type: 'verdict'; readonly id: number; readonly verdict: Verdict }
  | {
      readonly type: 'checked';
      readonly id: number;
      readonly ok: boolean;
      readonly reason: string;
      readonly believed: PlanarPose | null;
      readonly solved: boolean;
    };
