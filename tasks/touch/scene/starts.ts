/** Where a Touch trial begins: the puck on its pad, a few millimetres off its middle, at any angle. */
import type { PlanarPose } from 'nightbench/sdk/scene.ts';

/** @param uniform draws from [0, 1). */
export function drawStart(uniform: () => number): PlanarPose {
  const awayM = 0.004 * Math.sqrt(uniform());
  const angle = 2 * Math.PI * uniform();
  return {
    xM: 0.2 + awayM * Math.cos(angle),
    yM: awayM * Math.sin(angle),
    yawRad: Math.PI * (2 * uniform() - 1),
  };
}
