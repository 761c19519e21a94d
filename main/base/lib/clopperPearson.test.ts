/** Exact bounds against the worked numbers of docs/SCIENCE.md §3–4 and closed forms that need no table. */
import { describe, expect, it } from 'vitest';
import { clopperPearson, lowerRate, upperRate } from './clopperPearson.ts';

describe('bounds of a rate', () => {
  it('are what no mistake in n negatives proves', () => {
    expect(upperRate(0, 59)).toBeCloseTo(0.0495, 4);
    expect(upperRate(0, 149)).toBeCloseTo(0.0199, 4);
    expect(upperRate(0, 299)).toBeCloseTo(0.00997, 5);
    for (const n of [1, 7, 59, 2000]) expect(upperRate(0, n)).toBeCloseTo(1 - 0.05 ** (1 / n), 9);
  });

  it('are what all of n proves', () => {
    expect(clopperPearson(50, 50).low).toBeCloseTo(0.929, 3);
    expect(lowerRate(50, 50)).toBeCloseTo(0.942, 3);
    expect(lowerRate(299, 299)).toBeGreaterThan(0.99);
    expect(lowerRate(298, 298)).toBeLessThan(0.99);
    expect(lowerRate(20, 20)).toBeCloseTo(0.861, 3);
  });

  it('hold in between: the chance of as much or more is a fortieth at either end', () => {
    // One of two: 1 − (1 − p)² = 0.025 at the lower end, p² = … mirrored at the upper one.
    expect(clopperPearson(1, 2).low).toBeCloseTo(1 - Math.sqrt(0.975), 9);
    expect(clopperPearson(1, 2).high).toBeCloseTo(Math.sqrt(0.975), 9);
    const { low, high } = clopperPearson(9, 20);
    expect(low).toBeCloseTo(0.23058, 4);
    expect(high).toBeCloseTo(0.68472, 4);
    expect(clopperPearson(1950, 2000).low).toBeGreaterThan(0.966);
  });

  it('are the worked ones', () => {
    const worked = [
      [20, 20, 0.8316, 1],
      [19, 20, 0.7513, 0.9987],
      [18, 20, 0.683, 0.9877],
      [0, 59, 0, 0.0606],
      [36, 40, 0.7634, 0.9721],
    ] as const;
    for (const [k, n, low, high] of worked) {
      const interval = clopperPearson(k, n);
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
    expect(upperRate(1, 59)).toBeCloseTo(0.0779, 4);
  });

  it('know nothing without counts', () => {
    expect(clopperPearson(0, 0)).toEqual({ low: 0, high: 1 });
    expect(upperRate(3, 3)).toBe(1);
  });
});
