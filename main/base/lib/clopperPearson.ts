/**
 * Exact (Clopper–Pearson) bounds of a rate, k of n, from the binomial distribution itself (docs/SCIENCE.md §3): sums in
 * logarithms and bisection, so that counts of thousands are no matter.
 */
import type { Interval } from './stats.ts';

/** P(X ≤ k) of n draws at rate p. */
function cumulative(k: number, n: number, p: number): number {
  if (k >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  const step = Math.log(p) - Math.log1p(-p);
  let log = n * Math.log1p(-p);
  let sum = Math.exp(log);
  for (let i = 1; i <= k; i++) {
    log += step + Math.log((n - i + 1) / i);
    sum += Math.exp(log);
  }
  return Math.min(1, sum);
}

/** Where a falling function of a rate crosses `level`. */
function crossing(falling: (p: number) => number, level: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (falling(middle) > level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The largest rate at which k or fewer of n happen with a chance of at least 1 − `level`: one-sided. */
export function upperRate(k: number, n: number, level = 0.95): number {
  if (n === 0 || k >= n) return 1;
  return crossing((p) => cumulative(k, n, p), 1 - level);
}

/** The smallest rate at which k or more of n happen with a chance of at least 1 − `level`: one-sided. */
export function lowerRate(k: number, n: number, level = 0.95): number {
  if (n === 0 || k <= 0) return 0;
  return 1 - upperRate(n - k, n, level);
}

/** Two-sided; n = 0 gives [0, 1]. */
export function clopperPearson(k: number, n: number, level = 0.95): Interval {
  const side = (1 + level) / 2;
  return { low: lowerRate(k, n, side), high: upperRate(k, n, side) };
}
