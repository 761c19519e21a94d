/**
 * One attempt, from top to bottom: look, push, look again, at most four pushes as the settings came, then say done. The
 * gripper stays closed and the tip never goes below pushing height; the arm hovers above the knob between pushes.
 */
import { freshFrames, type Locate, lookSeveralTimes } from 'nightbench/sdk/look.ts';
import { type Arm, createArm, type MotionLimits, type ToolTarget } from 'nightbench/sdk/motion.ts';
import type { Joints, Observed, PlanarPose } from 'nightbench/sdk/program.ts';
import type { Script } from 'nightbench/sdk/script.ts';
import { choosePushes } from './choosePush.ts';
import { createMemory, type Memory } from './memory.ts';
import { type Push, planPushes, pushSettingsOf, yawErrorRad } from './planPush.ts';
import { settings as given, type Settings } from './settings.ts';

export interface AttemptOptions {
  readonly rateHz: number;
  readonly goal: PlanarPose;
  readonly locate: Locate;
  readonly settings?: Settings;
  /** What earlier attempts of the trial left; fresh when absent. */
  readonly memory?: Memory;
  /** Told what was left at each look, for the log. */
  readonly say?: (line: string) => void;
}

/** No push begins later than this in an attempt. */
const lastPushS = 39;
/** Low enough to push at the side of the T, high enough that the closed moving jaw (13 mm up) clears its top. */
const pushHeightM = 0.0095;
/** Above the knob's 42 mm with room for sag on the way. */
const hoverM = 0.064;
/** Arm folded back, hand beside the table's middle: seen by the cameras, but not in front of the T. */
const lookRad: Joints = [0.7, -2.0, 1.95, 1.62, 0, 0];

const brisk: MotionLimits = {
  joint: { speed: 2.3, acceleration: 15 },
  tip: { speed: 0.32, acceleration: 2.2 },
  maxTiltRad: Math.PI / 9,
};
const upAndDown = { speed: 0.25, acceleration: 2.2 };
const pushingAcceleration = 0.5;

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

export async function* attempt(first: Observed, options: AttemptOptions): Script<string> {
  const { goal, settings = given, memory = createMemory(settings) } = options;
  const arm = createArm(options.rateHz, first, brisk);
  const beganMs = first.observation.atMs;
  memory.begins();
  for (let pushes = 0; ; pushes++) {
    if (pushes > 0) yield* goToLook(arm);
    const pose = yield* look(arm, options.locate, settings.looks);
    if (pose === null) return yield* leave(arm, 'the T is not in sight');
    memory.saw(pose);
    options.say?.(leftWords(pose, goal));
    const plans = plansFor(pose, goal, settings, memory);
    if (plans.length === 0) {
      memory.wasContent();
      return yield* leave(arm, `solved, it seems, after ${pushes} pushes`);
    }
    const isLate = arm.seen().observation.atMs - beganMs > lastPushS * 1000;
    if (pushes === settings.pushesPerAttempt || isLate)
      return yield* leave(arm, `${numbers[pushes] ?? pushes} pushes are spent`);
    const reachable =
      plans.find((push) => corners(arm, push) !== null) ??
      (settings.otherSides && !settings.foresight
        ? foreseen(pose, goal, settings, memory).find((push) => corners(arm, push) !== null)
        : undefined);
    if (reachable === undefined) return yield* leave(arm, 'the next push is out of reach');
    memory.pushed(pose, reachable);
    yield* pushOnce(arm, reachable, settings.pushMmPerS / 1000);
  }
}

function plansFor(
  pose: PlanarPose,
  goal: PlanarPose,
  settings: Settings,
  memory: Memory,
): readonly Push[] {
  if (settings.foresight) return foreseen(pose, goal, settings, memory);
  return planPushes(pose, goal, pushSettingsOf(settings, memory.tightenedM()));
}

const foreseen = (
  pose: PlanarPose,
  goal: PlanarPose,
  settings: Settings,
  memory: Memory,
): readonly Push[] =>
  choosePushes(pose, goal, pushSettingsOf(settings, memory.tightenedM()), {
    model: memory.model(),
    turnWeightM: settings.turnWeightMm / 1000,
  });

/** One fresh look, or the middle of several. */
async function* look(arm: Arm, locate: Locate, looks: number): Script<PlanarPose | null> {
  if (looks > 1) return yield* lookSeveralTimes(arm, locate, looks);
  yield* freshFrames(arm);
  return await locate(arm.seen());
}

function leftWords(pose: PlanarPose, goal: PlanarPose): string {
  const awayMm = 1000 * Math.hypot(goal.xM - pose.xM, goal.yM - pose.yM);
  const turnDeg = (Math.abs(yawErrorRad(pose, goal)) * 180) / Math.PI;
  return `left ${awayMm.toFixed(1)} mm ${turnDeg.toFixed(1)} deg`;
}

/** The four corners of a push: above, down, pushed, up again; null when one is out of reach. */
function corners(arm: Arm, push: Push): readonly ToolTarget[] | null {
  const turn = { rollRad: rollFor(arm, push) };
  const at = (point: { xM: number; yM: number }, zM: number): ToolTarget => ({
    ...point,
    zM,
    turn,
  });
  const back = {
    xM: push.to.xM - 0.006 * push.direction.xM,
    yM: push.to.yM - 0.006 * push.direction.yM,
  };
  const targets = [
    at(push.from, hoverM),
    at(push.from, pushHeightM),
    at(push.to, pushHeightM),
    at(back, hoverM),
  ];
  return targets.every((target) => arm.reach(target) !== null) ? targets : null;
}

/** The roll nearest to the present one that keeps the moving jaw behind the push, away from the knob. */
function rollFor(arm: Arm, push: Push): number {
  const now = arm.commandedJoints()[4] ?? 0;
  const pan = Math.atan2(push.from.yM, push.from.xM);
  const pushYaw = Math.atan2(push.direction.yM, push.direction.xM);
  const candidates = Array.from({ length: 53 }, (_, k) => (k - 26) * 0.1);
  const behind = candidates.filter((roll) => Math.cos(pan - roll - pushYaw) < -0.2);
  return behind.reduce((best, roll) => (Math.abs(roll - now) < Math.abs(best - now) ? roll : best));
}

async function* pushOnce(arm: Arm, push: Push, speed: number): Script {
  const [above, down, pushed, up] = corners(arm, push) ?? [];
  if (!above || !down || !pushed || !up) return;
  yield* arm.go(above);
  yield* arm.settle({ minS: 0.08, maxS: 0.2 });
  yield* arm.line(down, upAndDown);
  yield* arm.settle({ minS: 0.1, maxS: 0.2 });
  yield* arm.line(pushed, { speed, acceleration: pushingAcceleration });
  yield* arm.line({ ...up, zM: pushHeightM }, upAndDown);
  yield* arm.line(up, upAndDown);
}

async function* goToLook(arm: Arm): Script {
  const side = (arm.commandedJoints()[0] ?? 0) < 0 ? -1 : 1;
  const look = lookRad.with(0, side * (lookRad[0] ?? 0)).with(4, arm.commandedJoints()[4] ?? 0);
  yield* arm.joints(look);
  yield* arm.settle({ minS: 0.08, maxS: 0.25 });
}

/** Leaves the arm high, so that the bench can drive it away without touching the T. */
async function* leave(arm: Arm, note: string): Script<string> {
  const { xM, yM, zM } = arm.commanded();
  if (zM < hoverM - 0.005) yield* arm.line({ xM, yM, zM: hoverM }, upAndDown);
  return note;
}
