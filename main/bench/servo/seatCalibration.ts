/**
 * A calibration brought to the servos as they are: where a servo has another homing offset than it was calibrated with,
 * the counts shift by the difference. A servo in position mode never turns across the end of its scale (4095 → 0), so a
 * joint whose range crosses it there cannot be driven: its own offset must be written first, which needs a limp servo.
 */
import { must } from '../../base/lib/assert.ts';
import type { JointCalibration } from '../../base/model/arm.ts';
import { countsOfRad } from './jointUnits.ts';
import { sts3215 } from './sts3215.ts';

const turn = sts3215.countsPerTurn;

/** The same joint in the servo's own counts; null when its range crosses the end of the scale there. */
export function seatJoint(joint: JointCalibration, homingCounts: number): JointCalibration | null {
  if (joint.homingCounts === undefined) return joint;
  const zeroCounts = joint.zeroCounts + joint.homingCounts - homingCounts;
  const ends = [joint.minRad, joint.maxRad].map((rad) =>
    countsOfRad({ ...joint, zeroCounts }, rad),
  );
  const shift = -Math.floor(Math.min(...ends) / turn) * turn;
  if (Math.max(...ends) + shift > turn - 1) return null;
  return { ...joint, zeroCounts: zeroCounts + shift, homingCounts };
}

export interface Seated {
  readonly calibration: readonly JointCalibration[];
  /** Of each servo, once the wrong ones are written. */
  readonly homingCounts: readonly number[];
  /** Servos that need the offset of their calibration written, with it; until then they cannot be driven. */
  readonly wrong: readonly { readonly id: number; readonly homingCounts: number }[];
}

export function seatCalibration(
  calibration: readonly JointCalibration[],
  homingCounts: readonly number[],
): Seated {
  const seated = calibration.map((joint, j) => seatJoint(joint, must(homingCounts[j])));
  return {
    calibration: seated.map((joint, j) => joint ?? must(calibration[j])),
    homingCounts: homingCounts.map((was, j) =>
      seated[j] === null ? (calibration[j]?.homingCounts ?? was) : was,
    ),
    wrong: calibration.flatMap((joint, j) =>
      seated[j] === null ? [{ id: joint.id, homingCounts: must(joint.homingCounts) }] : [],
    ),
  };
}
