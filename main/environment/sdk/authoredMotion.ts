/**
 * The motion of resets that the built-in author writes: look, move the thing by the skill that its reset.json names, look
 * again; so many tries, with a reason. What is believed here decides nothing: the bench asks for a check afterwards.
 */
import type { ResetFile, SkillNumbers } from '../../base/model/resetFile.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { poseWords } from './authoredCheck.ts';
import { chooseGrasp, type KnobGrip, pickAndPlace } from './grasp.ts';
import { type Locate, lookSeveralTimes } from './look.ts';
import { type Arm, createArm } from './motion.ts';
import { isWithin, offBy } from './pose.ts';
import type { Observed } from './program.ts';
import { pushThing } from './pushThing.ts';
import type { Script } from './script.ts';

export interface AuthoredMotion {
  readonly file: ResetFile;
  /** The square knob's side, metres; nothing where the thing has none. */
  readonly knobSideM: number | undefined;
  readonly rateHz: number;
  readonly wanted: PlanarPose;
  readonly locate: Locate;
}

/** Of a turn: nothing is asked of it from here on. */
const anyTurnRad = Math.PI - 1e-3;

function gripOf(
  skill: Exclude<SkillNumbers, { kind: 'push' }>,
  knobSideM: number,
  lowerMs: number,
): KnobGrip {
  const { gripHeightM, hoverM, looseM, openRad, squeezeRad, heldRad, leastLoad } = skill;
  const carryM = skill.kind === 'carry' ? skill.carryM : gripHeightM;
  const jaws = { openRad, squeezeRad, heldRad, leastLoad, lowerMs };
  return { knobSideM, gripHeightM, hoverM, carryM, looseM, jaws };
}

/** Null when it went well, else why not. */
async function* move(
  arm: Arm,
  pose: PlanarPose,
  { file, knobSideM, wanted }: AuthoredMotion,
): Script<string | null> {
  const { skill, motion, aim } = file;
  if (skill.kind === 'push') return yield* pushThing(arm, pose, wanted, skill);
  if (knobSideM === undefined) return 'it has no knob to take it by';
  const grip = gripOf(skill, knobSideM, motion.lowerMs);
  // Where no turn is asked, keeping its own spares turning the hand.
  const to = aim.yawRad >= anyTurnRad ? { ...wanted, yawRad: pose.yawRad } : wanted;
  const grasp = chooseGrasp(arm, pose, to, grip);
  if (grasp === null) return `no grip reaches it at ${poseWords(pose)}`;
  return yield* pickAndPlace(arm, grasp, grip);
}

async function* goToLook(arm: Arm, { look, skill }: ResetFile): Script {
  const { xM, yM, zM } = arm.measured();
  if (zM < skill.hoverM - 0.015) yield* arm.line({ xM, yM, zM: skill.hoverM });
  yield* arm.joints(look.poseRad);
  yield* arm.settle({ minS: 0.1, maxS: 0.5 });
}

export async function* moveAuthored(first: Observed, motion: AuthoredMotion): Script<string> {
  const { file, wanted, locate } = motion;
  const { jointRadS, jointRadS2, tipMs, tipMs2, maxTiltRad } = file.motion;
  const arm = createArm(motion.rateHz, first, {
    joint: { speed: jointRadS, acceleration: jointRadS2 },
    tip: { speed: tipMs, acceleration: tipMs2 },
    maxTiltRad,
  });
  let why = '';
  for (let tried = 0; tried <= file.tries; tried++) {
    yield* goToLook(arm, file);
    const pose = yield* lookSeveralTimes(arm, locate, file.look.looks);
    if (pose === null) return `it is not seen lying flat${why}`;
    if (isWithin(offBy(pose, wanted), file.aim))
      return tried === 0 ? 'it lay there already' : `put there by try ${tried}${why}`;
    if (tried === file.tries) break;
    const trouble = yield* move(arm, pose, motion);
    if (trouble !== null) why = `; ${trouble}`;
  }
  return `gave up after ${file.tries} tries${why}`;
}
