/** A hand on the simulated arm: it moves a limp one anywhere, hardly one under torque, and lets that go. */
import { afterEach, expect, test } from 'vitest';
import { middlePose, sweepPoses } from '../../../../../test/lib/sweepPoses.ts';
import { teeScene } from '../../../../../test/lib/teeScene.ts';
import { simulatedCalibration } from '../../../../base/arm/so101.ts';
import { must } from '../../../../base/lib/assert.ts';
import { cradleRad, openWorld, type World } from './world.ts';

const open: World[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each[Symbol.dispose]();
});

async function limpWorld(): Promise<World> {
  const world = await openWorld(teeScene);
  open.push(world);
  for (const servo of world.servos) servo.setTorque(true);
  world.step(20);
  for (const servo of world.servos) servo.setTorque(false);
  return world;
}

function joints(world: World): number[] {
  const out = new Float64Array(6);
  world.jointsRad(out);
  return [...out];
}
const seconds = (world: World, s: number): void => void world.step(world.nowMs() + 1000 * s);
const worst = (world: World, rad: readonly number[]): number =>
  Math.max(...joints(world).map((each, j) => Math.abs(each - must(rad[j]))));

function hold(world: World): void {
  for (const servo of world.servos) {
    servo.setGoalCounts(servo.read().positionCounts);
    servo.setTorqueLimit(0.5);
    servo.setTorque(true);
  }
}

test('a limp arm goes where the hand brings it, stop to stop, as fast as a hand goes', async () => {
  const world = await limpWorld();
  world.pullArm(middlePose);
  seconds(world, 0.1);
  expect(worst(world, cradleRad)).toBeLessThan(0.4);
  seconds(world, 1.5);
  expect(worst(world, middlePose)).toBeLessThan(0.03);
  for (const pose of sweepPoses) {
    world.pullArm(pose);
    seconds(world, 2.5);
    expect(worst(world, pose)).toBeLessThan(0.03);
  }
});

test('a hand cannot want more of a joint than its stops give', async () => {
  const world = await limpWorld();
  world.pullArm(middlePose);
  seconds(world, 1.5);
  world.pullArm(middlePose.map((rad, j) => (j === 0 ? 6 : rad)));
  seconds(world, 2);
  expect(must(joints(world)[0])).toBeLessThan(must(simulatedCalibration[0]).maxRad + 0.03);
});

test('an arm that holds yields a little and comes back; the hand has let go', async () => {
  const world = await limpWorld();
  world.pullArm(middlePose);
  seconds(world, 1.5);
  hold(world);
  seconds(world, 1);
  const held = joints(world);
  world.pullArm(held.map((rad, j) => (j === 0 ? rad + 1 : rad)));
  let farthest = 0;
  for (let i = 0; i < 40; i++) {
    seconds(world, 0.02);
    farthest = Math.max(farthest, worst(world, held));
  }
  expect(farthest).toBeGreaterThan(0.01);
  expect(farthest).toBeLessThan(0.15);
  seconds(world, 0.5);
  expect(worst(world, held)).toBeLessThan(0.02);
  // Limp again, nobody pulls it any more: it falls.
  for (const servo of world.servos) servo.setTorque(false);
  seconds(world, 1);
  expect(Math.abs(must(joints(world)[0]) - must(held[0]))).toBeLessThan(0.05);
  expect(worst(world, held)).toBeGreaterThan(0.3);
});

test('the same hand gives the same bytes', async () => {
  const once = async (): Promise<Float64Array> => {
    const world = await limpWorld();
    world.pullArm(middlePose);
    seconds(world, 0.7);
    return world.state();
  };
  expect(await once()).toEqual(await once());
});
