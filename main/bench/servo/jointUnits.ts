/** Counts ↔ radians by a servo's calibration: positionRad = sign · (counts − zeroCounts) · 2π/4096. Pure. */
import type { JointCalibration, Joints } from '../../base/model/arm.ts';
import { countRad } from './envelope.ts';

export const radOfCounts = (joint: JointCalibration, counts: number): number =>
  joint.sign * (counts - joint.zeroCounts) * countRad;

export const countsOfRad = (joint: JointCalibration, rad: number): number =>
  Math.round((joint.sign * rad) / countRad) + joint.zeroCounts;

export function rounded(values: Joints, digits: number): number[] {
  const scale = 10 ** digits;
  return values.map((value) => Math.round(value * scale) / scale);
}
