/** A pose so far from a goal, in a drawn direction, and turned so much. One draw. */
import type { Rng } from '../base/lib/rng.ts';
import type { PlanarPose } from '../base/model/scene.ts';

export function aroundGoal(goal: PlanarPose, offM: number, turnRad: number, rng: Rng): PlanarPose {
  const way = rng.between(-Math.PI, Math.PI);
  return {
    xM: goal.xM + offM * Math.cos(way),
    yM: goal.yM + offM * Math.sin(way),
    yawRad: goal.yawRad + turnRad,
  };
}
