/**
 * A servo's encoder has one turn of 4096 counts and no memory of which: what is near what across the seam, and the angle
 * of a joint from counts that may have been taken with another homing offset than its calibration. Pure.
 */
import { so101 } from '../base/arm/so101.ts';
import type { JointCalibration } from '../base/model/arm.ts';

const turn = so101.countsPerTurn;
const countRad = (2 * Math.PI) / turn;

/** The way from one count to another the short way round, −2048…2047. */
export function shortWay(from: number, to: number): number {
  const way = (((to - from) % turn) + turn) % turn;
  return way >= turn / 2 ? way - turn : way;
}

/** Counts in 0…4095. */
export const inTurn = (counts: number): number => ((counts % turn) + turn) % turn;

/**
 * The joint's angle, at most half a turn from the middle of its range. `homingCounts`: what the servo subtracted from
 * its encoder for these counts; a calibration without one was made with whatever the servo has.
 */
export function radOfTurn(joint: JointCalibration, counts: number, homingCounts: number): number {
  const asCalibrated = counts + homingCounts - (joint.homingCounts ?? homingCounts);
  const middleRad = (joint.minRad + joint.maxRad) / 2;
  const middle = joint.zeroCounts + (joint.sign * middleRad) / countRad;
  return middleRad + joint.sign * shortWay(middle, asCalibrated) * countRad;
}
