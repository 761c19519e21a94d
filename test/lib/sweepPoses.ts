/**
 * Poses through which a hand brings every joint from stop to stop while nothing of the arm meets the table: first all in
 * the middle, then these in turn. All joints at their ends at once would not do.
 */
import { jointRangesRad } from '../../main/base/arm/so101.ts';
import { must } from '../../main/base/lib/assert.ts';
import { jointNames } from '../../main/base/model/arm.ts';

const low = jointNames.map((name) => jointRangesRad[name][0]);
const high = jointNames.map((name) => jointRangesRad[name][1]);
const end = (ends: readonly number[], j: number): number => must(ends[j]);

export const middlePose: readonly number[] = low.map((rad, j) => (rad + end(high, j)) / 2);

/** Folded back; stretched forward with the hand up; upright with the hand bent forward. */
export const sweepPoses: readonly (readonly number[])[] = [
  [end(low, 0), end(low, 1), end(high, 2), end(low, 3), end(low, 4), end(low, 5)],
  [end(high, 0), end(high, 1), end(low, 2), end(low, 3), end(high, 4), end(high, 5)],
  [0, -Math.PI / 2, 0, end(high, 3), 0, 0.2],
];
