/**
 * The reset of Touch, done by the robot: look, take the puck by its knob, slide it back onto the pad, look again. A puck
 * that stands well already is left alone. What is believed here decides nothing; the bench asks for a check afterwards.
 */
import { chooseGrasp, type KnobGrip, pickAndPlace } from 'nightbench/sdk/grasp.ts';
import { type Locate, lookSeveralTimes } from 'nightbench/sdk/look.ts';
import { createArm, type MotionLimits } from 'nightbench/sdk/motion.ts';
import { offBy, type PlanarPose } from 'nightbench/sdk/pose.ts';
import type { Joints, Observed } from 'nightbench/sdk/program.ts';
import type { Script } from 'nightbench/sdk/script.ts';

export interface PutBackOptions {
  readonly rateHz: number;
  /** Where the puck shall stand; its angle doesn't matter. */
  readonly wanted: PlanarPose;
  readonly withinM: number;
  readonly locate: Locate;
}

/** The knob reaches from 20 to 46 mm. Carried at the height of the grip, the puck slides over the table. */
const puckGrip: KnobGrip = {
  knobSideM: 0.014,
  gripHeightM: 0.025,
  hoverM: 0.062,
  carryM: 0.025,
  looseM: 0.005,
};
const tries = 2;
const limits: MotionLimits = {
  joint: { speed: 2.4, acceleration: 14 },
  tip: { speed: 0.25, acceleration: 1.2 },
  maxTiltRad: 0.55,
};
const lookRad: Joints = [0.8, -2.0, 1.95, 1.62, 1.8, 0];

export async function* putBack(first: Observed, options: PutBackOptions): Script<string> {
  const arm = createArm(options.rateHz, first, limits);
  let why = '';
  for (let k = 0; k <= tries; k++) {
    const { xM, yM, zM } = arm.measured();
    if (zM < 0.05) yield* arm.line({ xM, yM, zM: puckGrip.hoverM });
    yield* arm.joints(lookRad);
    yield* arm.settle({ minS: 0.08, maxS: 0.4 });
    const pose = yield* lookSeveralTimes(arm, options.locate, 1);
    if (pose === null) return `the puck is not seen${why}`;
    if (offBy(pose, options.wanted).positionM <= options.withinM)
      return k === 0 ? 'the puck already stands there' : `put there in ${k} of ${tries} tries`;
    if (k === tries) break;
    // Keeping the puck's own angle spares turning the hand.
    const wanted = { ...options.wanted, yawRad: pose.yawRad };
    const grasp = chooseGrasp(arm, pose, wanted, puckGrip);
    if (grasp === null) return `no grip reaches the puck${why}`;
    const trouble = yield* pickAndPlace(arm, grasp, puckGrip);
    if (trouble !== null) why = `; ${trouble}`;
  }
  return `gave up after ${tries} tries${why}`;
}
