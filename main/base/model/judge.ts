/**
 * Judges as nouns (docs/SCIENCE.md §2–3): versions of a task's judge and what was measured of each, the gate, mistakes, and
 * the watch over what a judge learnt from. judge.json is in `judgeFile.ts`.
 */
import type { JudgeFile } from './judgeFile.ts';
import type { MakersNote } from './makers.ts';
import type { DwellRule, VerdictValue } from './trial.ts';

export const judgeIdPattern = /^judge-[0-9]{4}$/;
/** How one judge of a task is named: a version, the newest, the accepted one, or the one that came with the task. */
export const judgeRefPattern = /^(judge-[0-9]{4}|newest|accepted|shipped)$/;

export type JudgeBy =
  | { readonly kind: 'built-in' }
  | { readonly kind: 'agent'; readonly agentId: string }
  | { readonly kind: 'person'; readonly name: string }
  /** Came with the task. */
  | { readonly kind: 'shipped' };

/** k of n with its Clopper–Pearson 95 % interval; n = 0 has [0, 1]. */
export interface Rate {
  readonly k: number;
  readonly n: number;
  readonly lo: number;
  readonly hi: number;
}

/** How one judge did on labelled clips, each judged over its frames under the dwell rule. */
export interface ClipScores {
  readonly positives: number;
  readonly negatives: number;
  /** Negatives called success at any moment. */
  readonly fp: number;
  /** Positives never called success from their decisive moment on. */
  readonly fn: number;
  readonly recall: Rate;
  readonly precision: Rate;
  readonly fpr: Rate;
  readonly fnr: Rate;
  /** One-sided 95 % upper bound of the false-positive rate that these counts prove. */
  readonly fprUpper95: number;
  /** Changes between success and not, after dwell: the most in any clip, and in how many clips there was none. */
  readonly flipsMax: number;
  readonly flipless: number;
  /** Negatives by near miss (and `other`): how many, and how many were called success. */
  readonly byKind: Readonly<Record<string, { readonly n: number; readonly wrong: number }>>;
  /** The same dwell over each camera's own verdicts: what the others buy. */
  readonly perCamera: Readonly<Record<string, { readonly fp: number; readonly recall: Rate }>>;
  /** Clips whose frames the judge could not answer (it crashed, was late, or contradicted itself). */
  readonly faults: number;
  /** Negatives with fewer moments than the dwell needs: they cannot be called success and are in no count. */
  readonly short?: number | undefined;
}

/** Frame → fused verdict, wall milliseconds. live: from capture, on the running bench; replayed: stored frames. */
export interface JudgeLatency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly n: number;
  readonly how: 'live' | 'replayed';
}

export const judgeGate = { fp: 0, recall: 0.9, p99Ms: 150, flips: 1, latencyFrames: 1000 } as const;

/** One line of the gate. */
export interface GateLine {
  readonly id: 'fp' | 'recall' | 'flips' | 'latency' | 'knew';
  readonly ok: boolean;
  /** The figure with its interval and what is asked, in words. */
  readonly words: string;
}

/** One measuring on locked clips: numbers only. */
export interface LockedMeasure {
  readonly setId: string;
  readonly scores: ClipScores;
  /** Clips of the set that were left out, because whoever wrote the judge may have learnt from their recordings. */
  readonly learnt?: number | undefined;
  readonly latency: JudgeLatency;
  /** Uses of the set, this one included. */
  readonly looks: number;
  readonly by: string;
  readonly wallTime: string;
}

export interface JudgeVersion {
  readonly id: string;
  readonly task: string;
  /** Of its folder, as trials name it. */
  readonly hash: string;
  readonly by: JudgeBy;
  readonly words: string;
  readonly wallTime: string;
  readonly dwell: DwellRule;
  /** On the clips that are not locked. A judge learnt from them: its own cross-validation is in `training`. */
  readonly tried: { readonly scores: ClipScores; readonly wallTime: string } | null;
  /** The newest measuring on locked clips. */
  readonly locked: LockedMeasure | null;
  readonly gate: readonly GateLine[];
  readonly accepted: JudgeAcceptance | null;
  readonly training: JudgeFile['training'];
}

