/**
 * How unlike everything learnt a vector is: its Mahalanobis distance from the learnt ones, with a covariance drawn towards
 * its diagonal so that few examples do not make it blind, and the distance that learnt ones themselves stay within.
 */
import { solve } from './solve.ts';

export interface Learnt {
  readonly middle: readonly number[];
  /** n × n, row-major, positive definite. */
  readonly covariance: readonly number[];
  /** Learnt vectors were within this distance, but for the strangest hundredth. */
  readonly most: number;
}

/** Examples that weigh as much as the wish for independent numbers. */
const drawnTo = 20;

/** @param vectors at least two, of one length. */
export function learnUsual(vectors: readonly (readonly number[])[]): Learnt {
  const n = (vectors[0] ?? []).length;
  const count = vectors.length;
  const middle = Array.from(
    { length: n },
    (_, a) => vectors.reduce((sum, vector) => sum + (vector[a] as number), 0) / count,
  );
  const own = count / (count + drawnTo);
  const covariance = Array.from({ length: n * n }, (_, k) => {
    const a = Math.floor(k / n);
    const b = k % n;
    let sum = 0;
    for (const vector of vectors)
      sum +=
        ((vector[a] as number) - (middle[a] as number)) *
        ((vector[b] as number) - (middle[b] as number));
    const value = sum / Math.max(1, count - 1);
    return a === b ? value + 1e-9 : own * value;
  });
  const learnt = { middle, covariance, most: 0 };
  const distances = vectors.map((vector) => strangenessOf(learnt, vector)).sort((a, b) => a - b);
  return { ...learnt, most: distances[Math.floor(0.99 * (count - 1))] ?? 0 };
}

/** In standard deviations; about √n is ordinary for n numbers. */
export function strangenessOf({ middle, covariance }: Learnt, vector: readonly number[]): number {
  const off = vector.map((value, a) => value - (middle[a] as number));
  const right = Float64Array.from(off);
  solve(Float64Array.from(covariance), right, off.length);
  return Math.sqrt(
    Math.max(
      0,
      off.reduce((sum, value, a) => sum + value * (right[a] as number), 0),
    ),
  );
}

/** More than `factor` times as far off as what was learnt. */
export function isStrange(learnt: Learnt, vector: readonly number[], factor = 1.5): boolean {
  return strangenessOf(learnt, vector) > factor * learnt.most;
}
