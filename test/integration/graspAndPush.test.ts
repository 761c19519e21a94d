/**
 * Push-T's scene against the physics, with the true pose known: the knob can be gripped, carried and put down, and
 * pushing moves the T without tipping or jamming it. The numbers are the recipe of `tasks/push-t/README.md`.
 */
import { expect, test } from 'vitest';
import { inverseKinematics } from '../../main/base/arm/kinematics.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import type { PlanarPose } from '../../main/base/model/scene.ts';
import { openWorld, type World } from '../../main/bench/devices/sim/physics/world.ts';
import { scene } from '../../tasks/push-t/scene/scene.ts';
import { drawStart } from '../../tasks/push-t/scene/starts.ts';
import { createSimArm, type SimArm } from '../lib/simArm.ts';

const grip = {
  heightM: 0.024,
  carryM: 0.06,
  asideM: 0.013,
  spareM: 0.004,
  openRad: 0.5,
  closeRad: 0.11,
};
const clearRad = [0, -2, 2, 1.6, 0];

function tipBy(object: PlanarPose, jawYawRad: number, awayM: number, zM: number) {
  return {
    xM: object.xM - awayM * Math.cos(jawYawRad),
    yM: object.yM - awayM * Math.sin(jawYawRad),
    zM,
  };
}

/** Grasps, carries, puts down. Answers the largest lean while it hung, or null when no jaw direction reaches. */
function carry(world: World, arm: SimArm, from: PlanarPose, to: PlanarPose): boolean {
  const outM = grip.asideM + grip.spareM;
  for (let quarter = 0; quarter < 4; quarter++) {
    const pick = { jawYawRad: from.yawRad + (quarter * Math.PI) / 2 };
    const place = { jawYawRad: to.yawRad + (quarter * Math.PI) / 2 };
    const reaches = [grip.heightM, grip.carryM].every(
      (zM) =>
        inverseKinematics(tipBy(from, pick.jawYawRad, outM, zM), pick) !== null &&
        inverseKinematics(tipBy(to, place.jawYawRad, grip.asideM, zM), place) !== null,
    );
    if (!reaches) continue;
    const at = (object: PlanarPose, yaw: number, awayM: number, gripperRad: number) =>
      inverseKinematics(tipBy(object, yaw, awayM, grip.carryM), { jawYawRad: yaw }, { gripperRad });
    arm.moveJoints(at(from, pick.jawYawRad, outM, grip.openRad) ?? [], 1.2);
    arm.wait(0.1);
    arm.line(tipBy(from, pick.jawYawRad, outM, grip.heightM), pick, 0.08);
    arm.wait(0.1);
    arm.jaw(grip.closeRad, 0.6);
    arm.wait(0.2);
    arm.line(tipBy(from, pick.jawYawRad, grip.asideM, grip.carryM), pick, 0.08);
    expect(world.objectPose('tee').zM).toBeGreaterThan(0.03);
    arm.moveJoints(at(to, place.jawYawRad, grip.asideM, grip.closeRad) ?? [], 1.5);
    arm.wait(0.2);
    arm.line(tipBy(to, place.jawYawRad, grip.asideM, grip.heightM), place, 0.08);
    arm.wait(0.2);
    arm.jaw(grip.openRad, 0.5);
    arm.wait(0.1);
    arm.line(tipBy(to, place.jawYawRad, grip.asideM, grip.carryM), place, 0.1);
    return true;
  }
  return false;
}

const off = (a: PlanarPose, b: PlanarPose): number => Math.hypot(a.xM - b.xM, a.yM - b.yM);

test('the knob is gripped and the T carried to where it belongs, 20 of 20', async () => {
  using world = await openWorld(scene);
  const arm = createSimArm(world);
  const rng = createRng(5);
  let placed = 0;
  for (let trial = 0; trial < 20; trial++) {
    arm.moveJoints([...clearRad, grip.openRad], 0.8);
    const from = drawStart(rng.uniform);
    const to = drawStart(rng.uniform);
    world.placeObject('tee', from);
    arm.wait(0.1);
    if (!carry(world, arm, from, to)) continue;
    arm.moveJoints([...clearRad, grip.openRad], 0.8);
    const rests = world.objectPose('tee');
    const turn = rests.yawRad - to.yawRad;
    const offRad = Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
    if (off(rests, to) < 0.003 && offRad < 0.02 && rests.tiltRad < 0.01) placed++;
  }
  expect(placed).toBe(20);
});

/** A contact on the T's outline and its outward normal, in the T's frame. */
const contacts: readonly (readonly [number, number, number, number])[] = [
  [-0.0271, 0, -1, 0],
  [-0.0271, 0.025, -1, 0],
  [0.0529, 0, 1, 0],
  [0.0229, 0.01, 0, 1],
  [0.0429, -0.01, 0, -1],
  [-0.0171, 0.04, 0, 1],
  [-0.0071, 0.028, 1, 0],
];

test('a push of 15 mm moves the T, never tips it and lets it go again', async () => {
  using world = await openWorld(scene);
  const arm = createSimArm(world);
  const rng = createRng(9);
  let pushed = 0;
  for (let trial = 0; trial < 28; trial++) {
    arm.moveJoints([...clearRad, 0], 0.8);
    const from = drawStart(rng.uniform);
    world.placeObject('tee', from);
    arm.wait(0.1);
    const [x, y, nx, ny] = contacts[trial % contacts.length] ?? [0, 0, 1, 0];
    const cos = Math.cos(from.yawRad);
    const sin = Math.sin(from.yawRad);
    const outM = { x: nx * cos - ny * sin, y: nx * sin + ny * cos };
    const at = (awayM: number, zM: number) => ({
      xM: from.xM + x * cos - y * sin + outM.x * awayM,
      yM: from.yM + x * sin + y * cos + outM.y * awayM,
      zM,
    });
    const away = { jawYawRad: Math.atan2(outM.y, outM.x) };
    const above = inverseKinematics(at(0.022, 0.06), away);
    if (!above || !inverseKinematics(at(0.022, 0.01), away)) continue;
    arm.moveJoints(above, 1);
    arm.line(at(0.022, 0.01), away, 0.1);
    expect(off(world.objectPose('tee'), from)).toBeLessThan(0.0005);
    if (!arm.line(at(0.006 - 0.015, 0.01), away, 0.08)) continue;
    arm.wait(0.2);
    const leaning = world.objectPose('tee').tiltRad;
    arm.line(at(0.022, 0.01), away, 0.1);
    arm.line(at(0.022, 0.06), away, 0.1);
    const rests = world.objectPose('tee');
    expect(leaning).toBeLessThan(0.02);
    expect(rests.tiltRad).toBeLessThan(0.002);
    expect(off(rests, from)).toBeGreaterThan(0.005);
    expect(off(rests, from)).toBeLessThan(0.018);
    pushed++;
  }
  expect(pushed).toBeGreaterThan(18);
});
