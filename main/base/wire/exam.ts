/**
 * Core ↔ exam process, over stdio frames: a scene in, its pictures out as blobs with what cameras and arm would say of it.
 * The truth rides beside them for the counts of the core alone; no judge is ever told it.
 */
import type { CameraModel } from '../model/camera.ts';
import type { ErrorData } from '../model/errors.ts';
import type { ExamScene } from '../model/examScene.ts';
import type { PlanarPose, Truth } from '../model/scene.ts';
import type { TaskManifest } from '../model/task.ts';
import type { FrameHeader, Observation } from './program.ts';

/** What an attack does to a scene beyond what a person may write into one. */
export interface ExamTricks {
  /** Turns of a camera about its own axes (right, down, into the picture), radians. */
  readonly cameraTurnRad?: Readonly<Record<string, readonly [number, number, number]>>;
  /** A block on or over the object hides at most this share of its top from any camera. */
  readonly cover?: { readonly share: number; readonly rgb: 'grey' | 'arm' };
  /** Where the object was while the shutter was open, before it came to where the scene says. */
  readonly cameFrom?: PlanarPose;
  /** These cameras show another scene. */
  readonly swap?: ExamSwap;
}

export interface ExamSwap {
  readonly roles: readonly string[];
  readonly scene: ExamScene;
  /** live: a fresh picture each time; frozen: the same bytes again and again, stamped as new or as old as they are. */
  readonly how: 'live' | 'frozen' | 'frozen-old';
  /** Only in this look of the dwell; null: in all. */
  readonly look: number | null;
}

export type ToExam =
  | {
      readonly type: 'open';
      /** Absolute; with the scene and its oracle. */
      readonly taskDir: string;
      readonly success: TaskManifest['success'];
      readonly clearViewRad: readonly number[];
    }
  | {
      readonly type: 'draw';
      readonly call: number;
      readonly scene: ExamScene;
      readonly tricks: ExamTricks;
      /** Looks `from` … `from + count − 1` of the dwell. */
      readonly from: number;
      readonly count: number;
      readonly seed: number;
    }
  | { readonly type: 'close' };

/** One moment of a drawn scene; its pictures are the next `frames.length` blobs. */
export interface DrawnLook {
  readonly observation: Observation;
  readonly frames: readonly FrameHeader[];
}

export type FromExam =
  | { readonly type: 'opened'; readonly cameras: readonly CameraModel[] }
  | {
      readonly type: 'drawn';
      readonly call: number;
      readonly looks: readonly DrawnLook[];
      /** Null: the object is not there. */
      readonly truth: Truth | null;
    }
  /** Of a call, or of the opening (0). */
  | { readonly type: 'failed'; readonly call: number; readonly error: ErrorData };
