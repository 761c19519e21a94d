/** The built-in author of resets, as nouns: what it tried on the bench, what each try came to, and what it wrote. */
import type { ResetMeasure } from './reset.ts';
import type { ResetSkill } from './resetFile.ts';

/** One candidate in one row of resets. */
export interface ResetAttempt {
  /** From 1. */
  readonly number: number;
  readonly skill: ResetSkill;
  /** Otherwise than in the best one before it, like `tip 0.20 → 0.24 m/s`; of a skill's first, its main figures. */
  readonly differs: readonly string[];
  /** Resets, of them verified at the first check, and within the retries. */
  readonly n: number;
  readonly verifiedFirst: number;
  readonly verified: number;
  /** Bench seconds a reset, with its checks. */
  readonly secondsMean: number;
  /** From the wanted start to where the check saw the thing, metres, on average; null where it was never seen. */
  readonly offM: number | null;
  /** What failed, in words; empty where nothing did. */
  readonly why: string;
  /** It is the best so far. */
  readonly kept: boolean;
}

/** A skill that was not tried, or given up, and why. */
export interface SkippedSkill {
  readonly skill: ResetSkill;
  readonly why: string;
}

export interface ResetAuthorReport {
  /** The version. */
  readonly reset: string;
  readonly hash: string;
  readonly skill: ResetSkill;
  /** What it does, with its figures. */
  readonly words: string;
  readonly attempts: readonly ResetAttempt[];
  readonly skipped: readonly SkippedSkill[];
  /** Of the version, entered in the ledger. */
  readonly measure: ResetMeasure;
  readonly gate: 'pass' | 'fail';
  /** What of the gate is not reached, in words. */
  readonly lacks: readonly string[];
  /** Wall seconds. */
  readonly seconds: number;
}

/** The topic `resetAuthor`: the author that writes, or wrote last in this core's life. */
export interface ResetAuthorView {
  readonly id: number;
  readonly task: string;
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  /** In words. */
  readonly doing: string;
  /** Resets so far, of those it may do at most. */
  readonly resets: number;
  readonly most: number;
  readonly attempts: readonly ResetAttempt[];
  readonly skipped: readonly SkippedSkill[];
  readonly report: ResetAuthorReport | null;
  readonly why: string;
}
