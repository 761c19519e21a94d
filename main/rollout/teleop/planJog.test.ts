/** A person's wishes as joints: straight, at the set speed, upright where it reaches, along the limits, never across. */
import { describe, expect, it } from 'vitest';
import { forwardKinematics, inverseKinematics } from '../../base/arm/kinematics.ts';
import { must } from '../../base/lib/assert.ts';
import { createRng } from '../../base/lib/rng.ts';
import type { Envelope, Joints } from '../../base/model/arm.ts';
import { narrowEnvelope, simulatedBenchEnvelope } from '../../bench/benchEnvelope.ts';
import { violation } from '../../bench/servo/envelope.ts';
import { createLeaderFollow, wearOffRadS } from './followLeader.ts';
import { innerEnvelope } from './innerEnvelope.ts';
import {
  type JogMove,
  type JogState,
  type JogWish,
  planJog,
  startJog,
  topSpeedMS,
} from './planJog.ts';

const dtS = 0.02;
const envelope: Envelope = narrowEnvelope(simulatedBenchEnvelope, {
  x: { min: 0.1, max: 0.3 },
  y: { min: -0.1, max: 0.1 },
  z: { min: 0.01, max: 0.1 },
  gripperRad: { min: -0.05, max: 0.02 },
  maxTiltRad: 0.36,
});
const still: JogMove = { x: 0, y: 0, z: 0, roll: 0, pitch: 0, gripper: 0 };
const move = (part: Partial<JogMove>): JogWish => ({ kind: 'move', move: { ...still, ...part } });
const above = (xM: number, yM: number, zM: number): Joints =>
  must(inverseKinematics({ xM, yM, zM }, { rollRad: 0 }));

function run(from: Joints, wish: JogWish, steps: number, speed = 1, within = envelope) {
  let state: JogState = startJog(from);
  const limits = new Set<string | null>();
  for (let i = 0; i < steps; i++) {
    const before = state.jointsRad;
    const step = planJog(state, wish, { envelope: within, speed, dtS });
    expect(violation(step.state.jointsRad, within, before)).toBeNull();
    for (const [j, value] of step.state.jointsRad.entries()) {
      const most = must(envelope.speedRadS[j]) * dtS;
      expect(Math.abs(value - must(before[j]))).toBeLessThanOrEqual(most);
    }
    limits.add(step.limitedBy);
    state = step.state;
  }
  return { state, limits, tip: forwardKinematics(state.jointsRad) };
}

