/**
 * The bench's envelope and its intersection with what a task allows in a phase. The narrower always wins; an empty
 * intersection is an operating error, never a wider envelope.
 */
import { jointRangesRad } from '../base/arm/so101.ts';
import type { Envelope, JointCalibration, Range } from '../base/model/arm.ts';
import { jointNames } from '../base/model/arm.ts';
import { BenchError } from '../base/model/errors.ts';
import type { EnvelopeEdit } from '../base/model/phaseOne.ts';
import type { TaskLimits } from '../base/model/task.ts';

/** What any bench of this arm begins with: the whole table in front of the arm. */
export const simulatedBenchEnvelope: Envelope = {
  jointsRad: jointNames.map((name) => ({
    min: jointRangesRad[name][0],
    max: jointRangesRad[name][1],
  })),
  workspaceM: {
    x: { min: 0.02, max: 0.38 },
    y: { min: -0.3, max: 0.3 },
    z: { min: 0.002, max: 0.45 },
  },
  // The cradle, both tasks' clear views, and every pose that brings the tip into a task's box with a tilt of up to
  // 0.6 rad, any roll and any jaw take −0.10…0.40, −0.35…0.35 and 0…0.34.
  linksM: {
    x: { min: -0.11, max: 0.41 },
    y: { min: -0.36, max: 0.36 },
    z: { min: 0, max: 0.35 },
  },
  floorM: 0,
  speedRadS: [2.5, 2.5, 2.5, 2.5, 3.5, 3.5],
  accelerationRadS2: [20, 20, 20, 20, 30, 30],
  loadLimit: 0.85,
  overloadMs: 800,
  temperatureRestC: 60,
  gripperLockRad: null,
  maxTiltRad: null,
};

function meet(name: string, a: Range, b: Range): Range {
  const both = { min: Math.max(a.min, b.min), max: Math.min(a.max, b.max) };
  if (both.min > both.max) {
    throw new BenchError(
      'bad-input',
      `the task's ${name} limits lie outside the bench's envelope`,
      {
        hint: `bench ${a.min}…${a.max}, task ${b.min}…${b.max}`,
      },
    );
  }
  return both;
}

/** @throws BenchError `bad-input` when nothing is left of an axis. */
export function narrowEnvelope(bench: Envelope, task: TaskLimits): Envelope {
  const { x, y, z } = bench.workspaceM;
  return {
    ...bench,
    workspaceM: { x: meet('x', x, task.x), y: meet('y', y, task.y), z: meet('z', z, task.z) },
    gripperLockRad:
      bench.gripperLockRad === null || task.gripperRad === null
        ? (task.gripperRad ?? bench.gripperLockRad)
        : meet('gripper', bench.gripperLockRad, task.gripperRad),
    maxTiltRad:
      bench.maxTiltRad === null
        ? task.maxTiltRad
        : Math.min(bench.maxTiltRad, task.maxTiltRad ?? bench.maxTiltRad),
  };
}

/** Less than this on an axis is no room to work in, and a joint needs this much. */
const leastM = 0.02;
const leastRad = 0.05;

function cut(name: string, whole: Range, edit: Range, least: number): Range {
  const both = { min: Math.max(whole.min, edit.min), max: Math.min(whole.max, edit.max) };
  // Fails closed on numbers that are none.
  if (both.max - both.min >= least) return both;
  throw new BenchError('bad-input', `this envelope leaves the arm no room in ${name}`, {
    hint: `it may reach from ${whole.min} to ${whole.max} there; give it at least ${least}`,
  });
}

/**
 * A bench's envelope: what a person set, inside the default, inside what each joint was found to reach.
 * @throws BenchError `bad-input` when too little is left of an axis.
 */
export function editedEnvelope(
  edit: EnvelopeEdit | null,
  joints: readonly JointCalibration[],
): Envelope {
  const whole = simulatedBenchEnvelope;
  const { x, y, z } = whole.workspaceM;
  const box = edit?.workspaceM ?? whole.workspaceM;
  const jointsRad = jointNames.map((name, index) => {
    const most = whole.jointsRad[index] ?? { min: Number.NaN, max: Number.NaN };
    const found = joints.find((joint) => joint.name === name);
    const reach = { min: found?.minRad ?? Number.NaN, max: found?.maxRad ?? Number.NaN };
    const named = name.replace('_', ' ');
    return cut(named, cut(named, most, reach, leastRad), edit?.jointsRad[index] ?? most, leastRad);
  });
  return {
    ...whole,
    jointsRad,
    workspaceM: {
      x: cut('x', x, box.x, leastM),
      y: cut('y', y, box.y, leastM),
      z: cut('z', z, box.z, leastM),
    },
    floorM: Math.max(whole.floorM, edit?.floorM ?? whole.floorM),
  };
}
