/**
 * Demos and clips as nouns (docs/SCIENCE.md §3). A recording is a folder of frames and rows, made once and never
 * changed; a demo is a span of one, so that trimming and splitting lose nothing; a clip is a span of a demo, a trial or
 * an import that is labelled. The split into learning and locked goes by recording.
 */

export const recordingIdPattern = /^[a-z0-9-]{1,64}$/;
export const demoIdPattern = /^demo-[0-9]{6}$/;
export const clipIdPattern = /^clip-[0-9]{6}$/;

/** What the person at the arm, or at the pictures, says. */
export const labelValues = ['success', 'failure', 'unclear'] as const;
export type LabelValue = (typeof labelValues)[number];

export const teleopInputs = ['keyboard', 'gamepad', 'mouse', 'leader', 'script'] as const;
export type TeleopInput = (typeof teleopInputs)[number];

export const importFormats = ['lerobot', 'enpire', 'mp4'] as const;
export type ImportFormat = (typeof importFormats)[number];

/**
 * Where a recording that is no trial came from. `fooled`: the last seconds of a judge looking on, kept by a person because
 * it was wrong. `synth` is the scripted operator of tests and benchmarks.
 */
export type RecordingOrigin =
  | { readonly kind: 'teleop'; readonly input: TeleopInput }
  | { readonly kind: 'synth'; readonly seed: number; readonly index: number }
  /** `judge`: a version's id, or `shipped`. */
  | { readonly kind: 'fooled'; readonly judge: string }
  | {
      readonly kind: 'import';
      readonly format: ImportFormat;
      /** As the person named it; a name, not a way to open it again. */
      readonly from: string;
      readonly episode: number;
    };

/** demo.json, the first file of a recording under `demos/`. */
export interface DemoHead {
  readonly version: 1;
  readonly id: string;
  readonly task: string;
  readonly taskVersion: string;
  readonly instruction: string;
  readonly origin: RecordingOrigin;
  readonly wallTime: string;
  readonly roles: readonly string[];
  readonly videoRateHz: number;
  readonly benchId: string;
  readonly clock: 'real' | 'lockstep';
  readonly softwareVersion: string;
  readonly calibrationHash: string;
  /** Of the stored camera calibrations; null where none was made. */
  readonly cameraCalibrationHash: string | null;
  /** SHA-256 of the canonical JSON of what a person set of the simulated scene. */
  readonly settingsHash?: string | undefined;
  /** Name of the near miss that was asked for when it began; absent for none. */
  readonly nearMiss?: string | undefined;
}

/** A key that was pressed while recording. */
export interface DemoMark {
  readonly atMs: number;
  readonly value: LabelValue;
}

/** demo-end.json, the last file of a recording under `demos/`: a folder without one was cut short by a crash. */
export interface DemoEnd {
  readonly version: 1;
  readonly id: string;
  /** What the operator said while recording; null when nothing. */
  readonly result: LabelValue | null;
  /** Name of the near miss that was shown, from the task's list; null for none. */
  readonly nearMiss: string | null;
  readonly marks: readonly DemoMark[];
  /** What cut it short (unplugged, stopped, disk), in words; empty when the operator ended it. */
  readonly why: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly wallTime: string;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
  readonly filmsFromMs: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/** A demo as window and command line know it. Bench milliseconds within its recording. */
export interface DemoView {
  readonly id: string;
  readonly recordingId: string;
  readonly task: string;
  readonly origin: RecordingOrigin;
  readonly result: LabelValue | null;
  readonly nearMiss: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly wallTime: string;
  readonly roles: readonly string[];
  /** Frames of its first camera in its span. */
  readonly frames: number;
  readonly why: string;
  readonly clips: number;
}

/** One answer of one person about one clip. */
export interface Label {
  readonly value: LabelValue | 'left-out';
  /** Bench time at which it is decided; null for unclear and left out. */
  readonly decidedMs: number | null;
  readonly by: string;
  readonly wallTime: string;
  /** Why it is left out; empty otherwise. */
  readonly why: string;
}

/**
 * first: one look. second: another look that did not see the first. settled: after a disagreement, with both in view.
 */
export const labelLooks = ['first', 'second', 'settled'] as const;
export type LabelLook = (typeof labelLooks)[number];

export type ClipSource = 'demo' | 'trial' | 'import';

export interface ClipView {
  readonly id: string;
  readonly task: string;
  readonly source: ClipSource;
  readonly recordingId: string;
  /** The demo it was cut from; null for one of a trial. */
  readonly demoId: string | null;
  readonly roles: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Name from the task's list of near misses; null for none. */
  readonly nearMiss: string | null;
  /** What was said while recording: shown before the first look, never counted. */
  readonly hint: LabelValue | null;
  /** Looks that there are. `second` is null for everybody who has yet to give it: it is answered blind. */
  readonly looks: Readonly<Partial<Record<LabelLook, Label>>>;
  /** What counts: settled, else both where they agree, else the first. Null: no look yet, or two that disagree. */
  readonly label: Label | null;
  readonly disagrees: boolean;
  readonly locked: boolean;
  /** Rises with every change of this clip: a window asks for what is newer than it has. */
  readonly revision: number;
}

/** What zero false positives in so many negatives prove: FPR below 1 − 0.05^(1/n) (docs/SCIENCE.md §3). */
export const lockedBounds = [
  { negatives: 59, fprBelow: 0.05 },
  { negatives: 149, fprBelow: 0.02 },
  { negatives: 299, fprBelow: 0.01 },
] as const;

export interface Quota {
  readonly name: string;
  readonly have: number;
  readonly want: number;
}

/** What the labels of one task amount to: all a window needs beside the clips themselves. */
export interface ClipSummary {
  readonly task: string;
  readonly revision: number;
  readonly clips: number;
  readonly labelled: number;
  readonly success: number;
  readonly failure: number;
  readonly unclear: number;
  readonly leftOut: number;
  readonly quotas: {
    readonly success: Quota;
    readonly failure: Quota;
    readonly nearMisses: readonly Quota[];
  };
  /** Clips with both looks, how many disagree and are not settled, and Cohen's kappa over them (null below two). */
  readonly looks: {
    readonly both: number;
    readonly disagree: number;
    readonly kappa: number | null;
  };
  readonly locked: LockedSummary | null;
  readonly canUndo: boolean;
}

export interface LockedSummary {
  readonly setId: string;
  readonly positives: number;
  readonly negatives: number;
  readonly recordings: number;
  /** Upper bound of the false-positive rate that no mistake in `negatives` proves, one-sided 95 %. */
  readonly fprBelow: number;
  readonly uses: number;
  readonly wallTime: string;
}

/** What locking would do now, or why it cannot: nothing changed yet. */
export interface SplitPlan {
  readonly task: string;
  readonly negativesWanted: number;
  readonly seed: number;
  readonly recordings: readonly string[];
  readonly clips: readonly string[];
  readonly positives: number;
  readonly negatives: number;
  readonly fprBelow: number;
  /** Negatives by kind: near misses by name, and `other`. */
  readonly byKind: Readonly<Record<string, { readonly locked: number; readonly learning: number }>>;
  /** Clips among them that still need a second look, or whose two looks are to be settled. */
  readonly needSecond: readonly string[];
  readonly needSettling: readonly string[];
  /** In words what is short; empty when it can be locked as wanted. */
  readonly short: readonly string[];
  /** In words what is thin: it can be locked, and says less than one would like. */
  readonly thin: readonly string[];
}
