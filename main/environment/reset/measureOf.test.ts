/** A measuring from its resets, the gate, and when a reset is worn: by worked numbers. */
import { expect, test } from 'vitest';
import type { StartSpread } from '../../base/model/reset.ts';
import { type DoneReset, measureOf, withoutFigures } from './measureOf.ts';
import { isWorn, planResetGate, whyNotReset } from './planResetGate.ts';

const wanted = { xM: 0.2, yM: 0, yawRad: 0 };
const spreadBy = (xM: number, n = 200): StartSpread => ({
  ...{ n, coordinates: { xM, yM: 0.05, yawRad: 0.06 }, cells: { covered: 36, of: 36 } },
});
const done = (index: number, verifiedAt: number | null, ...noes: string[]): DoneReset => ({
  tried: {
    ...{ index, wanted, seen: verifiedAt === null ? null : wanted, verifiedAt },
    ...{ attempts: noes.length + (verifiedAt === null ? 0 : 1), seconds: 8 + index },
    why: noes.at(-1) ?? '',
  },
  noes,
});
const measure = (resets: readonly DoneReset[], spread = spreadBy(0.05)) => ({
  ...measureOf(resets, { spread, seed: 1, clock: 'lockstep', between: 'nothing', by: 'Ada' }),
  wallTime: '',
});
const all = (n: number, first: number) =>
  Array.from({ length: n }, (_, i) => done(i, i < first ? 1 : 2, ...(i < first ? [] : ['no'])));

test('counts, rows, seconds and causes', () => {
  const told = measure([
    done(0, 1),
    done(1, 2, 'the T lies at 182, 40 mm'),
    done(2, null, 'the T lies at 190, -12.5 mm', 'no T is seen', 'no T is seen'),
    done(3, 1),
  ]);
  expect(told).toMatchObject({
    ...{ times: 4, longestRow: 2, rescues: 1, secondsP50: 9, secondsP95: 11, attemptsMean: 1.75 },
    causes: [
      { words: 'no T is seen', n: 2 },
      { words: 'the T lies at …, … mm', n: 2 },
    ],
  });
  expect(told.verifiedFirst).toMatchObject({ k: 2, n: 4 });
  // Clopper–Pearson of 3 of 4.
  expect(told.verified.lo).toBeCloseTo(0.1941, 4);
  expect(told.verified.hi).toBeCloseTo(0.9937, 4);
  expect(withoutFigures('5.1 mm off, −3°')).toBe('… mm off, …°');
});

test('the gate asks for twenty in a row and for starts spread as stated', () => {
  expect(whyNotReset(null)).toHaveLength(1);
  expect(whyNotReset(measure(all(20, 19)))).toEqual([]);
  const short = planResetGate(measure([...all(19, 19), done(19, null, 'no')]));
  expect(short.map(({ id, ok }) => [id, ok])).toEqual([
    ['row', false],
    ['spread', true],
  ]);
  expect(whyNotReset(measure(all(200, 200), spreadBy(0.26)))).toEqual([
    expect.stringMatching(/x 0\.26, y 0\.05, the turn 0\.06 \(n = 200\); at most 0\.25/),
  ]);
  // Of twenty honest draws the distance is over 0.25 three times in twenty: what chance does not explain is asked.
  expect(whyNotReset(measure(all(20, 20), spreadBy(0.36, 20)))).toEqual([]);
  expect(whyNotReset(measure(all(20, 20), spreadBy(0.37, 20)))).toHaveLength(1);
});

test('worn is one interval below the other, and not a worse day', () => {
  // 100 of 100 is above 96.4 %; 95 of 100 is below 98.4 %; 80 of 100 is below 87.3 %.
  const standard = measure(all(100, 100));
  expect(isWorn(measure(all(100, 95)), standard)).toBe(false);
  expect(isWorn(measure(all(100, 80)), standard)).toBe(true);
  expect(isWorn(measure(all(100, 80)), null)).toBe(false);
});
