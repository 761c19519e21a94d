/**
 * The reset, done by the robot: look, take the T by its knob, carry it to the wanted start, put it down, look again.
 * Says why when it could not. The bench asks for a check of its own afterwards; what is believed here decides nothing.
 */
import { chooseGrasp, type KnobGrip, pickAndPlace } from 'nightbench/sdk/grasp.ts';
import { type Locate, lookSeveralTimes } from 'nightbench/sdk/look.ts';
import { type Arm, createArm, type MotionLimits } from 'nightbench/sdk/motion.ts';
import { isWithin, type Offset, offBy, type PlanarPose } from 'nightbench/sdk/pose.ts';
import type { Joints, Observed } from 'nightbench/sdk/program.ts';
import type { Script } from 'nightbench/sdk/script.ts';

export interface PutBackOptions {
  readonly rateHz: number;
  /** Where the T shall lie. */
  readonly wanted: PlanarPose;
  /** Good enough. */
  readonly tolerance: Offset;
  readonly locate: Locate;
}

/** Heights by the knob: the T's top is at 20 mm, the knob's at 46. Carried, the T hangs 30 mm over the table. */
const teeGrip: KnobGrip = {
  knobSideM: 0.014,
  gripHeightM: 0.025,
  hoverM: 0.066,
  carryM: 0.055,
  looseM: 0.004,
};
const tries = 3;
const looks = 3;
/** Leaning further than a policy may reaches a T that was pushed away. */
const limits: MotionLimits = {
  joint: { speed: 2.3, acceleration: 12 },
  tip: { speed: 0.22, acceleration: 1 },
  maxTiltRad: 0.55,
};
/** Arm folded back beside the table's middle, clear of both views. */
const lookRad: Joints = [1.3, -2.0, 1.95, 1.62, 0, 0];

export async function* putBack(first: Observed, options: PutBackOptions): Script<string> {
  const arm = createArm(options.rateHz, first, limits);
  let why = '';
  for (let k = 0; k <= tries; k++) {
    yield* goToLook(arm);
    const pose = yield* lookSeveralTimes(arm, options.locate, looks);
    if (pose === null) return `the T is not seen lying flat${why}`;
    if (isWithin(offBy(pose, options.wanted), options.tolerance))
      return k === 0 ? 'the T already lies there' : `put there in ${k} of ${tries} tries`;
    if (k === tries) break;
    const grasp = chooseGrasp(arm, pose, options.wanted, teeGrip);
    if (grasp === null) return `no grip reaches the T at ${describe(pose)}${why}`;
    const trouble = yield* pickAndPlace(arm, grasp, teeGrip);
    if (trouble !== null) why = `; ${trouble}`;
  }
  return `gave up after ${tries} tries${why}`;
}

export function describe(pose: PlanarPose): string {
  const mm = (metres: number): number => Math.round(metres * 1000);
  return `${mm(pose.xM)}, ${mm(pose.yM)} mm, ${Math.round((pose.yawRad * 180) / Math.PI)}°`;
}

async function* goToLook(arm: Arm): Script {
  const { xM, yM, zM } = arm.measured();
  if (zM < teeGrip.hoverM - 0.015) yield* arm.line({ xM, yM, zM: teeGrip.hoverM });
  yield* arm.joints(lookRad);
  yield* arm.settle({ minS: 0.1, maxS: 0.5 });
}