describe('velocities', () => {
  it('move the tip straight along the axis, at the set share of the top speed', () => {
    const from = above(0.2, 0, 0.05);
    const { tip, limits } = run(from, move({ y: 1 }), 25, 0.5);
    const rampS = (0.5 * topSpeedMS) / 1.2;
    expect(tip.yM).toBeCloseTo(0.5 * topSpeedMS * (25 * dtS - rampS / 2), 2);
    expect(Math.hypot(tip.xM - 0.2, tip.zM - 0.05)).toBeLessThan(0.0005);
    expect([...limits]).toEqual([null]);
  });

  it('lean around a joint at the end of its range, and stick nowhere', () => {
    // As a session has it: a little inside the task's limits, and inside every joint's range.
    const inner = innerEnvelope(
      narrowEnvelope(simulatedBenchEnvelope, {
        x: { min: 0.02, max: 0.36 },
        y: { min: -0.26, max: 0.26 },
        z: { min: 0.005, max: 0.2 },
        gripperRad: { min: -0.05, max: 0.02 },
        maxTiltRad: 0.36,
      }),
    );
    const far = run(above(0.15, 0, 0.061), move({ x: 1 }), 60, 0.5, inner);
    expect(far.tip.xM).toBeGreaterThan(0.235);
    const joints = far.state.jointsRad;
    const [wrist, most] = [must(joints[3]), must(inner.jointsRad[3])];
    expect(wrist).toBeGreaterThan(most.max - 0.02);
    for (const [wish, axis] of [
      [move({ y: 1 }), 'yM'],
      [move({ y: -1 }), 'yM'],
      [move({ z: 1 }), 'zM'],
      [move({ x: -1 }), 'xM'],
    ] as const) {
      const { tip } = run(joints, wish, 25, 0.5, inner);
      expect(Math.abs(tip[axis] - far.tip[axis])).toBeGreaterThan(0.01);
    }
  });

  it('slide around at the end of the reach', () => {
    const wide = innerEnvelope(
      narrowEnvelope(simulatedBenchEnvelope, {
        x: { min: 0.02, max: 0.36 },
        y: { min: -0.26, max: 0.26 },
        z: { min: 0.005, max: 0.2 },
        gripperRad: null,
        maxTiltRad: 0.36,
      }),
    );
    const out = run(above(0.2, 0, 0.09), move({ x: 1 }), 80, 1, wide);
    expect(out.limits).toContain('joint-range');
    for (const y of [1, -1]) {
      const { tip, limits } = run(out.state.jointsRad, move({ y }), 50, 1, wide);
      expect(y * tip.yM).toBeGreaterThan(0.1);
      expect(Math.hypot(tip.xM, tip.yM)).toBeGreaterThan(out.tip.xM - 0.005);
      expect(limits).toContain('joint-range');
    }
  });

  it('slide along the edge of the task, and say which limit it is', () => {
    const { tip, limits } = run(above(0.2, 0.05, 0.05), move({ x: 0.2, y: 1 }), 60);
    expect(tip.yM).toBeLessThan(0.1005);
    expect(tip.yM).toBeGreaterThan(0.0985);
    expect(tip.xM).toBeGreaterThan(0.21);
    expect(limits).toContain('workspace');
    const down = run(above(0.2, 0, 0.03), move({ z: -1, x: 0.3 }), 60);
    expect(down.tip.zM).toBeGreaterThan(0.0095);
    expect(down.tip.xM).toBeGreaterThan(0.22);
    expect(down.limits).toContain('tool-height');
  });

  it('turn and pitch the hand about a tip that stays, and keep the jaw in its lock', () => {
    const { tip, state } = run(above(0.2, 0, 0.05), move({ roll: 1, pitch: 0.5, gripper: 1 }), 40);
    expect(Math.hypot(tip.xM - 0.2, tip.yM, tip.zM - 0.05)).toBeLessThan(0.001);
    expect(tip.leanRad).toBeCloseTo(0.24, 2);
    expect(must(state.jointsRad[4])).toBeGreaterThan(1);
    expect(must(state.jointsRad[5])).toBeCloseTo(0.02, 6);
  });

  it('keep to the envelope whatever is pressed', () => {
    const rng = createRng(5);
    let state = startJog(above(0.2, 0, 0.05));
    const any = (): number => rng.between(-1, 1);
    for (let i = 0; i < 400; i++) {
      const wish = move({
        x: any(),
        y: any(),
        z: any(),
        roll: any(),
        pitch: any(),
        gripper: any(),
      });
      for (let k = 0; k < 10; k++) {
        const step = planJog(state, wish, { envelope, speed: 1, dtS });
        expect(violation(step.state.jointsRad, envelope, state.jointsRad)).toBeNull();
        expect(step.state.jointsRad.every(Number.isFinite)).toBe(true);
        state = step.state;
      }
    }
  });
});

describe('a place on the table', () => {
  it('is glided to and kept, at the working height', () => {
    const goTo: JogWish = { kind: 'goTo', xM: 0.25, yM: 0.06, zM: null };
    const { tip } = run(above(0.18, -0.05, 0.02), goTo, 120, 0.6);
    expect(Math.hypot(tip.xM - 0.25, tip.yM - 0.06, tip.zM - 0.02)).toBeLessThan(0.001);
  });

  it('outside is approached as near as may be', () => {
    const { tip, limits } = run(
      above(0.2, 0, 0.02),
      { kind: 'goTo', xM: 0.2, yM: 0.25, zM: null },
      120,
    );
    expect(tip.yM).toBeGreaterThan(0.098);
    expect(limits).toContain('workspace');
  });
});

describe('a leader arm', () => {
  it('far away makes nothing jump, and is met slowly', () => {
    const from = above(0.2, 0, 0.05);
    const leader = above(0.24, 0.05, 0.07);
    const follow = createLeaderFollow();
    follow.engage(from, leader);
    let state = startJog(from);
    for (let i = 0; i < 150; i++) {
      const wish: JogWish = { kind: 'joints', jointsRad: follow.targetRad(leader, dtS) };
      const step = planJog(state, wish, { envelope, speed: 1, dtS });
      for (const [j, value] of step.state.jointsRad.entries())
        expect(Math.abs(value - must(state.jointsRad[j]))).toBeLessThan(wearOffRadS * dtS + 1e-9);
      state = step.state;
    }
    for (const [j, value] of leader.entries())
      expect(must(state.jointsRad[j])).toBeCloseTo(value, 6);
  });

  it('that leaves the task slides along its edge', () => {
    const { tip, limits } = run(
      above(0.2, 0.05, 0.05),
      { kind: 'joints', jointsRad: above(0.22, 0.18, 0.05) },
      300,
    );
    expect(tip.yM).toBeGreaterThan(0.09);
    expect(tip.yM).toBeLessThan(0.101);
    expect(limits).toContain('workspace');
  });
});
