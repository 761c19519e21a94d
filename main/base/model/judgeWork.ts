/** The built-in author at work, and a judge looking on live. */
import type { LockedMeasure } from './judge.ts';
import type { DwellRule, VerdictValue } from './trial.ts';

/** How far the built-in author is; the topic `author`. */
export interface AuthorView {
  readonly id: number;
  readonly task: string;
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  /** 0…1 of all it will do. */
  readonly share: number;
  readonly secondsLeft: number | null;
  /** What it does now, in words. */
  readonly doing: string;
  /** Families tried so far, with what each reached out of sample. */
  readonly tried: readonly AuthorTried[];
  readonly curve: readonly CurvePoint[];
  readonly doubted: readonly DoubtedClip[];
  readonly report: AuthorReport | null;
  readonly why: string;
  /** Stopped halfway: going on begins where it stood. */
  readonly canResume: boolean;
}

export interface AuthorTried {
  readonly family: string;
  /** Out of sample, by episode. */
  readonly fp: number;
  readonly negatives: number;
  readonly recall: number;
  readonly positives: number;
  readonly words: string;
}

/** What so many clips bought, out of sample. */
export interface CurvePoint {
  readonly clips: number;
  readonly recall: number;
  readonly fpr: number;
  /** Gap between the classes in units of the threshold: still grows while more clips help. */
  readonly margin: number;
}

export interface DoubtedClip {
  readonly clipId: string;
  readonly label: 'success' | 'failure';
  /** Out-of-sample score: 0 is sure failure, 1 sure success. */
  readonly score: number;
}

export interface AuthorReport {
  readonly judge: string;
  readonly family: string;
  readonly words: string;
  readonly tried: readonly AuthorTried[];
  readonly doubted: readonly DoubtedClip[];
  readonly curve: readonly CurvePoint[];
  readonly caveats: readonly string[];
  readonly seconds: number;
  /** Null when it was not asked for, or there is no usable locked set. */
  readonly locked: LockedMeasure | null;
  readonly gate: 'pass' | 'fail' | 'not-measured';
}

/** One moment of the judge looking on live. */
export interface LiveMoment {
  readonly atMs: number;
  readonly verdict: VerdictValue;
  readonly score: number;
  readonly margin: number;
  readonly cameraScores: Readonly<Record<string, number>>;
  readonly perCamera: Readonly<Record<string, VerdictValue>>;
  readonly flags: readonly string[];
  readonly latencyMs: number | null;
}

/** The topic `judgeLive`: null while nobody looks. */
export interface JudgeLiveView {
  readonly task: string;
  readonly judge: string;
  readonly state: 'opening' | 'looking' | 'failed';
  readonly why: string;
  readonly threshold: number;
  readonly dwell: DwellRule;
  /** Successes among the last `of`, and whether the dwell is met now. */
  readonly dwellHas: number;
  readonly dwelled: VerdictValue | null;
  readonly rateHz: number;
  /** The last ten seconds, oldest first. */
  readonly trace: readonly LiveMoment[];
  /** Clips kept since it began. */
  readonly kept: readonly { readonly clipId: string; readonly value: 'success' | 'failure' }[];
}
