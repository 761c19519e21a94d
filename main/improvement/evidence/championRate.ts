/**
 * The champion's rate as it is shown (docs/SCIENCE.md §4): of its honest trials only, those of its duel and all since, and
 * never those that made it look good. Beside Wilson's interval a band that holds whenever one looks. Knows no trial.
 */
import { type Interval, wilson } from '../../base/lib/stats.ts';
import { logFactorial } from './logFactorial.ts';
import type { Counts } from './screen.ts';

/** A rate is outside the band when the evidence against it has reached this once: 1 / 0.05. */
const against = Math.log(20);

/** ln of Robbins' mixture, B(k+1, n−k+1), over the likelihood of rate `p`: the evidence against `p`. */
function evidenceAgainst({ k, n }: Counts, p: number): number {
  const mixture = logFactorial(k) + logFactorial(n - k) - logFactorial(n + 1);
  const hits = k === 0 ? 0 : k * Math.log(p);
  const misses = k === n ? 0 : (n - k) * Math.log1p(-p);
  return mixture - hits - misses;
}

/** Does the always-valid 95 % band hold rate `p`? */
export function bandHolds(counts: Counts, p: number): boolean {
  return evidenceAgainst(counts, p) < against;
}

/** Between `inside`, which the band holds, and `outside`, which it may not. */
function edge(counts: Counts, inside: number, outside: number): number {
  if (bandHolds(counts, outside)) return outside;
  let [held, lost] = [inside, outside];
  for (let i = 0; i < 60; i++) {
    const middle = (held + lost) / 2;
    if (bandHolds(counts, middle)) held = middle;
    else lost = middle;
  }
  return held;
}

/** At 95 %, whenever one stops and however often one looks. n = 0 gives [0, 1]. */
export function alwaysValidBand(counts: Counts): Interval {
  if (counts.n === 0) return { low: 0, high: 1 };
  const p = counts.k / counts.n;
  return { low: edge(counts, p, 0), high: edge(counts, p, 1) };
}

export interface ChampionRate extends Counts {
  /** Wilson, 95 %: for the eye. */
  readonly interval: Interval;
  /** For sentences ("at least x") about a curve that is watched live. */
  readonly band: Interval;
}

export function championRate({ k, n }: Counts): ChampionRate {
  return { k, n, interval: wilson(k, n), band: alwaysValidBand({ k, n }) };
}
