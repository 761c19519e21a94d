/**
 * From a joint's swept counts to its calibration. The stops are where the arm is known: the middle between them is the
 * middle of the joint's range, and a gripper is closed at its lower one. So what a sweep finds and what LeRobot's file
 * says by `range_min` and `range_max` are one thing. Pure.
 */
import { jointRangesRad, so101 } from '../../base/arm/so101.ts';
import type { JointCalibration, JointName } from '../../base/model/arm.ts';
import { inTurn } from '../jointTurns.ts';

const turn = so101.countsPerTurn;
const countRad = (2 * Math.PI) / turn;
/** LeRobot's `int(4095 / 2)`: what the middle reads once a servo was homed to it. */
const middleCounts = 2047;
/** The register takes a sign and eleven bits. */
const maxHoming = 2047;
/** Of its nominal range; the rest is what a hand leaves at the stops. */
const enoughShare = 0.9;
const tooMuchShare = 1.12;

export const nominalCounts = (name: JointName): number => {
  const [min, max] = jointRangesRad[name];
  return (max - min) / countRad;
};

/** Ends of a joint's travel in one servo's counts; they may lie beyond 0…4095, unwrapped. */
export interface SweptRange {
  readonly min: number;
  readonly max: number;
}

export const sweptEnough = (name: JointName, { min, max }: SweptRange): boolean =>
  max - min >= enoughShare * nominalCounts(name);

/** Further than the arm's build lets it go: a loose horn, or another arm. A roll without stops may. */
export const sweptTooFar = (name: JointName, { min, max }: SweptRange): boolean =>
  name !== 'wrist_roll' && max - min > tooMuchShare * nominalCounts(name);

/** A roll that turns on has no stops: then the middle is where a person put it, and its range the nominal one. */
export function rangeOf(name: JointName, swept: SweptRange, centre: number): SweptRange {
  const nominal = Math.round(nominalCounts(name));
  if (swept.max - swept.min <= tooMuchShare * nominal) return swept;
  const min = Math.round(centre - nominal / 2);
  return { min, max: min + nominal };
}

interface Placed extends SweptRange {
  readonly homingCounts: number;
}

/**
 * The range in 0…4095: as the servo answers now where it fits, else with the homing offset that puts its middle in the
 * middle of the scale.
 */
export function placeRange({ min, max }: SweptRange, homingCounts: number): Placed {
  const at = inTurn(min);
  const width = max - min;
  if (at + width < turn) return { min: at, max: at + width, homingCounts };
  const wish = homingCounts + Math.round((min + max) / 2) - middleCounts;
  const half = inTurn(wish + turn / 2) - turn / 2;
  const homed = Math.max(-maxHoming, half);
  const placed = inTurn(min + homingCounts - homed);
  return { min: placed, max: placed + width, homingCounts: homed };
}

export interface JointEnds extends SweptRange {
  readonly id: number;
  readonly name: JointName;
  readonly sign: 1 | -1;
  readonly homingCounts: number;
}

export function fitJoint({ id, name, sign, homingCounts, min, max }: JointEnds): JointCalibration {
  const [lowRad, highRad] = jointRangesRad[name];
  const middleRad = (lowRad + highRad) / 2;
  const zero =
    name === 'gripper'
      ? (sign > 0 ? min : max) - (sign * lowRad) / countRad
      : (min + max) / 2 - (sign * middleRad) / countRad;
  const zeroCounts = Math.round(zero);
  const [from, to] = sign > 0 ? [min, max] : [max, min];
  return {
    id,
    name,
    zeroCounts,
    homingCounts,
    sign,
    minRad: sign * (from - zeroCounts) * countRad,
    maxRad: sign * (to - zeroCounts) * countRad,
  };
}
