/**
 * What the arm itself tells a judge: how high its tip is, how far its gripper is open, how hard its joints work. Metres,
 * radians, loads −1…1; from one observation, without a picture. A stump is a bound on one of these.
 */
import { forwardKinematics } from '../../base/arm/kinematics.ts';
import type { Observation } from '../../base/wire/program.ts';

export const armMeasures = ['heightM', 'gripperRad', 'gripLoad', 'mostLoad'] as const;
export type ArmMeasure = (typeof armMeasures)[number];

/** Success on one side of `at`; `widthOf` is the distance at which the score is 0 or 1. */
export interface ArmStump {
  readonly measure: ArmMeasure;
  readonly at: number;
  readonly side: 'above' | 'below';
  readonly width: number;
}

/** The tip above the table (m), the gripper's angle (rad), its load and the largest load of the joints before it. */
export function measureArm({
  positionRad,
  load,
}: Observation): Readonly<Record<ArmMeasure, number>> {
  const last = positionRad.length - 1;
  return {
    heightM: forwardKinematics(positionRad).zM,
    gripperRad: positionRad[last] ?? 0,
    gripLoad: Math.abs(load[last] ?? 0),
    mostLoad: Math.max(0, ...load.slice(0, last).map(Math.abs)),
  };
}

/** 0…1, 0.5 at the bound. */
export function scoreStump(stump: ArmStump, observation: Observation): number {
  const off = measureArm(observation)[stump.measure] - stump.at;
  const inside = stump.side === 'above' ? off : -off;
  return Math.max(0, Math.min(1, 0.5 + inside / (2 * Math.max(1e-9, stump.width))));
}

/** Is the tip between two heights above the table (m)? */
export function isTipWithin(observation: Observation, leastM: number, mostM: number): boolean {
  const { heightM } = measureArm(observation);
  return heightM >= leastM && heightM <= mostM;
}

/** Does the gripper hold something: not closed up to `closedRad`, and working with at least `leastLoad`? */
export function isHolding(observation: Observation, closedRad: number, leastLoad: number): boolean {
  const { gripperRad, gripLoad } = measureArm(observation);
  return gripperRad > closedRad && gripLoad >= leastLoad;
}
