/** How far a believed pose is from the goal, in millimetres and degrees, as a person reads it. */
import { signed } from '../../main/base/model/signed.ts';

export interface Pose2 {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** Into (−π, π]. */
export function wrapRad(angleRad: number): number {
  const turned = angleRad % (2 * Math.PI);
  if (turned > Math.PI) return turned - 2 * Math.PI;
  return turned <= -Math.PI ? turned + 2 * Math.PI : turned;
}

export const degrees = (angleRad: number): number => (angleRad * 180) / Math.PI;

/** `27 mm, −17° from goal`; without a goal, where it is. */
export function poseWords(believed: Pose2, goal: Pose2 | undefined): string {
  if (goal === undefined) {
    const mm = (value: number): string => signed(value * 1000, 0);
    return `at ${mm(believed.xM)}, ${mm(believed.yM)} mm`;
  }
  const offMm = Math.hypot(believed.xM - goal.xM, believed.yM - goal.yM) * 1000;
  const turn = degrees(wrapRad(believed.yawRad - goal.yawRad));
  return `${offMm.toFixed(0)} mm, ${signed(turn, 0)}° from goal`;
}
