/**
 * What one run says so far, trial by trial: counts, how many succeeded at once, the streak. Invalid trials neither
 * break nor extend a streak. The ledger keeps one for each run and the window folds what comes in live.
 */
import type { TrialRow } from './trial.ts';

export interface RunTally {
  readonly success: number;
  readonly failure: number;
  readonly invalid: number;
  /** Successes with their first attempt. */
  readonly firstAttempt: number;
  /** Successes in a row, now. */
  readonly streak: number;
  readonly longestStreak: number;
}

export const emptyTally: RunTally = {
  success: 0,
  failure: 0,
  invalid: 0,
  firstAttempt: 0,
  streak: 0,
  longestStreak: 0,
};

export function addToTally(tally: RunTally, row: Pick<TrialRow, 'outcome' | 'attempts'>): RunTally {
  if (row.outcome === 'invalid') return { ...tally, invalid: tally.invalid + 1 };
  if (row.outcome === 'failure') return { ...tally, failure: tally.failure + 1, streak: 0 };
  const streak = tally.streak + 1;
  return {
    ...tally,
    success: tally.success + 1,
    firstAttempt: tally.firstAttempt + (row.attempts === 1 ? 1 : 0),
    streak,
    longestStreak: Math.max(tally.longestStreak, streak),
  };
}
