/**
 * The reset, done by the robot: look, take the T by its knob, carry it to the wanted start, put it down, look again.
 * Says why when it could not. The bench checks the result with a question of its own; what is believed here decides
 * nothing.
 */
import { type Arm, createArm, type MotionLimits } from 'nightbench/sdk/motion.ts';
import type { Joints, Observed, PlanarPose } from 'nightbench/sdk/program.ts';
import type { Script } from 'nightbench/sdk/script.ts';
import { above, type Grasp, graspsOf, middlePose, offBy } from './planGrasp.ts';

export interface PutBackOptions {
  readonly rateHz: number;
  /** Where the T shall lie. */
  readonly wanted: PlanarPose;
  /** Good enough. */
  readonly tolerance: { readonly positionM: number; readonly yawRad: number };
  /** Where the T lies, from the newest pictures; null when it is not seen lying flat. */
  readonly locate: (observed: Observed) => Promise<PlanarPose | null>;
}

const tries = 3;
/** Tip between the T's top (20 mm) and the knob's (46 mm), so that both jaws meet the knob. */
const gripHeightM = 0.025;
/** Open jaw above the knob. */
const hoverM = 0.07;
/** The T's lower face is 30 mm over the table. */
const carryM = 0.055;
const openRad = 0.62;
/** A knob between the jaws stops them in here. */
const heldRad = { min: 0.1, max: 0.28 };
const leastLoad = 0.1;
const gentle: MotionLimits = {
  joint: { speed: 2.2, acceleration: 9 },
  tip: { speed: 0.2, acceleration: 0.8 },
  maxTiltRad: 0.55,
};
const lowering = { speed: 0.12, acceleration: 0.6 };
const looks = 3;
/** Arm folded back beside the table's middle, clear of both views. */
export const lookRad: Joints = [1.3, -2.0, 1.95, 1.62, 0, 0];

export async function* putBack(first: Observed, options: PutBackOptions): Script<string> {
  const arm = createArm(options.rateHz, first, gentle);
  let why = '';
  for (let k = 0; k <= tries; k++) {
    yield* goToLook(arm);
    const pose = yield* lookSeveralTimes(arm, options);
    if (pose === null) return `the T is not seen lying flat${why}`;
    const off = offBy(pose, options.wanted);
    const { tolerance } = options;
    if (off.positionM <= tolerance.positionM && off.yawRad <= tolerance.yawRad)
      return k === 0 ? 'the T already lies there' : `put back after ${k} of ${tries} tries`;
    if (k === tries) break;
    const grasp = chooseGrasp(arm, pose, options.wanted);
    if (grasp === null) return `no grip reaches the T at ${show(pose)}${why}`;
    const trouble = yield* carry(arm, grasp);
    if (trouble !== null) why = `; ${trouble}`;
  }
  return `gave up after ${tries} tries${why}`;
}

function show(pose: PlanarPose): string {
  return `${Math.round(pose.xM * 1000)}, ${Math.round(pose.yM * 1000)} mm`;
}

/** The grip that reaches at both ends and turns the hand least. */
function chooseGrasp(arm: Arm, from: PlanarPose, to: PlanarPose): Grasp | null {
  let best: Grasp | null = null;
  let bestTurn = Number.POSITIVE_INFINITY;
  for (const grasp of graspsOf(from, to, gripHeightM)) {
    const stations = [
      arm.reach(above(grasp.pick, hoverM)),
      arm.reach(grasp.pick),
      arm.reach(above(grasp.place, carryM)),
      arm.reach(grasp.place),
    ];
    if (stations.some((joints) => joints === null)) continue;
    const [pick, , place] = stations.map((joints) => joints?.[4] ?? 0);
    const turn = Math.abs((pick ?? 0) - (place ?? 0)) + 0.3 * Math.abs(pick ?? 0);
    if (turn >= bestTurn) continue;
    bestTurn = turn;
    best = grasp;
  }
  return best;
}

