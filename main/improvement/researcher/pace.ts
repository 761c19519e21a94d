/**
 * How quickly a policy solves: solved trials per attempt. Where nearly all trials are solved within their attempts, the
 * count of the solved tells policies no longer apart, and the attempts still do. A failed trial adds attempts and no
 * success, so a policy that breaks off early is not a quick one. Pure.
 */
import { type Counts, normalBelow } from './evidence.ts';

export interface Paced extends Counts {
  /** Of all its trials together. */
  readonly attempts: number;
  /** How unlike its trials were, see `spreadOf`; null: nobody noted it. */
  readonly spread: number | null;
}

interface PacedTrial {
  readonly solved: boolean;
  readonly attempts: number;
}

/** Sum over trials of (solved − pace · attempts)²: starts differ, so the attempts of one trial are alike. */
export function spreadOf(trials: readonly PacedTrial[]): number {
  const solved = trials.filter((trial) => trial.solved).length;
  const pace = solved / Math.max(1, sumOf(trials));
  const sum = trials.reduce(
    (all, trial) => all + (Number(trial.solved) - pace * tries(trial)) ** 2,
    0,
  );
  return Number(sum.toFixed(6));
}

/** A trial whose log was not to be had counts as one attempt. */
const tries = ({ attempts }: PacedTrial): number => Math.max(1, attempts);
const sumOf = (trials: readonly PacedTrial[]): number =>
  trials.reduce((all, trial) => all + tries(trial), 0);

/** ln of the pace and its variance. */
interface LogPace {
  readonly mean: number;
  readonly variance: number;
}

/**
 * As the screen counts, with one success and one failure added, over attempts. The variance is the larger one of: as if
 * each attempt were drawn by itself; as the trials lay apart, which few trials tell too small.
 */
function logPace({ k, n, attempts, spread }: Paced): LogPace {
  const all = Math.max(attempts, n);
  const mean = (k + 1) / (all + 2);
  const alone = (mean * (1 - mean)) / (all + 3);
  const apart = n < 2 || spread === null ? 0 : ((n / (n - 1)) * spread) / all ** 2;
  return { mean: Math.log(mean), variance: Math.max(alone, apart) / mean ** 2 };
}

/** Two policies, by their trials. */
export type Pair = readonly [one: Paced, other: Paced];

/**
 * How likely the first of a pair needs fewer attempts than the second: the ratio of their paces with its uncertainty, over
 * pairs that differ by the same change. Without trials of both: one half.
 */
export function oddsQuicker(pairs: readonly Pair[]): number {
  let weighed = 0;
  let weight = 0;
  for (const [one, other] of pairs) {
    if (one.n === 0 || other.n === 0) continue;
    const [first, second] = [logPace(one), logPace(other)];
    const variance = first.variance + second.variance;
    weighed += (first.mean - second.mean) / variance;
    weight += 1 / variance;
  }
  return weight === 0 ? 0.5 : normalBelow(weighed / Math.sqrt(weight));
}
