/** A reset over hours: blocks of twenty, and when trials say that it is worn. */
import { expect, test } from 'vitest';
import { rateOf } from '../../base/lib/rateOf.ts';
import type { ResetMeasure } from '../../base/model/reset.ts';
import { type DriftReset, driftOf, wornWords } from './driftOf.ts';

const timeOf = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
/** One a minute; the first k of them verified at the first check. */
const resets = (k: number, n: number, from = 100): DriftReset[] =>
  Array.from({ length: n }, (_, at) => ({
    ...{ wallTime: timeOf(from + at), first: at < k, seconds: 10 + at },
  }));
const measure = (k: number, n: number, minute = 0): ResetMeasure => ({
  ...{ times: n, verifiedFirst: rateOf(k, n), verified: rateOf(n, n), longestRow: n, rescues: 0 },
  ...{ secondsP50: 9, secondsP95: 11, attemptsMean: 1, causes: [], seed: 1, clock: 'real' },
  spread: { n, coordinates: { xM: 0, yM: 0, yawRad: 0 }, cells: { covered: 0, of: 0 } },
  ...{ by: 'Ada', wallTime: timeOf(minute) },
});

test('trials stand in blocks of twenty, measurings between them, in time', () => {
  const told = driftOf(
    resets(40, 45),
    [measure(100, 100), measure(20, 20, 125)],
    measure(100, 100),
  );
  expect(told.trials).toBe(45);
  expect(told.standard).toEqual(rateOf(100, 100));
  expect(told.blocks.map(({ kind, first }) => [kind, first.k, first.n])).toEqual([
    ['measuring', 100, 100],
    ['trials', 20, 20],
    ['measuring', 20, 20],
    ['trials', 20, 20],
    ['trials', 0, 5],
  ]);
  expect(told.blocks[1]).toMatchObject({
    ...{ fromTime: timeOf(100), toTime: timeOf(119), secondsP50: 19 },
  });
  expect(driftOf([], [], null)).toEqual({ blocks: [], trials: 0, standard: null });
});

test('fifty trials clearly below the standard are wear, before anybody measures again', () => {
  // 100 of 100 is above 96.4 %. 43 of 50 is below 94.2 %; 45 of 50 is below 96.7 %.
  const standard = measure(100, 100);
  expect(wornWords(resets(45, 50), standard, standard)).toBeNull();
  expect(wornWords(resets(43, 50), standard, standard)).toBe(
    '43 of 50 at the first check in the last trials, where it had 100 of 100',
  );
  // The newest fifty alone, and twenty at least.
  expect(wornWords([...resets(0, 50), ...resets(50, 50, 150)], standard, standard)).toBeNull();
  expect(wornWords(resets(0, 19), standard, standard)).toBeNull();
  expect(wornWords(resets(0, 20), standard, standard)).not.toBeNull();
  expect(wornWords(resets(0, 50), null, null)).toBeNull();
});

test('a later measuring that is well takes what was before it away; one that is not says so itself', () => {
  const standard = measure(100, 100);
  expect(wornWords(resets(0, 50), measure(98, 100, 200), standard)).toBeNull();
  expect(wornWords(resets(50, 50), measure(80, 100, 200), standard)).toBe(
    '80 of 100 at the first check, where it had 100 of 100',
  );
});
