/** Counts across the seam of an encoder, and angles from counts taken with another homing offset. */
import { expect, it } from 'vitest';
import { simulatedCalibration } from '../base/arm/so101.ts';
import { must } from '../base/lib/assert.ts';
import { inTurn, radOfTurn, shortWay } from './jointTurns.ts';

it('goes the short way round', () => {
  expect(shortWay(10, 20)).toBe(10);
  expect(shortWay(4090, 6)).toBe(12);
  expect(shortWay(6, 4090)).toBe(-12);
  expect(shortWay(0, 2048)).toBe(-2048);
  expect(shortWay(-100, 8292)).toBe(200);
  expect([inTurn(-1), inTurn(4096), inTurn(9000)]).toEqual([4095, 0, 808]);
});

it('gives one angle for one pose, whatever the offset and wherever the seam is', () => {
  const elbow = { ...must(simulatedCalibration[2]), homingCounts: 120 };
  for (const homing of [-2000, 0, 120, 1900]) {
    for (let raw = elbow.zeroCounts - 40; raw < elbow.zeroCounts + 2100; raw += 37) {
      const answered = inTurn(raw + 120 - homing);
      expect(radOfTurn(elbow, answered, homing)).toBeCloseTo(
        ((raw - elbow.zeroCounts) * 2 * Math.PI) / 4096,
        9,
      );
    }
  }
});

it('takes counts as they are where nobody asked for the offset', () => {
  const pan = must(simulatedCalibration[0]);
  expect(radOfTurn(pan, 2148, 77)).toBeCloseTo((100 * 2 * Math.PI) / 4096, 9);
});
