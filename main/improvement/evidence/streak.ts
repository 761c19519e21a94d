/**
 * Beside what a run of successes proves (`streakBound`): how soon one comes, how many trials a claim takes, and evidence
 * for a claim that may be watched trial by trial (docs/SCIENCE.md §4). Knows no trial.
 */
import { must } from '../../base/lib/assert.ts';
import { lowerRate } from '../../base/lib/clopperPearson.ts';
import type { Counts } from './screen.ts';

/** Mean number of trials to the first run of `run`; Infinity at rate 0. */
export function meanTrialsToRun(run: number, p: number): number {
  return p >= 1 ? run : (1 - p ** run) / ((1 - p) * p ** run);
}

/** Does k of n, a number fixed before, prove at least `target` one-sided at 95 %? */
const proves = (k: number, n: number, target: number): boolean => lowerRate(k, n) >= target;

/** The least number from `first` on that holds, where all larger ones do too; null when it lies far beyond `most`. */
function least(first: number, most: number, holds: (n: number) => boolean): number | null {
  let high = first;
  while (!holds(high)) {
    if (high > most) return null;
    high *= 2;
  }
  let low = Math.max(first, high >> 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** Trials, fixed before, that prove `target` in (0, 1) although `failures` of them fail. */
export function trialsToProve(target: number, failures: number): number {
  const holds = (n: number): boolean => proves(n - failures, n, target);
  return must(least(failures + 1, Number.POSITIVE_INFINITY, holds));
}

const farthest = 1_000_000;

/** About how many trials more, at the present rate, prove `target`: 0 when it is proved, null for never. */
export function trialsStillToProve({ k, n }: Counts, target: number): number | null {
  if (n === 0) return null;
  if (proves(k, n, target)) return 0;
  const rate = k / n;
  if (rate <= target) return null;
  const holds = (more: number): boolean =>
    proves(Math.floor(rate * (n + more) + 1e-9), n + more, target);
  return least(1, farthest, holds);
}

/** Rates above a target that the live evidence bets on. */
const bets: Readonly<Record<string, readonly number[]>> = {
  '0.9': [0.93, 0.95, 0.97, 0.99, 0.999],
  '0.95': [0.97, 0.98, 0.99, 0.995, 0.9995],
  '0.99': [0.995, 0.997, 0.999, 0.9999],
};
/** Of other targets: so far on the way to 1. */
const onTheWay = [0.4, 0.6, 0.8, 0.9, 0.99];

/** Evidence for "at least `target`" of k of n that may be watched trial by trial; proved at 20 and above. */
export function liveEvidence({ k, n }: Counts, target: number): number {
  const rates = bets[String(target)] ?? onTheWay.map((share) => target + share * (1 - target));
  const sum = rates.reduce(
    (total, q) =>
      total + Math.exp(k * Math.log(q / target) + (n - k) * Math.log((1 - q) / (1 - target))),
    0,
  );
  return sum / rates.length;
}

/** Evidence at which a claim that was watched is proved at 95 %. */
export const provedAt = 20;
