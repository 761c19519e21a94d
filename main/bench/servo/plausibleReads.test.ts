/** Positions that cannot be are not believed once, and are when they stay. */
import { expect, it } from 'vitest';
import type { ReadOutcome } from './bus.ts';
import { createPlausibleReads, reachCounts } from './plausibleReads.ts';

function read(...counts: readonly (number | null)[]): ReadOutcome {
  const rest = { velocityCountsS: 0, load: 0, voltageV: 12, temperatureC: 30, errorByte: 0 };
  const readouts = counts.map((each) => (each === null ? null : { positionCounts: each, ...rest }));
  return { readouts, badPackets: 0, tries: 1 };
}

const counts = ({ readouts }: ReadOutcome): readonly (number | null)[] =>
  readouts.map((each) => each?.positionCounts ?? null);

it('believes what a servo can have done, and passes the read through as it is', () => {
  const believe = createPlausibleReads();
  for (const [tick, at] of [2000, 2060, 2120, 2000].entries()) {
    const outcome = read(at, null);
    expect(believe(outcome, tick * 20)).toBe(outcome);
  }
});

it('does not believe a jump, and counts it as a bad packet', () => {
  const believe = createPlausibleReads();
  believe(read(2000, 100), 0);
  const seen = believe(read(2000, 65_535), 20);
  expect(counts(seen)).toEqual([2000, null]);
  expect(seen.badPackets).toBe(1);
  expect(counts(believe(read(2000, 101), 40))).toEqual([2000, 101]);
});

it('believes a jump that stays, and none that jumps again', () => {
  const believe = createPlausibleReads();
  believe(read(2000), 0);
  expect(counts(believe(read(500), 20))).toEqual([null]);
  expect(counts(believe(read(3500), 40))).toEqual([null]);
  expect(counts(believe(read(3510), 60))).toEqual([3510]);
  expect(counts(believe(read(2000), 80))).toEqual([null]);
});

it('asks twice after a silence, however long', () => {
  const believe = createPlausibleReads();
  believe(read(2000), 0);
  believe(read(null), 20);
  expect(counts(believe(read(1000), 60_000))).toEqual([null]);
  expect(counts(believe(read(1000), 60_020))).toEqual([1000]);
  expect(reachCounts(60_000)).toBe(reachCounts(100));
});
