/** What a trial is and how it can end (docs/SCIENCE.md §1–2). Outcomes are given by the referee alone. */
import type { JailLevel } from './agent.ts';
import type { StartBox } from './starts.ts';

export const failureReasons = [
  'not-reached',
  'timeout',
  'envelope-stop',
  'action-stale',
  'no-command',
  'policy-crash',
] as const;
export type FailureReason = (typeof failureReasons)[number];

export const invalidReasons = [
  'reset-unverified',
  'success-at-reset',
  'camera-stale',
  'servo-fault',
  'human-touched',
  'judge-fault',
  'aborted',
] as const;
export type InvalidReason = (typeof invalidReasons)[number];

export type Outcome =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure'; readonly reason: FailureReason }
  | { readonly kind: 'invalid'; readonly reason: InvalidReason };

export function outcomeOf({ outcome, reason }: Pick<TrialRow, 'outcome' | 'reason'>): Outcome {
  if (outcome === 'success') return { kind: outcome };
  return { kind: outcome, reason } as Outcome;
}

export const trialPhases = ['reset', 'check', 'episode', 'verdict', 'record'] as const;
export type TrialPhase = (typeof trialPhases)[number];

export type VerdictValue = 'success' | 'failure' | 'undecided';

/** Success needs `need` of the last `of` judged frames (docs/SCIENCE.md §2). */
export interface DwellRule {
  readonly need: number;
  readonly of: number;
}

/** What the judge said of one set of frames, one per camera. */
export interface Verdict {
  readonly verdict: VerdictValue;
  /** In [0, 1]. */
  readonly score: number;
  /** Signed distance to the nearest bound in units of the bound; negative is outside. */
  readonly margin: number;
  readonly perCamera: Readonly<Record<string, VerdictValue>>;
  /** Each camera's own score in [0, 1], where the judge has one. */
  readonly cameraScores?: Readonly<Record<string, number>> | undefined;
  readonly flags: readonly string[];
  /** What a person may want drawn: the pose the judge believes, if any. */
  readonly believed?:
    | { readonly xM: number; readonly yM: number; readonly yawRad: number }
    | undefined;
}

/** What the judge was told of the arm: with the frames, all it was asked, so that it can be asked again. */
export interface JudgeTold {
  readonly toolClear: boolean;
  readonly atMs: number;
  readonly positionRad: readonly number[];
  readonly velocityRadS: readonly number[];
  readonly load: readonly number[];
}

/** Phases in which pictures are judged. */
export const judgedPhases = [
  'check',
  'episode',
  'verdict',
] as const satisfies readonly TrialPhase[];
export type JudgedPhase = (typeof judgedPhases)[number];

/** One judged moment: which frames, when they were captured, what came out. */
export interface VerdictTraceRow extends Verdict {
  readonly attempt: number;
  /** `check`: the judge's own look at the scene after a reset; nothing of the reset itself is judged. */
  readonly phase: JudgedPhase;
  readonly capturedAtMs: number;
  readonly frames: Readonly<Record<string, number>>;
  /** Wall milliseconds from capture to verdict; null in lockstep, where computing is a declared latency. */
  readonly latencyMs: number | null;
  readonly told?: JudgeTold | undefined;
}

export interface AttemptRecord {
  readonly attempt: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly ended: 'done' | 'timeout' | 'fault';
  readonly verdict: VerdictValue;
}

export const trialPartKinds = ['measure', 'screen', 'duel', 'block', 'fill'] as const;

/**
 * What a trial of a night is for (docs/SCIENCE.md §5): a policy measured before it is compared, the first look at an idea,
 * one side of a pair, the block after a promotion, or what runs because nobody asked for anything.
 */
export interface TrialPart {
  readonly kind: (typeof trialPartKinds)[number];
  /** Of a duel: which, which of its pairs, and whose side. */
  readonly duelId?: string | undefined;
  readonly pair?: number | undefined;
  readonly side?: 'head' | 'champion' | undefined;
}

/** Everything needed to know where a number came from (docs/SCIENCE.md §1). */
export interface Provenance {
  readonly task: string;
  readonly taskVersion: string;
  readonly taskHash: string;
  readonly policyHash: string;
  /** The full commit that the policy was taken from; null for a folder or the task's own working copy. */
  readonly policyCommit: string | null;
  readonly judgeHash: string;
  readonly resetHash: string;
  /** SHA-256 of the canonical JSON of what a person set of the simulated scene; changes void a trial. */
  readonly settingsHash: string;
  readonly seed: number;
  readonly trialIndex: number;
  /** Which draw of the seed it began from, where that is not its index: both trials of a pair have one draw. */
  readonly draw?: number | undefined;
  readonly startState: Readonly<Record<string, number>>;
  /** What it was drawn within; absent: all that the scene states. */
  readonly starts?: StartBox | undefined;
  readonly benchId: string;
  readonly clock: 'real' | 'lockstep';
  readonly softwareVersion: string;
  /** Over the servos' and the cameras' calibrations. */
  readonly calibrationHash: string;
  /** Of the cameras' alone; absent where none was calibrated. */
  readonly cameraCalibrationHash?: string | undefined;
  /** The agent session that asked for the trial, and the idea it counts for; absent when a person did. */
  readonly agentId?: string | undefined;
  readonly ideaId?: string | null | undefined;
  /** The night it belongs to, and the contract it ran under; absent outside nights. */
  readonly nightId?: string | undefined;
  readonly sealHash?: string | undefined;
  /** Absent where the night has no agent. */
  readonly part?: TrialPart | undefined;
  readonly isolation: JailLevel;
}

/** How the scene of a trial was prepared. Bench seconds from the first motion to the last check's answer. */
export interface TrialReset {
  /** Tries of the program, each with its check, from 1. */
  readonly tries: number;
  readonly seconds: number;
  readonly verified: boolean;
}

/** With which reset it was, and for which starts: what a measuring of a reset is of. */
export function trialResetOf(
  { resetHash: hash, starts }: Pick<Provenance, 'resetHash' | 'starts'>,
  reset: TrialReset,
): NonNullable<TrialRow['reset']> {
  return { ...reset, hash, ...(starts === undefined ? {} : { starts }) };
}

/** A finished trial as the window, the command line and the ledger know it. */
export interface TrialRow {
  readonly id: string;
  readonly batchId: string;
  readonly index: number;
  readonly task: string;
  readonly outcome: Outcome['kind'];
  readonly reason: FailureReason | InvalidReason | null;
  readonly attempts: number;
  readonly stepHash: string;
  readonly benchSeconds: number;
  readonly wallTime: string;
  readonly clock: 'real' | 'lockstep';
  readonly seed: number;
  /** The policy's first target was sent; absent in what was recorded before it was kept. */
  readonly acted?: boolean | undefined;
  /** Absent where the reset came to no end, and in what was recorded before it was kept. */
  readonly reset?: (TrialReset & { readonly hash: string; readonly starts?: StartBox }) | undefined;
}