export interface ShippedJudge {
  /** Null where it was not measured here and the makers' figures do not count. */
  readonly locked: LockedMeasure | null;
  readonly gate: readonly GateLine[];
  /** Whose figures they are; absent: this folder's own, or nobody's. */
  readonly makers?: MakersNote | undefined;
}

export interface JudgeAcceptance {
  readonly by: string;
  readonly wallTime: string;
  /** Why a person accepted it although the gate is not met; null when it is. */
  readonly overrode: string | null;
}

/** The topic `judge`: of the open task. */
export interface JudgeView {
  readonly task: string;
  /** Oldest first; the one that came with the task is not among them. */
  readonly versions: readonly JudgeVersion[];
  /** What the working copy runs: a version's id, `shipped`, or null when somebody changed it by hand. */
  readonly inForce: string | null;
  /** The one that came with the task: its newest measuring, here or by the makers. Absent where none came. */
  readonly shipped?: ShippedJudge | undefined;
  /** The locked set that measures now, and how often it was used. */
  readonly lockedSet: {
    readonly setId: string;
    readonly positives: number;
    readonly negatives: number;
    readonly uses: number;
    readonly mostUses: number;
  } | null;
  /** Clips whose label the author doubts and nobody has looked at again since. */
  readonly doubted: readonly string[];
  readonly drift: DriftView | null;
}

/** `bench judge report --json`. */
export interface JudgeReport {
  readonly task: string;
  readonly judge: string;
  readonly hash: string;
  readonly words: string;
  readonly locked: {
    readonly positives: number;
    readonly negatives: number;
    readonly fp: number;
    readonly fn: number;
    readonly fprUpper95: number;
    readonly recall: number;
    readonly recallInterval: readonly [number, number];
    readonly precision: number;
    readonly flipsMax: number;
    readonly byKind: ClipScores['byKind'];
  } | null;
  readonly perCamera: Readonly<Record<string, { readonly fp: number; readonly recall: number }>>;
  readonly latencyMs: JudgeLatency | null;
  readonly looks: number;
  /** The makers' figures are told, or would be on the simulated bench; absent: this folder's own, or nobody's. */
  readonly makers?: MakersNote | undefined;
  readonly gate: 'pass' | 'fail';
  readonly why: readonly string[];
  readonly caveats: readonly string[];
}

/** What a judge made of one clip that is not locked. */
export interface ClipVerdict {
  readonly clipId: string;
  readonly label: 'success' | 'failure';
  readonly nearMiss: string | null;
  readonly verdict: VerdictValue;
  readonly wrong: 'false-positive' | 'missed' | null;
  /** Over the clip: the largest fused score of a success window, else of any frame. */
  readonly score: number;
  readonly margin: number;
  readonly cameraScores: Readonly<Record<string, number>>;
  readonly perCamera: Readonly<Record<string, VerdictValue>>;
  readonly flags: readonly string[];
  readonly flips: number;
  /** The moment that speaks most for the verdict, in the clip's recording. */
  readonly atMs: number;
}

export interface TryReport {
  readonly judge: string;
  readonly scores: ClipScores;
  /** False positives first, then by how wrong. */
  readonly mistakes: readonly ClipVerdict[];
  readonly clips: readonly ClipVerdict[];
}

/** Two or more versions on the same clips. */
export interface CompareReport {
  readonly judges: readonly {
    readonly judge: string;
    readonly scores: ClipScores;
    /** Right in the one before it in this list, wrong in this one. */
    readonly lost: readonly string[];
    readonly won: readonly string[];
  }[];
}

/** Where a judge looks: how far its score falls when a cell of the picture is covered. rows × cols, row-major, ≥ 0. */
export interface JudgeHeat {
  readonly role: string;
  readonly atMs: number;
  readonly rows: number;
  readonly cols: number;
  readonly drop: readonly number[];
}

/** What the watch found when it looked last. */
export interface DriftView {
  readonly judge: string;
  readonly wallTime: string;
  readonly cameras: readonly {
    readonly role: string;
    readonly state: 'as-learnt' | 'moved' | 'light' | 'unseen';
    /** Pixels of the whole picture, and brightness against the reference. */
    readonly shiftPx: number;
    readonly gain: number;
    readonly words: string;
  }[];
  /** Known clips judged again: how many still get the verdict they had. */
  readonly canaries: { readonly n: number; readonly same: number };
}
