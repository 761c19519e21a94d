/** The world against the kinematics and itself: same calls same bytes, servos that behave, a hand, and faults. */
import { afterEach, expect, test } from 'vitest';
import { createSimArm } from '../../../../../test/lib/simArm.ts';
import { teeScene } from '../../../../../test/lib/teeScene.ts';
import { goalAgainstSag } from '../../../../base/arm/gravity.ts';
import { forwardKinematics, inverseKinematics } from '../../../../base/arm/kinematics.ts';
import { simulatedCalibration } from '../../../../base/arm/so101.ts';
import { createRng } from '../../../../base/lib/rng.ts';
import { BenchError } from '../../../../base/model/errors.ts';
import type { SceneSettings } from '../../../../base/model/scene.ts';
import { servoFaultBits } from '../servoPlant.ts';
import { cradleRad, openWorld, type World } from './world.ts';

const open: World[] = [];
async function world(settings: SceneSettings = {}): Promise<World> {
  const made = await openWorld(teeScene, settings);
  open.push(made);
  return made;
}
afterEach(() => {
  for (const each of open.splice(0)) each[Symbol.dispose]();
});

const countsOf = (rad: number, index: number): number =>
  Math.round((rad * 4096) / (2 * Math.PI)) + (simulatedCalibration[index]?.zeroCounts ?? 0);

function write(w: World, rad: readonly number[]): void {
  for (const [index, servo] of w.servos.entries()) {
    servo.setGoalCounts(countsOf(rad[index] ?? 0, index));
    servo.setTorque(true);
  }
}

function tip(w: World): number[] {
  const out = new Float64Array(3);
  w.tipM(out);
  return [...out];
}

function joints(w: World): number[] {
  const out = new Float64Array(6);
  w.jointsRad(out);
  return [...out];
}

function codeOf(run: () => void): string {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof BenchError) return thrown.code;
    throw thrown;
  }
  return 'nothing was thrown';
}

test('the same calls give the same bytes, and other calls others', async () => {
  const play = async (nudge: number): Promise<Float64Array> => {
    const w = await world();
    const arm = createSimArm(w);
    w.placeObject('tee', { xM: 0.2, yM: 0.03, yawRad: 1 });
    const beside = { xM: 0.13 + nudge, yM: 0.03, zM: 0.06 };
    arm.moveJoints(inverseKinematics(beside, { rollRad: 0 }) ?? [], 1);
    expect(arm.line({ ...beside, zM: 0.012 }, { rollRad: 0 }, 0.2)).toBe(true);
    expect(arm.line({ xM: 0.19, yM: 0.03, zM: 0.012 }, { rollRad: 0 }, 0.1)).toBe(true);
    expect(w.objectPose('tee').xM).not.toBeCloseTo(0.2, 3);
    return w.state();
  };
  const first = await play(0);
  expect(await play(0)).toEqual(first);
  expect(await play(0.001)).not.toEqual(first);
});

test('the tip of the physics is where the kinematics say, for any joints', async () => {
  const w = await world();
  const rng = createRng(11);
  for (let i = 0; i < 12; i++) {
    const at = { xM: rng.between(0.12, 0.28), yM: rng.between(-0.12, 0.12), zM: 0.07 };
    const rad = inverseKinematics(at, { jawYawRad: rng.between(-1, 1) });
    if (!rad) continue;
    write(w, rad);
    w.step(w.nowMs() + 300);
    const { xM, yM, zM } = forwardKinematics(joints(w));
    expect(Math.hypot(...tip(w).map((value, k) => value - ([xM, yM, zM][k] ?? 0)))).toBeLessThan(
      1e-9,
    );
  }
});

test('an uncorrected arm hangs low far out; the known weight corrects it to within half a millimetre', async () => {
  const w = await world();
  const far = inverseKinematics({ xM: 0.28, yM: 0.1, zM: 0.06 }, { jawYawRad: 0 }) ?? [];
  write(w, far);
  w.step(w.nowMs() + 2000);
  const hanging = 0.06 - (tip(w)[2] ?? 0);
  write(w, goalAgainstSag(far));
  w.step(w.nowMs() + 2000);
  const [xM = 0, yM = 0, zM = 0] = tip(w);
  expect(hanging).toBeGreaterThan(0.008);
  expect(hanging).toBeLessThan(0.016);
  expect(Math.hypot(xM - 0.28, yM - 0.1, zM - 0.06)).toBeLessThan(0.0006);
});

test('it rests in its cradle until torque is switched on, and falls when it is switched off', async () => {
  const w = await world();
  w.step(1000);
  for (const [index, rad] of cradleRad.entries()) expect(joints(w)[index]).toBeCloseTo(rad, 1);
  const far = inverseKinematics({ xM: 0.22, yM: 0.1, zM: 0.13 }, { rollRad: 0 });
  write(w, far ?? []);
  w.step(3000);
  const up = tip(w)[2] ?? 0;
  for (const servo of w.servos) servo.setTorque(false);
  w.step(6000);
  expect(far).not.toBeNull();
  expect(up).toBeGreaterThan(0.11);
  expect(tip(w)[2]).toBeLessThan(0.03);
  expect(tip(w)[2]).toBeGreaterThan(-0.005);
});

