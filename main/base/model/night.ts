/**
 * The night as nouns: what is looked at before it begins, where it stands, what was spent. Counts are the referee's, from
 * the ledger.
 */
import type { CampaignBudget } from './seal.ts';

export const nightIdPattern = /^night-[0-9]{4}$/;

/**
 * What a core does of itself with a night that it finds in the middle: lets it go on where nothing moved; calls a person;
 * or nothing, as the command line's own core of a moment.
 */
export type NightKeeping = 'go-on' | 'ask' | 'look-on';

/** Bench seconds that an agent's thinking between two ideas is declared to take, where nothing else is said. */
export const usualThinkSeconds = 60;

export const preflightIds = [
  'seal',
  'judge',
  'canaries',
  'reset',
  'stop',
  'envelope',
  'servos',
  'disk',
  'budget',
  'agent',
] as const;

/** One line before the countdown. A warning is told and hinders nothing. */
export interface PreflightLine {
  readonly id: (typeof preflightIds)[number];
  readonly name: string;
  readonly state: 'pass' | 'warn' | 'fail';
  /** The figure or fact, and why it is so. */
  readonly words: string;
  /** What to do about it; empty where nothing is. */
  readonly remedy: string;
  /** The same as what is typed, without `npx`; absent where nothing is. */
  readonly command?: string | undefined;
}

export interface NightCounts {
  readonly trials: number;
  readonly success: number;
  readonly failure: number;
  readonly invalid: number;
  /** Successes in a row: now, and the longest. Invalid trials neither count nor break it. */
  readonly streak: number;
  readonly longestStreak: number;
  readonly benchSeconds: number;
}

/** A trial that ended, as the ledger has it. */
export interface TrialOfNight {
  readonly id: string;
  readonly outcome: 'success' | 'failure' | 'invalid';
  readonly policyHash: string;
}

/** The row of successes that met the target, kept as one film of all that lay between its first trial and its last. */
export interface NightRow {
  readonly from: string;
  readonly to: string;
  /** From the first to the last, also those of other policies. */
  readonly trials: number;
  readonly inARow: number;
  readonly camera: string;
  readonly rateHz: number;
  readonly pictures: number;
  /** Between two pictures on one bench clock. */
  readonly longestGapMs: number;
  /** Where more than a second lies between two pictures, or the bench began another clock. */
  readonly cuts: number;
  /** Null: it could not be made, and `why` says why. */
  readonly film: { readonly bytes: number; readonly sha256: string } | null;
  readonly why: string;
  /** SHA-256 of row.json: the trials, and when each picture was taken. */
  readonly factsHash: string;
}

export type NightState =
  | 'running'
  /** By a person, or because a cap was reached; `why` says which. */
  | 'paused'
  /** Its core ended in the middle; a person or, where nothing moved, the next core goes on. */
  | 'interrupted'
  | 'ended';

/** The topic `night`: the one that runs or stands still, or ran last. */
export interface NightView {
  readonly nightId: string;
  readonly task: string;
  readonly sealHash: string;
  /** `none`, or the recipe of a coding agent. */
  readonly agent: string;
  /** Lockstep: declared bench seconds of its thinking; absent without an agent. */
  readonly thinkSeconds?: number | undefined;
  readonly clock: 'real' | 'lockstep';
  readonly seed: number;
  readonly startedBy: string;
  readonly startedWallTime: string;
  /** Of one that ended. */
  readonly endedWallTime?: string | undefined;
  readonly state: NightState;
  readonly why: string;
  readonly budget: CampaignBudget;
  readonly target: { readonly inARow: number };
  readonly counts: NightCounts;
  /** Of outcomes in order, the newest two hundred: s, f or i. */
  readonly strip: string;
  /** What changed since it stood still, where a person must say that all is well. */
  readonly moved: readonly string[];
  /** What of its contract is not as it was sealed: it cannot go on until that is put back. */
  readonly sealBroken?: string | undefined;
  /** The arm stood in the clear view when it came to rest. */
  readonly parked?: boolean | undefined;
  /** Of one that met its target. */
  readonly row?: NightRow | undefined;
  /** Times that it went on by itself after its core ended, since a person had to do with it; absent: none. */
  readonly wentOn?: { readonly times: number; readonly wallTime: string } | undefined;
}
