/**
 * Resets as nouns (docs/SCIENCE.md §1): versions of a task's reset, how one was measured on the bench, and how far the
 * starts it made lie from the starts that were asked for.
 */
import type { Range } from './arm.ts';
import type { JudgeBy, Rate } from './judge.ts';
import type { MakersNote } from './makers.ts';
import type { PlanarPose } from './scene.ts';
import type { StartBox } from './starts.ts';

export const resetIdPattern = /^reset-[0-9]{4}$/;
/** A version, the newest, the accepted one, the one that came with the task, or what the working copy has now. */
export const resetRefPattern = /^(reset-[0-9]{4}|newest|accepted|shipped|working)$/;

/** Who wrote it: the same kinds as of judges. */
export type ResetBy = JudgeBy;

/** One reset of a measuring, in the order they were done. */
export interface ResetTry {
  readonly index: number;
  /** Where the trial was to begin. */
  readonly wanted: PlanarPose;
  /** What the check saw when it said yes; null where it never did or does not tell. */
  readonly seen: PlanarPose | null;
  /** Which check said yes, from 1; null: none did, a person is needed. */
  readonly verifiedAt: number | null;
  /** Tries of the program, from 1. */
  readonly attempts: number;
  /** Bench seconds until it was verified or given up, checks included. */
  readonly seconds: number;
  /** What the last check that said no said; empty where none did. */
  readonly why: string;
  /** What another reset's check said of the pictures of the last check; absent where none was asked. */
  readonly second?: SecondLook | undefined;
}

/** The check of a reset that somebody else wrote, asked of the same pictures. It decides nothing of that reset. */
export interface SecondLook {
  readonly ok: boolean;
  readonly seen: PlanarPose | null;
  readonly why: string;
}

/** Second looks of a whole measuring. */
export interface SecondLooks {
  /** Whose check looked, `shipped` or a version; null: there was none that could. */
  readonly by: string | null;
  /** Starts that its own check verified, and how many of them the other called none. */
  readonly asked: number;
  readonly denied: number;
  /** How far apart the two saw the thing, metres, the middle one; null where they never both saw it. */
  readonly apartM: number | null;
}

/** Start states as they were seen against the distribution they were drawn from. */
export interface StartSpread {
  readonly n: number;
  /**
   * Per coordinate the largest distance of the two cumulative distributions (docs/SCIENCE.md §1); 0 where nothing is asked
   * of it: a turn that the task's rule does not bound, or a coordinate that every stated start has alike.
   */
  readonly coordinates: Readonly<Record<keyof PlanarPose, number>>;
  /** Cells of the stated box (position in 6 × 6, turn left out) that a start fell into, of those a start may fall into. */
  readonly cells: { readonly covered: number; readonly of: number };
}

export interface ResetMeasure {
  readonly times: number;
  /** Said yes at the first check. */
  readonly verifiedFirst: Rate;
  /** Within the retries that the task allows. */
  readonly verified: Rate;
  /** The longest row of resets verified within their retries. */
  readonly longestRow: number;
  readonly secondsP50: number;
  readonly secondsP95: number;
  /** Tries of the program per reset. */
  readonly attemptsMean: number;
  /** What checks said no for, by words without figures, most often first. */
  readonly causes: readonly { readonly words: string; readonly n: number }[];
  /** Times a person was called, because none of the retries was verified. */
  readonly rescues: number;
  readonly spread: StartSpread;
  /** Of a reset whose own check is not enough, because an agent wrote it; the spread is then counted from these looks. */
  readonly second?: SecondLooks | undefined;
  /** What its starts were drawn within; absent: all of the stated ones. It counts for those alone. */
  readonly starts?: StartBox | undefined;
  readonly seed: number;
  readonly clock: 'real' | 'lockstep';
  /** What moved the scene from one reset to the next; nothing where it is not said. */
  readonly between?: 'nothing' | 'policy' | undefined;
  readonly by: string;
  readonly wallTime: string;
}

