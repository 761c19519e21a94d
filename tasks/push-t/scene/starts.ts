/**
 * Where a Push-T trial may begin: anywhere in a box around the goal at any angle, but clearly not solved. Drawn by the
 * referee from its own stream; the numbers are also published in task.json for the reset's check.
 */
import type { PlanarPose } from 'nightbench/sdk/scene.ts';

const degree = Math.PI / 180;

/** @param uniform draws from [0, 1). */
export function drawStart(uniform: () => number): PlanarPose {
  for (;;) {
    const xM = 0.175 + 0.06 * uniform();
    const yM = -0.06 + 0.12 * uniform();
    const yawRad = Math.PI * (2 * uniform() - 1);
    const near = Math.hypot(xM - 0.205, yM) < 0.02 && Math.abs(yawRad) < 20 * degree;
    if (!near) return { xM, yM, yawRad };
  }
}
