/** The figures of a dataset against numbers worked by hand, and parts put together against the whole. */
import { expect, it } from 'vitest';
import { aggregateStats, vectorStats } from './datasetStats.ts';

it('is what NumPy says of 1, 2, 3, 4', () => {
  const stats = vectorStats([[1], [2], [3], [4]]);
  expect(stats).toMatchObject({ min: [1], max: [4], mean: [2.5], count: [4], q50: [2.5] });
  expect(stats.std[0]).toBeCloseTo(1.118034, 6);
  expect(stats.q01[0]).toBeCloseTo(1.03, 9);
  expect(stats.q90[0]).toBeCloseTo(3.7, 9);
});

it('of two episodes together has the mean and deviation of all rows', () => {
  const rows = [
    [1, 10],
    [2, 20],
    [4, 10],
    [9, 0],
    [9, 5],
  ];
  const parts = [vectorStats(rows.slice(0, 2)), vectorStats(rows.slice(2))];
  const whole = vectorStats(rows);
  const all = aggregateStats(parts);
  for (const name of ['min', 'max', 'mean', 'std', 'count'] as const)
    for (const [n, value] of all[name].entries())
      expect(value).toBeCloseTo(whole[name][n] ?? Number.NaN, 9);
});
