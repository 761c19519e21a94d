/** Grasps as geometry: where the tip goes for each face of the knob, and which grip is chosen. Closed loop: test/. */
import { expect, test } from 'vitest';
import { chooseGrasp, graspsOf, type KnobGrip } from './grasp.ts';
import { createArm } from './motion.ts';

const grip: KnobGrip = {
  knobSideM: 0.014,
  gripHeightM: 0.025,
  hoverM: 0.066,
  carryM: 0.055,
  looseM: 0.004,
};
const from = { xM: 0.2, yM: 0.05, yawRad: 0.4 };
const to = { xM: 0.18, yM: -0.04, yawRad: -2 };
const rest = [0.7, -2, 1.95, 1.62, 0, 0];
const arm = createArm(25, {
  attempt: 1,
  observation: { atMs: 0, positionRad: rest, velocityRadS: rest, load: rest },
  frames: [],
});

test('the knob lies between the jaws at both ends, whichever face is taken', () => {
  const grasps = graspsOf(from, to, grip);
  expect(grasps).toHaveLength(4);
  for (const { pick, place, pickJaw, placeJaw } of grasps) {
    // From the tip along the jaw: the nose's radius, half the knob, and the room left on the way down.
    expect(pick.xM + 0.017 * pickJaw.x).toBeCloseTo(from.xM, 12);
    expect(pick.yM + 0.017 * pickJaw.y).toBeCloseTo(from.yM, 12);
    expect(place.xM + 0.013 * placeJaw.x).toBeCloseTo(to.xM, 12);
    expect(place.yM + 0.013 * placeJaw.y).toBeCloseTo(to.yM, 12);
    const carried = Math.atan2(placeJaw.y, placeJaw.x) - Math.atan2(pickJaw.y, pickJaw.x);
    expect(Math.cos(carried - (to.yawRad - from.yawRad))).toBeCloseTo(1, 12);
  }
});

test('a grip that reaches is chosen for every pair of angles in the middle of the table', () => {
  for (let k = 0; k < 24; k++) {
    const turned = { ...from, yawRad: (k * Math.PI) / 12 };
    for (let m = 0; m < 24; m++) {
      const wanted = { ...to, yawRad: (m * Math.PI) / 12 };
      const grasp = chooseGrasp(arm, turned, wanted, grip);
      expect(grasp).not.toBeNull();
      if (grasp !== null) expect(arm.reach(grasp.place)).not.toBeNull();
    }
  }
});

test('out of reach there is no grip', () => {
  expect(chooseGrasp(arm, { ...from, xM: 0.5 }, to, grip)).toBeNull();
  expect(chooseGrasp(arm, from, { ...to, xM: -0.2 }, grip)).toBeNull();
});