/** Picks, carries, puts down. Null when nothing went wrong, else what did; the T is then wherever it is. */
async function* carry(arm: Arm, grasp: Grasp): Script<string | null> {
  yield* arm.jaw(openRad);
  if (!(yield* to(arm, above(grasp.pick, hoverM)))) return 'the way to the T is out of reach';
  yield* arm.settle({ minS: 0.2, maxS: 0.5 });
  yield* arm.line(grasp.pick, lowering);
  yield* arm.settle({ minS: 0.2, maxS: 0.4 });
  const grip = yield* arm.grip({ squeezeRad: 0.06, speedRadS: 2, maxS: 1.2 });
  const missed = yield* missedKnob(arm, grip.angleRad, grip.load);
  if (missed !== null) return missed;
  yield* arm.line(above(grasp.pick, carryM), lowering);
  yield* arm.settle({ minS: 0.1, maxS: 0.2 });
  const now = arm.seen().observation;
  const lost = yield* missedKnob(arm, now.positionRad[5] ?? 0, Math.abs(now.load[5] ?? 0));
  if (lost !== null) return lost;
  if (!(yield* to(arm, above(grasp.place, carryM)))) return 'the way to the start is out of reach';
  yield* arm.settle({ minS: 0.25, maxS: 0.6 });
  yield* arm.line(above(grasp.place, gripHeightM + 0.001), lowering);
  yield* arm.settle({ minS: 0.2, maxS: 0.4 });
  yield* letGo(arm, grasp.placeJaw);
  return null;
}

/** A line of the tip, or a move of the joints where the line leaves what can be reached. */
async function* to(arm: Arm, target: Parameters<Arm['line']>[0]): Script<boolean> {
  if (yield* arm.line(target)) return true;
  const joints = arm.reach(target);
  if (joints !== null) yield* arm.joints(joints);
  return joints !== null;
}

async function* missedKnob(arm: Arm, angleRad: number, load: number): Script<string | null> {
  if (angleRad > heldRad.min && angleRad < heldRad.max && load > leastLoad) return null;
  yield* arm.jaw(openRad);
  yield* raise(arm);
  return `no knob between the jaws (${angleRad.toFixed(2)} rad, load ${load.toFixed(2)})`;
}

/** Opens, steps off the knob so that the fixed jaw does not drag it, and rises. */
async function* letGo(arm: Arm, jaw: { x: number; y: number }): Script {
  yield* arm.jaw(openRad, 1.5);
  const { xM, yM, zM } = arm.commanded();
  yield* arm.line({ xM: xM - 0.003 * jaw.x, yM: yM - 0.003 * jaw.y, zM }, lowering);
  yield* raise(arm);
}

async function* raise(arm: Arm): Script {
  const { xM, yM } = arm.commanded();
  yield* arm.line({ xM, yM, zM: hoverM }, { speed: 0.18, acceleration: 1 });
}

async function* goToLook(arm: Arm): Script {
  const { xM, yM, zM } = arm.measured();
  if (zM < hoverM - 0.015) yield* arm.line({ xM, yM, zM: hoverM });
  yield* arm.joints(lookRad);
  yield* arm.settle({ minS: 0.1, maxS: 0.6 });
}

/** The middle of several pictures of the standing arm; null when the T was not seen in most of them. */
async function* lookSeveralTimes(arm: Arm, options: PutBackOptions): Script<PlanarPose | null> {
  const poses: PlanarPose[] = [];
  let sinceMs = arm.seen().observation.atMs;
  for (let look = 0; look < looks; look++) {
    for (let k = 0; k < 20 && !fresh(arm.seen(), sinceMs); k++) yield* arm.wait(0.04);
    sinceMs = Math.max(...arm.seen().frames.map((frame) => frame.capturedAtMs)) + 1;
    const pose = await options.locate(arm.seen());
    if (pose !== null) poses.push(pose);
  }
  return poses.length * 2 > looks ? middlePose(poses) : null;
}

function fresh({ frames }: Observed, sinceMs: number): boolean {
  return frames.length > 0 && frames.every((frame) => frame.capturedAtMs >= sinceMs);
}
