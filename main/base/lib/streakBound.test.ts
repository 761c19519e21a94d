/** The worked numbers of docs/SCIENCE.md §4, and what must hold for any run. */
import { expect, it } from 'vitest';
import { streakBound } from './streakBound.ts';

it('of an announced run is the one-sided bound', () => {
  expect(streakBound(50, 50)).toBeCloseTo(0.05 ** (1 / 50), 6);
  expect(streakBound(50, 50)).toBeCloseTo(0.942, 3);
  expect(streakBound(299, 299)).toBeGreaterThanOrEqual(0.99);
});

it('found somewhere it proves less, the less the more trials there were', () => {
  expect(streakBound(50, 600)).toBeCloseTo(0.864, 3);
  expect(streakBound(50, 100)).toBeLessThan(streakBound(50, 51));
  expect(streakBound(1, 20)).toBeCloseTo(1 - 0.95 ** (1 / 20), 6);
});

it('no run proves nothing', () => {
  expect(streakBound(0, 20)).toBe(0);
  expect(streakBound(3, 2)).toBe(0);
});
