/**
 * Version 0 of Touch: a straight sweep from the robot's side over the middle of the pad, without looking. Its aim is as
 * shaky as a first try, so it sometimes passes beside the puck or only nudges it.
 */
import { createArm, type MotionLimits } from 'nightbench/sdk/motion.ts';
import type { PlanarPose } from 'nightbench/sdk/pose.ts';
import type { Observed } from 'nightbench/sdk/program.ts';
import type { Rng } from 'nightbench/sdk/rng.ts';
import type { Script } from 'nightbench/sdk/script.ts';
import { settings as given, type Settings } from './settings.ts';

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
  readonly settings?: Settings;
}

const sweepAcceleration = 0.9;

export async function* sweep(first: Observed, options: SweepOptions): Script<string> {
  const { rateHz, pad, rng, settings = given } = options;
  const [shakyM, beforeM] = [settings.shakyMm / 1000, settings.beforeMm / 1000];
  const [beyondM, speed] = [settings.beyondMm / 1000, settings.sweepMmPerS / 1000];
  const arm = createArm(rateHz, first, limits);
  const besideM = rng.between(-shakyM, shakyM);
  const along = (xM: number, zM: number) => ({ xM: pad.xM + xM, yM: pad.yM + besideM, zM });
  yield* arm.go(along(-beforeM, heightM));
  yield* arm.line(along(beyondM, heightM), { speed, acceleration: sweepAcceleration });
  yield* arm.line(along(beyondM - 0.01, hoverM));
  return `swept ${Math.round(besideM * 1000)} mm beside the middle`;
}
