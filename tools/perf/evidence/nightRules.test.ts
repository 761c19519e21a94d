/** The promise of the rule, on nights played by the real reducer with a fixed seed; the perf figure plays many more. */
import { expect, it } from 'vitest';
import { createRng } from '../../../main/base/lib/rng.ts';
import { campaignRules } from '../../../main/improvement/evidence/campaignState.ts';
import { barnardCritical } from './barnard.ts';
import { nightMeans } from './nightMeans.ts';
import { campaignNight, freshPairs, storedScore } from './nightRules.ts';

const rng = (purpose: string) => createRng(1).fork(purpose);

it('promotes falsely in few nights, although no idea helps: 2,000 nights', () => {
  const rule = campaignNight(campaignRules.default);
  const { falseNights } = nightMeans(rule, 'none', rng('none'), 2000);
  expect(falseNights).toBeLessThan(0.03); // 1.6 % expected, 5 % promised
  expect(falseNights).toBeGreaterThan(0.005); // a rule that never promotes would pass too
  expect(nightMeans(freshPairs, 'none', rng('greedy'), 200).falseNights).toBe(1);
});

it('wins what it should: 1,000 nights in each world, and 1,000 strict ones', () => {
  const rule = campaignNight(campaignRules.default);
  const points = nightMeans(rule, 'points', rng('points'), 1000);
  expect(Math.abs(points.rate - 0.966)).toBeLessThan(0.01);
  expect(Math.abs(points.used - 361)).toBeLessThan(10);
  const left = nightMeans(rule, 'left', rng('left'), 1000);
  expect(Math.abs(left.rate - 0.891)).toBeLessThan(0.015);
  expect(Math.abs(left.used - 459)).toBeLessThan(12);
  const strict = nightMeans(campaignNight(campaignRules.strict), 'points', rng('strict'), 1000);
  expect(Math.abs(strict.rate - 0.887)).toBeLessThan(0.02);
});

it('shows what is true, where the stored score shows luck', () => {
  const honest = nightMeans(campaignNight(campaignRules.default), 'left', rng('shown'), 500);
  expect(honest.gap).toBeLessThan(0.04);
  expect(honest.morningUncovered).toBeLessThan(0.1);
  expect(nightMeans(storedScore, 'left', rng('stored'), 500).gap).toBeGreaterThan(0.12);
});

it('knows the exact test of fifty against fifty: its size is at most its level, and nearly that', () => {
  const critical = barnardCritical(50, 0.05);
  const chances = Array.from({ length: 51 }, () => 1 / 2 ** 50);
  for (let k = 1; k <= 50; k++) chances[k] = ((chances[k - 1] ?? 0) * (51 - k)) / k;
  let size = 0;
  critical.forEach((least, other) => {
    for (let k = least; k <= 50; k++) size += (chances[k] ?? 0) * (chances[other] ?? 0);
  });
  expect(size).toBeLessThanOrEqual(0.05);
  expect(size).toBeGreaterThan(0.035);
});
