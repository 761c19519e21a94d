/** An arm that no tool pose describes comes back to where it can be driven, at a press and by no way but an allowed one. */
import { describe, expect, it } from 'vitest';
import { forwardKinematics } from '../../base/arm/kinematics.ts';
import { must } from '../../base/lib/assert.ts';
import type { Envelope, Joints } from '../../base/model/arm.ts';
import { narrowEnvelope, simulatedBenchEnvelope } from '../../bench/benchEnvelope.ts';
import { violation } from '../../bench/servo/envelope.ts';
import { innerEnvelope } from './innerEnvelope.ts';
import { type JogMove, type JogWish, planJog, startJog } from './planJog.ts';

const dtS = 0.02;
const inForce: Envelope = narrowEnvelope(simulatedBenchEnvelope, {
  x: { min: 0.02, max: 0.36 },
  y: { min: -0.26, max: 0.26 },
  z: { min: 0.005, max: 0.2 },
  gripperRad: { min: -0.05, max: 0.02 },
  maxTiltRad: 0.36,
});
const still: JogMove = { x: 0, y: 0, z: 0, roll: 0, pitch: 0, gripper: 0 };

const key = (part: Partial<JogMove>): JogWish => ({ kind: 'move', move: { ...still, ...part } });
const middle: JogWish = { kind: 'goTo', xM: 0.2, yM: 0.02, zM: 0.08 };

function press(from: Joints, wish: JogWish, periods: number, outer = inForce): Joints {
  const envelope = innerEnvelope(outer);
  let state = startJog(from);
  for (let i = 0; i < periods; i++) {
    const before = state.jointsRad;
    ({ state } = planJog(state, wish, { envelope, speed: 1, dtS }));
    expect(violation(state.jointsRad, envelope, before)).toBeNull();
    for (const [j, value] of state.jointsRad.entries())
      expect(Math.abs(value - must(before[j]))).toBeLessThan(1.2 * dtS);
  }
  return state.jointsRad;
}

/** It is there, and each key moves the tip its own way. */
function expectDriven(from: Joints, outer = inForce): void {
  const here = forwardKinematics(from);
  expect(Math.hypot(here.xM - 0.2, here.yM - 0.02, here.zM - 0.08)).toBeLessThan(0.005);
  for (const [name, axis] of [
    ['x', 'xM'],
    ['y', 'yM'],
    ['z', 'zM'],
  ] as const) {
    const there = forwardKinematics(press(from, key({ [name]: -1 }), 20, outer));
    expect(here[axis] - there[axis]).toBeGreaterThan(0.01);
  }
}

const poses: Readonly<Record<string, Joints>> = {
  upright: [0, -1.2, 1.3, 1.4, 0, 0],
  'pointing forward': [0, -1, 0.6, 0.3, 0, 0],
  'pointing forward and aside': [-0.8, -1.1, 1.2, -0.6, 1.4, 0],
  'leaning inward': [0.4, -1.3, 1.9, 1.5, 0, 0],
  'with its hand up': [0, -1.4, 1.5, -1.2, 0, 0],
  'with its hand turned to the end': [0.2, -1.2, 1.3, 1.4, 2.84, 0],
};

describe('an arm that stands', () => {
  for (const [name, from] of Object.entries(poses))
    it(`${name} comes back at a press, and is driven from there`, () => {
      expectDriven(press(from, middle, 700));
      // A key does it as well, until the tip is where keys move it.
      expect(press(from, key({ z: 1 }), 100)).not.toEqual(from);
    });

  it('outside a narrower range of its shoulder comes back too', () => {
    const jointsRad = inForce.jointsRad.map((range, j) =>
      j === 0 ? { min: -0.5, max: 0.5 } : range,
    );
    const narrow = { ...inForce, jointsRad };
    const back = press([1.2, -1.2, 1.3, 1.4, 0, 0], middle, 700, narrow);
    expect(must(back[0])).toBeLessThan(0.5);
    expectDriven(back, narrow);
  });

  it('anywhere outside stays there while nothing is pressed', () => {
    const from = must(poses['pointing forward']);
    expect(press(from, key({}), 50)).toEqual(from);
  });
});
