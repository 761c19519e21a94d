/**
 * Phase one as nouns: its steps, what each lacks, the minutes a person gave it; the teleoperation that runs now; the
 * bench check; the benches there are to choose from; the calibrations of servos and cameras. Views are plain and whole.
 */
import type { Box, Envelope, JointName, Joints, LimitReason, Point3, Range } from './arm.ts';
import type { CameraModel } from './camera.ts';
import type { LabelValue, TeleopInput } from './episode.ts';

export const stepIds = ['bench', 'task', 'demos', 'labels', 'judge', 'reset', 'seal'] as const;
export type StepId = (typeof stepIds)[number];

export interface StepView {
  readonly id: StepId;
  /** needs-you: it was done and something changed, or something stands in the way that only a person can mend. */
  readonly state: 'todo' | 'doing' | 'done' | 'needs-you';
  /** What is missing, in words a person can act on; empty when done. */
  readonly missing: readonly string[];
  /** How it came to be done, where nobody did it here; absent otherwise. */
  readonly note?: string | undefined;
  readonly humanMinutes: number;
}

export interface PhaseOneView {
  /** The task this window works on; null before one was chosen. */
  readonly task: { readonly id: string; readonly name: string } | null;
  readonly steps: readonly StepView[];
  readonly humanMinutes: number;
}

/** One servo as it answered. */
export interface ServoFact {
  readonly id: number;
  readonly joint: JointName;
  readonly model: number;
  readonly firmware: string;
  readonly temperatureC: number;
  readonly voltageV: number;
  readonly load: number;
}

export const checkIds = [
  'servos',
  'supply',
  'temperature',
  'ranges',
  'cameras',
  'repeats',
  'loop',
  'disk',
  'clock',
  'envelope',
  'stop',
] as const;
/** `cameras` stands once per role, as `cameras/<role>`. */
export type CheckId = (typeof checkIds)[number] | `cameras/${string}`;

export interface CheckLine {
  readonly id: CheckId;
  readonly name: string;
  readonly state: 'pass' | 'fail' | 'needs-you' | 'not-yet' | 'running';
  /** The measured figure with its unit. */
  readonly value: string;
  /** Why it is so. */
  readonly detail: string;
  /** What to do about it; empty where nothing is. */
  readonly remedy: string;
  readonly wallTime: string | null;
}

export interface CheckView {
  readonly benchId: string;
  readonly lines: readonly CheckLine[];
  readonly servos: readonly ServoFact[];
  /** Of each camera as measured last: mean brightness and share of clipped pixels in [0, 1], sharpness in [0, 1]. */
  readonly pictures: Readonly<
    Record<
      string,
      { readonly exposure: number; readonly clipped: number; readonly sharpness: number }
    >
  >;
  readonly stopTest: StopTestView | null;
}

/** The arm moves slowly until somebody stops it. */
export interface StopTestView {
  readonly state: 'moving' | 'held' | 'not-stopped' | 'failed';
  readonly speedMS: number;
  /** From the stop's receipt to the hold packet, and until the arm stood; null before, or where unknown. */
  readonly wroteAfterMs: number | null;
  readonly stoodAfterMs: number | null;
  readonly why: string;
}

export interface FoundPort {
  readonly path: string;
  readonly maker: string;
  readonly serial: string;
}

export interface FoundCamera {
  /** `/dev/video0`, an RTSP address or a file. */
  readonly device: string;
  readonly name: string;
}

/** A camera of a real bench: which device plays which role. */
export interface CameraChoice {
  readonly role: string;
  readonly device: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rateHz: number;
}

export interface BenchChoice {
  readonly id: string;
  readonly name: string;
  readonly kind: 'simulated' | 'real';
  /** Real benches; null for the simulated one, which brings its own. */
  readonly followerPort: string | null;
  readonly leaderPort: string | null;
  readonly cameras: readonly CameraChoice[];
}

export interface BenchChoices {
  readonly current: string;
  readonly benches: readonly BenchChoice[];
}

