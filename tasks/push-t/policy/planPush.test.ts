/** Version 0's choice of pushes, over many poses: where the nose comes down, where it ends, which way the T goes. */
import type { PlanarPose } from 'nightbench/sdk/program.ts';
import { describe, expect, test } from 'vitest';
import { planPushes as planBy, pushSettingsOf, yawErrorRad } from './planPush.ts';
import { settings } from './settings.ts';
import { distanceToTeeM, touchDistanceM } from './teeShape.ts';

const goal = { xM: 0.205, yM: 0, yawRad: 0 };
const version0 = pushSettingsOf(settings);
const planPushes = (pose: PlanarPose, to: PlanarPose) => planBy(pose, to, version0);
const degree = Math.PI / 180;
const poses = Array.from({ length: 200 }, (_, k) => ({
  xM: 0.175 + 0.06 * ((k * 0.618) % 1),
  yM: -0.06 + 0.12 * ((k * 0.414) % 1),
  yawRad: -Math.PI + ((k * 2.399) % (2 * Math.PI)),
}));

/** A world point in the T's frame. */
function inTee(pose: (typeof poses)[number], point: { xM: number; yM: number }) {
  const cos = Math.cos(pose.yawRad);
  const sin = Math.sin(pose.yawRad);
  const x = point.xM - pose.xM;
  const y = point.yM - pose.yM;
  return { xM: cos * x + sin * y, yM: cos * y - sin * x };
}

describe('the outline', () => {
  test('is where the drawing says', () => {
    expect(distanceToTeeM({ xM: -0.02714, yM: 0 })).toBeCloseTo(0, 9);
    expect(distanceToTeeM({ xM: 0.05286, yM: 0 })).toBeCloseTo(0, 9);
    expect(distanceToTeeM({ xM: 0.03, yM: 0.015 })).toBeCloseTo(0.005, 9);
    expect(distanceToTeeM({ xM: 0, yM: 0 })).toBeLessThan(0);
  });

  test('a nose touches it one radius before the face', () => {
    const fromBehind = touchDistanceM({ xM: 0, yM: 0 }, { xM: 1, yM: 0 }, 0.006);
    expect(fromBehind).toBeCloseTo(0.02714 + 0.006, 4);
  });
});

describe('a plan', () => {
  test('comes down clear of the T, touches it, and pushes 15 mm further', () => {
    for (const pose of poses) {
      for (const push of planPushes(pose, goal)) {
        expect(distanceToTeeM(inTee(pose, push.from))).toBeGreaterThan(0.0119);
        const touch = {
          xM: push.to.xM - version0.pushM * push.direction.xM,
          yM: push.to.yM - version0.pushM * push.direction.yM,
        };
        expect(distanceToTeeM(inTee(pose, touch))).toBeCloseTo(0.006, 4);
        expect(Math.hypot(push.direction.xM, push.direction.yM)).toBeCloseTo(1, 9);
      }
    }
  });

  test('turns the T the right way while it is badly turned', () => {
    for (const pose of poses) {
      const turnRad = yawErrorRad(pose, goal);
      if (Math.abs(turnRad) <= version0.turnAboveRad) continue;
      const [first] = planPushes(pose, goal);
      expect(first?.why).toBe('turn');
      if (first === undefined) continue;
      const arm = { x: first.to.xM - pose.xM, y: first.to.yM - pose.yM };
      const torque = arm.x * first.direction.yM - arm.y * first.direction.xM;
      expect(Math.sign(torque)).toBe(Math.sign(turnRad));
    }
  });

  test('else pushes through the centroid towards the goal', () => {
    const pose = { xM: 0.18, yM: 0.03, yawRad: 10 * degree };
    const [push, ...others] = planPushes(pose, goal);
    expect(others).toHaveLength(0);
    expect(push?.why).toBe('move');
    const awayM = Math.hypot(goal.xM - pose.xM, goal.yM - pose.yM);
    expect(push?.direction.xM).toBeCloseTo((goal.xM - pose.xM) / awayM, 9);
    expect(push?.direction.yM).toBeCloseTo((goal.yM - pose.yM) / awayM, 9);
  });

  test('is content inside 5.5 mm and 8 degrees, and not before', () => {
    expect(planPushes({ xM: 0.2102, yM: 0, yawRad: 7 * degree }, goal)).toEqual([]);
    expect(planPushes({ xM: 0.2108, yM: 0, yawRad: 0 }, goal)).not.toEqual([]);
    expect(planPushes({ xM: 0.205, yM: 0, yawRad: 9 * degree }, goal)[0]?.why).toBe('turn');
  });
});
