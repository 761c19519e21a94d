/** Trials over the stated box: failures per cell, and which cell a start lies in. Pure. */
import { wilson } from '../../base/lib/stats.ts';
import type { FailureRate, OnsetCell, OnsetView } from '../../base/model/onset.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { cellOf, cellsAcross } from '../reset/spreadOf.ts';

/** A counted trial. */
export interface CountedTrial {
  readonly start: PlanarPose;
  readonly failed: boolean;
}

export function failureRate(k: number, n: number): FailureRate {
  const { low, high } = wilson(k, n);
  return { k, n, lo: low, hi: high };
}

export const rateOfTrials = (trials: readonly CountedTrial[]): FailureRate =>
  failureRate(trials.filter(({ failed }) => failed).length, trials.length);

/** Those that a trial began in, along x first. */
export function cellsOf(
  trials: readonly CountedTrial[],
  stated: OnsetView['stated'],
): readonly OnsetCell[] {
  const byCell = Map.groupBy(trials, ({ start }) => cellOf(stated, start));
  return [...byCell]
    .sort(([a], [b]) => a - b)
    .map(([cell, inside]) => ({
      ...{ alongX: cell % cellsAcross, alongY: Math.floor(cell / cellsAcross) },
      ...rateOfTrials(inside),
    }));
}
