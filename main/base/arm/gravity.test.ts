/** The arm's weight at its joints, by hand; against the physics: `world.test.ts`. */
import { expect, test } from 'vitest';
import { goalAgainstSag, gravityTorqueNm } from './gravity.ts';
import { armMasses, so101, sts3215 } from './so101.ts';

test('an upright arm with its hand straight down weighs on the elbow and wrist only by its level parts', () => {
  const [pan, lift, elbow, wrist, roll, gripper] = gravityTorqueNm([
    0.3,
    -Math.PI / 2,
    Math.PI / 2,
    Math.PI / 2,
    1,
    0.2,
  ]);
  const handKg = armMasses.wrist.massKg + armMasses.hand.massKg + armMasses.jaw.massKg;
  const levelNm =
    9.81 * (armMasses.forearm.massKg * armMasses.forearm.alongM + handKg * so101.forearmM);
  expect(elbow).toBeCloseTo(levelNm, 9);
  expect(lift).toBeCloseTo(levelNm, 9);
  for (const none of [pan, wrist, roll, gripper]) expect(none).toBeCloseTo(0, 9);
});

test('the corrected goal stands above the wanted pose by torque over stiffness', () => {
  const wanted = [0, -0.8, 1.2, 1.1, 0, 0];
  const torque = gravityTorqueNm(wanted);
  const goal = goalAgainstSag(wanted);
  expect(torque[1]).toBeGreaterThan(0.3);
  expect(goal[1]).toBeCloseTo(-0.8 - (torque[1] ?? 0) / sts3215.stiffnessNmRad, 12);
  expect(goal[0]).toBe(0);
});
