/**
 * Core ↔ simulated bench process, over stdio frames. The bus itself is a pseudo-terminal that the servo process
 * opens like any serial port; nothing about motion passes here. `truth` is asked by the referee's side only.
 */
import type { Joints } from '../model/arm.ts';
import type { CameraModel } from '../model/camera.ts';
import type { ErrorData } from '../model/errors.ts';
import type { ArmName } from '../model/phaseOne.ts';
import type { FaultSwitch, ObjectPose, PlanarPose, SceneSettings, Truth } from '../model/scene.ts';
import type { TaskManifest } from '../model/task.ts';

export type ToSim =
  | {
      readonly type: 'open';
      /** Absolute path of the task folder whose `scene/scene.ts` (and `scene/oracle.ts`) to load. */
      readonly taskDir: string;
      readonly clock: 'real' | 'lockstep';
      readonly seed: number;
      readonly settings: SceneSettings;
      /** Written when the parent goes away: the last bus writes and joint positions (crash tests). */
      readonly blackBoxPath?: string | undefined;
    }
  /**
   * Lockstep: wait until `busBytes` have been read from the bus, step the physics to `untilMs`, capture the cameras
   * that are due, answer `advanced` at once (frames may follow, each before its own `advanced`+latency is needed).
   */
  | {
      readonly type: 'advance';
      readonly tick: number;
      readonly untilMs: number;
      readonly busBytes: number;
      /**
       * The core does not wait for `advanced` before the next tick: from now on a sync-read that comes after
       * goals written beyond `busBytes` waits for the next `advance`. False: reads are answered as they come.
       */
      readonly pipelined: boolean;
    }
  /** Something is written between two ticks (a stop): answer reads as they come from here on. */
  | { readonly type: 'ungate' }
  | { readonly type: 'seed'; readonly seed: number; readonly trialIndex: number }
  | { readonly type: 'set'; readonly settings: SceneSettings; readonly call: number }
  | { readonly type: 'fault'; readonly fault: FaultSwitch; readonly call: number }
  /** The hand: pick an object up and put it elsewhere, as a person would. */
  | {
      readonly type: 'hand';
      readonly object: string;
      readonly pose: PlanarPose;
      readonly call: number;
    }
  /** A person's hand on an arm: the leader at any time, the follower while it is limp. */
  | {
      readonly type: 'arm';
      readonly arm: ArmName;
      readonly jointsRad: Joints;
      readonly call: number;
    }
  /** By the task's own rule: a working copy may have other bounds than its template. */
  | { readonly type: 'truth'; readonly call: number; readonly success: TaskManifest['success'] }
  /** Real time: answered by the same. A bench that answers none is killed. */
  | { readonly type: 'alive' }
  | { readonly type: 'close' };

export type FromSim =
  | {
      readonly type: 'opened';
      readonly port: string;
      /** A second bus: the emulated leader arm. */
      readonly leaderPort: string;
      readonly cameras: readonly CameraModel[];
      /** Rate of the cameras in this clock, frames per bench second. */
      readonly cameraRateHz: number;
      /** Names of what the hand can move. */
      readonly objects: readonly string[];
    }
  /** `captures`: how many camera frames this step will send; the core waits for them when they fall due. */
  | { readonly type: 'advanced'; readonly tick: number; readonly captures: number }
  /** One blob: the JPEG. `tick` is the tick of the `advance` that captured it (−1 in real time). */
  | {
      readonly type: 'frame';
      readonly role: string;
      readonly seq: number;
      readonly tick: number;
      readonly capturedAtMs: number;
      /** Wall milliseconds since the exposure when this message was written (real time; 0 in lockstep). */
      readonly ageMs: number;
      /** The simulator's own clock when this message was written: how long it then waited shows against the others. */
      readonly sentAtMs: number;
    }
  | { readonly type: 'done'; readonly call: number }
  | { readonly type: 'alive' }
  | {
      readonly type: 'truth';
      readonly call: number;
      readonly truth: Truth;
      readonly objects: Readonly<Record<string, ObjectPose>>;
    }
  | { readonly type: 'failed'; readonly call: number | null; readonly error: ErrorData };
