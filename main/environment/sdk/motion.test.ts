/** Motions driven in-process against an ideal arm that is one period late. */
import { expect, test } from 'vitest';
import { forwardKinematics, inverseKinematics } from '../../base/arm/kinematics.ts';
import { calmLimits, createArm, planLine } from './motion.ts';
import type { Observed } from './program.ts';
import type { Script } from './script.ts';

const rateHz = 20;
const rest = inverseKinematics({ xM: 0.15, yM: 0, zM: 0.06 }, { rollRad: 0 }) as number[];

interface Plant {
  /** The jaw stops here. */
  readonly objectAtRad?: number;
}

const seenAt = (
  positionRad: readonly number[],
  velocityRadS = positionRad.map(() => 0),
): Observed => ({
  attempt: 1,
  observation: { atMs: 0, positionRad, velocityRadS, load: positionRad.map(() => 0.3) },
  frames: [],
});

/** Runs a script to its end; returns what it came to and every joint target. */
async function drive<R>(make: (first: Observed) => Script<R>, plant: Plant = {}, from = rest) {
  const targets: (readonly number[])[] = [];
  let at: readonly number[] = from;
  const script = make(seenAt(at));
  let step = await script.next(seenAt(at));
  for (let k = 0; k < 2000 && step.done !== true; k++) {
    const action = step.value;
    if (action.type !== 'act') throw new Error('only motions are expected here');
    targets.push(action.jointsRad);
    const before = at;
    at = action.jointsRad.map((angle, joint) => {
      return joint === 5 ? Math.max(angle, plant.objectAtRad ?? -1) : angle;
    });
    step = await script.next(
      seenAt(
        at,
        at.map((angle, j) => (angle - (before[j] ?? 0)) * rateHz),
      ),
    );
  }
  if (step.done !== true) throw new Error('the script never ended');
  return { result: step.value, targets, at };
}

test('a line is straight, ends where it was asked to, and keeps to its speeds', async () => {
  const target = { xM: 0.26, yM: 0.06, zM: 0.02 };
  const { result, targets, at } = await drive(async function* (first) {
    return yield* createArm(rateHz, first).line(target);
  });
  expect(result).toBe(true);
  const end = forwardKinematics(at);
  expect(Math.hypot(end.xM - target.xM, end.yM - target.yM, end.zM - target.zM)).toBeLessThan(1e-9);
  const start = forwardKinematics(rest);
  const length = Math.hypot(target.xM - start.xM, target.yM - start.yM, target.zM - start.zM);
  let before: readonly number[] = rest;
  for (const joints of targets) {
    const tip = forwardKinematics(joints);
    const along =
      ((tip.xM - start.xM) * (target.xM - start.xM) +
        (tip.yM - start.yM) * (target.yM - start.yM) +
        (tip.zM - start.zM) * (target.zM - start.zM)) /
      length;
    const off =
      Math.hypot(tip.xM - start.xM, tip.yM - start.yM, tip.zM - start.zM) ** 2 - along ** 2;
    expect(off).toBeLessThan(1e-8);
    joints.forEach((angle, joint) => {
      const speed = Math.abs(angle - (before[joint] ?? 0)) * rateHz;
      expect(speed).toBeLessThan(calmLimits.joint.speed * 1.06);
    });
    before = joints;
  }
});

test('a line out of reach moves nothing and says so', async () => {
  const { result, targets } = await drive(async function* (first) {
    return yield* createArm(rateHz, first).line({ xM: 0.45, yM: 0, zM: 0.02 });
  });
  expect(result).toBe(false);
  expect(targets).toHaveLength(0);
  expect(planLine(rest, null, calmLimits, 0.05)).toBeNull();
});

test('a line that passes close to the pan axis slows down instead of whirling, or is refused', () => {
  const from = inverseKinematics({ xM: 0.09, yM: 0.06, zM: 0.02 }, { rollRad: 0 }) as number[];
  const to = inverseKinematics({ xM: 0.09, yM: -0.06, zM: 0.02 }, { rollRad: 0 });
  const fast = { ...calmLimits, tip: { speed: 1, acceleration: 20 } };
  const path = planLine(from, to, fast, 0.05) as (readonly number[])[];
  let before: readonly number[] = from;
  for (const joints of path) {
    expect(Math.abs((joints[0] ?? 0) - (before[0] ?? 0))).toBeLessThan(
      calmLimits.joint.speed * 0.05 * 1.06,
    );
    before = joints;
  }
});

test('a joint move without length takes one period', async () => {
  const { targets } = await drive(async function* (first) {
    yield* createArm(rateHz, first).joints(rest);
  });
  expect(targets).toHaveLength(1);
});

test('settle ends when the joints are slow, and at the latest after its limit', async () => {
  const { targets } = await drive(async function* (first) {
    const arm = createArm(rateHz, first);
    yield* arm.settle({ minS: 0.1, maxS: 1 });
  });
  expect(targets).toHaveLength(2);
});

test('a grip finds the object, squeezes by the angle it was told, and finds nothing when there is nothing', async () => {
  const open = rest.with(5, 0.8);
  const options = { squeezeRad: 0.06, speedRadS: 1.5, maxS: 2 };
  const grip = async function* (first: Observed) {
    return yield* createArm(rateHz, first).grip(options);
  };
  const held = await drive(grip, { objectAtRad: 0.18 }, open);
  expect(held.result.angleRad).toBeCloseTo(0.18, 6);
  expect(held.result.load).toBeCloseTo(0.3, 6);
  for (const target of held.targets) expect(target[5]).toBeGreaterThanOrEqual(0.18 - 0.06 - 1e-9);
  expect(held.targets.at(-1)?.[5]).toBeCloseTo(0.12, 6);
  const empty = await drive(grip, {}, open);
  expect(empty.result.angleRad).toBeLessThan(0.01);
});