/** Resets of one reset for the same starts: so many trials in a row, or one measuring. */
export interface ResetBlock {
  readonly kind: 'trials' | 'measuring';
  readonly fromTime: string;
  readonly toTime: string;
  /** Verified at the first check. */
  readonly first: Rate;
  readonly secondsP50: number;
}

/** How a reset fares over hours (docs/SCIENCE.md §1). */
export interface ResetDrift {
  /** Oldest first, the newest hundred; the last one of trials may be short. */
  readonly blocks: readonly ResetBlock[];
  /** Resets of trials that are counted in there. */
  readonly trials: number;
  /** What newer ones are held against; null before it was measured. */
  readonly standard: Rate | null;
}

/** What a seal asks of a reset. `denied`: the largest share of verified starts that a second look may call none. */
export const resetGate = { row: 20, spread: 0.25, denied: 0.1 } as const;

/**
 * The most that each coordinate's distance may be at n starts: the gate's, or where n is small what chance alone goes over
 * once in a hundred times (docs/SCIENCE.md §1).
 */
export const spreadLimit = (n: number): number =>
  Math.max(resetGate.spread, n === 0 ? 1 : 1.63 / Math.sqrt(n));

/** The other check saw a start too, nearly always. Where none could look, nothing is proven. */
const isSeconded = ({ by, asked, denied }: SecondLooks): boolean =>
  by !== null && denied <= resetGate.denied * asked;

/** What of the gate a measuring does not reach; empty: it is met. */
export function resetLacks({
  longestRow,
  spread,
  second,
}: Pick<ResetMeasure, 'longestRow' | 'spread' | 'second'>): readonly (
  | 'row'
  | 'spread'
  | 'second'
)[] {
  const limit = spreadLimit(spread.n);
  const isSpread = Object.values(spread.coordinates).every((distance) => distance <= limit);
  return [
    ...(longestRow >= resetGate.row ? [] : (['row'] as const)),
    ...(isSpread ? [] : (['spread'] as const)),
    ...(second === undefined || isSeconded(second) ? [] : (['second'] as const)),
  ];
}

export interface ResetVersion {
  readonly id: string;
  readonly task: string;
  /** Of its folder, as trials name it. */
  readonly hash: string;
  readonly by: ResetBy;
  readonly words: string;
  readonly wallTime: string;
  /** The newest whole measuring of these bytes. */
  readonly measure: ResetMeasure | null;
  readonly accepted: {
    readonly by: string;
    readonly wallTime: string;
    /** Why a person accepted it although it does not reach the gate; null when it does. */
    readonly overrode: string | null;
  } | null;
}

/** A measuring that runs, or ran last in this core's life. */
export interface ResetRunView {
  readonly task: string;
  readonly reset: string;
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly times: number;
  /** The newest two hundred, oldest first. */
  readonly tries: readonly ResetTry[];
  readonly why: string;
  /** Of one that is done. */
  readonly measure?: ResetMeasure | null | undefined;
}

/** The topic `reset`: of the open task. */
export interface ResetView {
  readonly task: string;
  /** Oldest first; the one that came with the task is not among them. */
  readonly versions: readonly ResetVersion[];
  /** What the working copy runs: a version's id, `shipped`, or null when somebody changed it by hand. */
  readonly inForce: string | null;
  /** The newest measuring of what is in force: here, else by its makers, where that counts. */
  readonly measure: ResetMeasure | null;
  /** It was not measured here, and this is what its makers did; absent: it was, or they did not. */
  readonly makers?: MakersNote | undefined;
  readonly running: ResetRunView | null;
  /** What is practised; absent: all of the stated starts. */
  readonly starts?: StartBox | undefined;
  /** All that the scene states, metres; absent where nobody has drawn from it yet. */
  readonly stated?: { readonly x: Range; readonly y: Range } | undefined;
  /** Of what is in force. */
  readonly drift?: ResetDrift | undefined;
  /** The box of start positions that trials begin in, metres; absent where nobody has drawn from it yet. */
  readonly box?: { readonly x: Range; readonly y: Range } | undefined;
}
