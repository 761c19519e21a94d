/**
 * What a run's finished trials say: rates with their interval (docs/SCIENCE.md §4), and the reasons in plain words.
 * Invalid trials are in no rate.
 */
import { type Interval, wilson } from '../../main/base/lib/stats.ts';
import type { RunTally } from '../../main/base/model/runTally.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';

export interface Rate {
  readonly successes: number;
  readonly n: number;
  readonly interval: Interval;
}

export interface TrialFacts {
  readonly total: number;
  readonly withinAttempts: Rate;
  readonly firstAttempt: Rate;
}

export function trialFacts({ success, failure, invalid, firstAttempt }: RunTally): TrialFacts {
  const n = success + failure;
  const rate = (k: number): Rate => ({ successes: k, n, interval: wilson(k, n) });
  return { total: n + invalid, withinAttempts: rate(success), firstAttempt: rate(firstAttempt) };
}

/** Digits after the point that the interval supports: none of them is finer than a tenth of its half width. */
export function digitsFor(interval: Interval): 1 | 2 | 3 {
  const half = (interval.high - interval.low) / 2;
  if (half > 0.25) return 1;
  return half >= 0.01 ? 2 : 3;
}

/** `0.46`, `[0.31, 0.62]`, `n=39`; null without a counted trial. */
export function rateWords(
  rate: Rate,
): { readonly value: string; readonly interval: string; readonly n: string } | null {
  if (rate.n === 0) return null;
  const digits = digitsFor(rate.interval);
  const fixed = (value: number): string => value.toFixed(digits);
  return {
    value: fixed(rate.successes / rate.n),
    interval: `[${fixed(rate.interval.low)}, ${fixed(rate.interval.high)}]`,
    n: `n=${rate.n}`,
  };
}

const reasonTable: Readonly<Record<NonNullable<TrialRow['reason']>, string>> = {
  'not-reached': 'goal not reached in any attempt',
  timeout: 'out of time',
  'envelope-stop': 'left the allowed space',
  'action-stale': 'policy answered too late',
  'no-command': 'policy never asked for a motion',
  'policy-crash': 'policy program ended early',
  'reset-unverified': 'start state not confirmed',
  'success-at-reset': 'already solved at the start',
  'camera-stale': 'a camera stopped giving new pictures',
  'servo-fault': "the arm's control failed or was late",
  'human-touched': 'a person reached in',
  'judge-fault': 'the judge gave no verdict',
  aborted: 'ended before its verdict',
};

export function reasonWords(reason: TrialRow['reason']): string {
  return reason === null ? '' : reasonTable[reason];
}