test('play in the joints lets the arm hang lower and leaves the encoder unaware', async () => {
  const stiff = await world();
  const loose = await world({ slackRad: 0.04 });
  const far = inverseKinematics({ xM: 0.27, yM: 0, zM: 0.06 }, { rollRad: 0 }) ?? [];
  for (const w of [stiff, loose]) {
    write(w, far);
    w.step(3000);
  }
  const lower = (tip(stiff)[2] ?? 0) - (tip(loose)[2] ?? 0);
  expect(lower).toBeGreaterThan(0.005);
  const lift = loose.servos[1]?.read().positionCounts ?? 0;
  expect(Math.abs(lift - countsOf(joints(loose)[1] ?? 0, 1))).toBeGreaterThan(8);
});

test('a profile limits speed; a torque limit limits load', async () => {
  const w = await world();
  write(w, cradleRad);
  w.servos[0]?.setProfile({ speedCountsS: 300, accelerationCountsS2: 0 });
  w.servos[0]?.setGoalCounts(2048 + 600);
  w.step(1000);
  const half = (w.servos[0]?.read().positionCounts ?? 0) - 2048;
  expect(half).toBeGreaterThan(240);
  expect(half).toBeLessThan(310);
  expect(w.servos[0]?.read().moving).toBe(true);
  const gripper = w.servos[5];
  gripper?.setTorqueLimit(0.3);
  gripper?.setGoalCounts(2048 - 400);
  w.step(2000);
  expect(gripper?.read().loadFraction).toBeCloseTo(-0.3, 2);
});

test('a stalled joint stands, loads up and reports overload; a hot servo reports heat', async () => {
  const w = await world();
  write(w, cradleRad);
  w.step(200);
  w.stall(1, true);
  w.servos[0]?.setGoalCounts(2048 + 500);
  w.step(3000);
  const stuck = w.servos[0]?.read();
  expect(Math.abs((stuck?.positionCounts ?? 0) - 2048)).toBeLessThan(20);
  expect(stuck?.loadFraction).toBeGreaterThan(0.9);
  expect((stuck?.faultBits ?? 0) & servoFaultBits.overload).toBeTruthy();
  expect((stuck?.faultBits ?? 0) & servoFaultBits.overcurrent).toBeTruthy();
  expect(stuck?.voltageV).toBeLessThan(11.8);
  w.servos[0]?.setProtection({ overloadFraction: 0.8, currentA: 9, afterS: 60 });
  expect(w.servos[0]?.read().faultBits).toBe(0);
  w.servos[0]?.setProtection({ overloadFraction: 0.25, currentA: 9, afterS: 1 });
  expect((w.servos[0]?.read().faultBits ?? 0) & servoFaultBits.overload).toBeTruthy();
  w.stall(1, false);
  w.step(5000);
  expect(w.servos[0]?.read().positionCounts).toBeGreaterThan(2048 + 480);
  w.overheat(3, 75);
  expect(w.servos[2]?.read()).toMatchObject({
    temperatureC: 75,
    faultBits: servoFaultBits.overheat,
  });
  w.overheat(3, null);
  expect(w.servos[2]?.read().temperatureC).toBeLessThan(40);
});

test('the hand puts an object down at rest, but not off the table, into the arm or by a wrong name', async () => {
  const w = await world();
  const arm = createSimArm(w);
  w.placeObject('tee', { xM: 0.24, yM: -0.05, yawRad: 2 });
  w.step(w.nowMs() + 400);
  const pose = w.objectPose('tee');
  expect(pose.xM).toBeCloseTo(0.24, 4);
  expect(pose.yawRad).toBeCloseTo(2, 3);
  expect(Math.abs(pose.zM)).toBeLessThan(2e-4);
  expect(codeOf(() => w.placeObject('tee', { xM: 3, yM: 0, yawRad: 0 }))).toBe('bad-input');
  expect(codeOf(() => w.placeObject('tee', { xM: 0.2, yM: 0, yawRad: Number.NaN }))).toBe(
    'bad-input',
  );
  expect(codeOf(() => w.placeObject('tee', { xM: 0.02, yM: 0, yawRad: 0 }))).toBe('refused');
  expect(codeOf(() => w.placeObject('cup', { xM: 0.2, yM: 0, yawRad: 0 }))).toBe('not-found');
  const there = { xM: 0.18, yM: 0.05, zM: 0.01 };
  arm.moveJoints(inverseKinematics(there, { rollRad: 0 }) ?? [], 1);
  const before = w.objectPose('tee');
  expect(codeOf(() => w.placeObject('tee', { xM: 0.18, yM: 0.05, yawRad: 0 }))).toBe('refused');
  expect(w.objectPose('tee')).toEqual(before);
});

test('settings take hold without moving anything; bad ones change nothing', async () => {
  const w = await world();
  const arm = createSimArm(w);
  arm.moveJoints([0.4, -1.8, 2, 1.4, 0, 0.3], 1);
  const before = [joints(w), w.objectPose('tee')];
  w.applySettings({ friction: 2, mass: 3 });
  expect([joints(w), w.objectPose('tee')]).toEqual(before);
  expect(codeOf(() => w.applySettings({ friction: 50 }))).toBe('bad-input');
  expect(codeOf(() => w.applySettings({ gravity: 0 } as SceneSettings))).toBe('bad-input');
  expect(codeOf(() => w.applySettings({ colours: { tee: [0, 0, 9] } }))).toBe('bad-input');
  w.applySettings({ friction: undefined });
  expect(w.settings()).toEqual({ friction: 2, mass: 3 });
});
