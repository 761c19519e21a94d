/**
 * Version 0 of Touch: a straight sweep from the robot's side over the middle of the pad, without looking. Its aim is as
 * shaky as a first try, so it sometimes passes beside the puck or only nudges it.
 */
import { createArm, type MotionLimits } from 'nightbench/sdk/motion.ts';
import type { PlanarPose } from 'nightbench/sdk/pose.ts';
import type { Observed } from 'nightbench/sdk/program.ts';
import type { Rng } from 'nightbench/sdk/rng.ts';
import type { Script } from 'nightbench/sdk/script.ts';

/** The line of the sweep passes the pad's middle this far to either side at most: puck and nose together are 26 mm. */
const shakyM = 0.03;
const beforeM = 0.05;
/** Moves a puck that is met squarely by 46 mm: nose (6 mm) and puck (20 mm) touch 26 mm before the middle. */
const beyondM = 0.02;
const heightM = 0.0095;
const hoverM = 0.06;
const limits: MotionLimits = {
  joint: { speed: 2.4, acceleration: 14 },
  tip: { speed: 0.26, acceleration: 1.2 },
  maxTiltRad: Math.PI / 9,
};

export interface SweepOptions {
  readonly rateHz: number;
  readonly pad: PlanarPose;
  readonly rng: Rng;
}

export async function* sweep(first: Observed, { rateHz, pad, rng }: SweepOptions): Script<string> {
  const arm = createArm(rateHz, first, limits);
  const besideM = rng.between(-shakyM, shakyM);
  const along = (xM: number, zM: number) => ({ xM: pad.xM + xM, yM: pad.yM + besideM, zM });
  yield* arm.go(along(-beforeM, heightM));
  yield* arm.line(along(beyondM, heightM), { speed: 0.16, acceleration: 0.9 });
  yield* arm.line(along(beyondM - 0.01, hoverM));
  return `swept ${Math.round(besideM * 1000)} mm beside the middle`;
}
