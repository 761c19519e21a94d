/** Positions that cannot be are not believed once, and are when they stay. */
import { expect, it } from 'vitest';
import type { ReadOutcome } from './bus.ts';
import { createPlausibleReads, freshMs, reachCounts } from './plausibleReads.ts';

function read(...counts: readonly (number | null)[]): ReadOutcome {
  const rest = { velocityCountsS: 0, load: 0, voltageV: 12, temperatureC: 30, errorByte: 0 };
  const readouts = counts.map((each) => (each === null ? null : { positionCounts: each, ...rest }));
  return { readouts, badPackets: 0, tries: 1 };
}

const counts = ({ readouts }: ReadOutcome): readonly (number | null)[] =>
  readouts.map((each) => each?.positionCounts ?? null);

/** As after a first read that was confirmed. */
function opened(...at: readonly number[]) {
  const believe = createPlausibleReads();
  believe(read(...at), -20);
  believe(read(...at), 0);
  return believe;
}

it('believes what a servo can have done, and passes the read through as it is', () => {
  const believe = opened(2000);
  for (const [tick, at] of [2060, 2120, 2000].entries()) {
    const outcome = read(at, null);
    expect(believe(outcome, (tick + 1) * 20)).toBe(outcome);
  }
});

it('does not believe a jump, and counts it as a bad packet', () => {
  const believe = opened(2000, 100);
  const seen = believe(read(2000, 65_535), 20);
  expect(counts(seen)).toEqual([2000, null]);
  expect(seen.badPackets).toBe(1);
  expect(counts(believe(read(2000, 101), 40))).toEqual([2000, 101]);
});

it('believes a jump that stays, and none that jumps again', () => {
  const believe = opened(2000);
  expect(counts(believe(read(500), 20))).toEqual([null]);
  expect(counts(believe(read(3500), 40))).toEqual([null]);
  expect(counts(believe(read(3510), 60))).toEqual([3510]);
  expect(counts(believe(read(2000), 80))).toEqual([null]);
});

it('believes the first position only when a second read agrees', () => {
  const believe = createPlausibleReads();
  expect(counts(believe(read(2900), 0))).toEqual([null]);
  expect(counts(believe(read(2000), 1))).toEqual([null]);
  expect(counts(believe(read(2001), 2))).toEqual([2001]);
});

it.each([200, 60_000])(
  'asks twice after %i ms of silence, whether the arm seems near or far',
  (silentMs) => {
    for (const at of [2000, 2860, 1000]) {
      const believe = opened(2000);
      believe(read(null), 20);
      expect(counts(believe(read(at), silentMs))).toEqual([null]);
      expect(counts(believe(read(at), silentMs + 20))).toEqual([at]);
    }
  },
);

it('goes on at once after two lost reads', () => {
  const believe = opened(2000);
  believe(read(null), 20);
  believe(read(null), 40);
  expect(counts(believe(read(2100), 60))).toEqual([2100]);
  expect(reachCounts(60_000)).toBe(reachCounts(freshMs));
});