export interface FoundDevices {
  readonly ports: readonly FoundPort[];
  readonly cameras: readonly FoundCamera[];
  /** What could not be looked for, in words. */
  readonly problems: readonly string[];
}

export type ArmName = 'follower' | 'leader';

/** The guided servo calibration that runs now. Counts are the servo's own. */
export interface ServoCalibrationView {
  readonly arm: ArmName;
  readonly step: 'centre' | 'sweep' | 'review';
  readonly joints: readonly {
    readonly name: JointName;
    readonly id: number;
    readonly counts: number;
    readonly minCounts: number;
    readonly maxCounts: number;
    /** Swept far enough for this joint. */
    readonly enough: boolean;
  }[];
  /** What is still to do, or why it cannot be saved. */
  readonly todo: string;
}

/** LeRobot's calibration file: joint name to this. */
export interface LeRobotJointCalibration {
  readonly id: number;
  readonly drive_mode: 0 | 1;
  readonly homing_offset: number;
  readonly range_min: number;
  readonly range_max: number;
}

/** Where the tip and the joints have been since teaching began. */
export interface SweepView {
  readonly tipM: Box | null;
  readonly jointsRad: readonly Range[];
  readonly rows: number;
}

/** What a person may set of a bench's envelope; the rest is the arm's own. */
export type EnvelopeEdit = Pick<Envelope, 'workspaceM' | 'floorM' | 'jointsRad'>;

export interface CameraCalibration {
  readonly role: string;
  readonly model: CameraModel;
  /** k1, k2, p1, p2, k3 of the Brown–Conrady model. */
  readonly distortion: readonly number[];
  readonly reprojectionPx: number;
  readonly views: number;
  readonly wallTime: string;
}

/** The guided camera calibration that runs now. */
export interface CameraCalibrationView {
  readonly role: string;
  readonly views: number;
  readonly wantedViews: number;
  /** A view with the board at its known place is among them. */
  readonly homeTaken: boolean;
  /** Of the newest picture: corners in pixels, or why the board was not found. */
  readonly seen: {
    readonly cornersPx: readonly (readonly [number, number])[];
    readonly why: string;
  };
  readonly result: CameraCalibration | null;
  /** The corners of the board as the result projects them into the newest picture. */
  readonly projectedPx: readonly (readonly [number, number])[];
  readonly todo: string;
}

export interface TeleopRecording {
  readonly demoId: string;
  readonly sinceMs: number;
  readonly seconds: number;
  readonly marks: number;
  readonly result: LabelValue | null;
  readonly nearMiss: string | null;
}

/** Teleoperation that holds the bench now. */
export interface TeleopView {
  readonly task: string;
  readonly input: TeleopInput;
  readonly state: 'ready' | 'counting-down' | 'recording' | 'saving' | 'resetting';
  /** The newest input moves the arm. False: nothing pressed, clutch out, or input too old. */
  readonly driving: boolean;
  readonly limitedBy: LimitReason | null;
  readonly tipM: Point3 | null;
  readonly countdownS: number | null;
  readonly recording: TeleopRecording | null;
  readonly speed: number;
  /** Leader arm: how far it stands from the follower, per joint; null for other inputs. */
  readonly leaderRad: Joints | null;
  /** What happened last, in words: a demo saved or cut short and why. */
  readonly last: string;
}

/** What of a task a person sets by the form; the rest of the package comes from the table it is based on. */
export interface TaskForm {
  /** Of the manifest it was read from: a save over something newer is refused. Absent in a new one. */
  readonly hash?: string | undefined;
  readonly id: string;
  readonly name: string;
  readonly instruction: string;
  readonly successWords: string;
  readonly cameras: readonly {
    readonly role: string;
    /** Shares of width and height; the judge sees this part. */
    readonly crop: {
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
    };
  }[];
  readonly rateHz: number;
  readonly attemptLimitS: number;
  readonly attempts: number;
  readonly envelopeM: Box;
  readonly target: { readonly inARow: number };
  readonly hardestPhase: string;
  readonly nearMisses: readonly { readonly name: string; readonly want: number }[];
  readonly quotas: { readonly success: number; readonly failure: number };
}
