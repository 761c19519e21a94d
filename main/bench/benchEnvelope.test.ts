/** The bench's envelope: what a task may narrow, and that every pose the bench itself needs lies inside. */
import { describe, expect, it } from 'vitest';
import push from '../../tasks/push-t/task.json' with { type: 'json' };
import touch from '../../tasks/touch/task.json' with { type: 'json' };
import { inverseKinematics } from '../base/arm/kinematics.ts';
import { createRng } from '../base/lib/rng.ts';
import type { Joints } from '../base/model/arm.ts';
import { narrowEnvelope, simulatedBenchEnvelope } from './benchEnvelope.ts';
import { cradleRad } from './devices/sim/physics/world.ts';
import { violation } from './servo/envelope.ts';
import { parkRad } from './servo/motion.ts';

const all = { min: -9, max: 9 };
const open = { x: all, y: all, z: all, gripperRad: null, maxTiltRad: null };
/** Nothing is allowed as "no worse than here". */
const insideRad = [0, -1.2, 1.6, 1.1, 0, 0];

describe('narrowEnvelope', () => {
  const locked = { ...simulatedBenchEnvelope, gripperLockRad: { min: 0, max: 0.1 } };

  it('never widens a gripper lock, whoever set it', () => {
    const wide = { ...open, gripperRad: { min: -0.1, max: 1.5 } };
    expect(narrowEnvelope(locked, wide).gripperLockRad).toEqual({ min: 0, max: 0.1 });
    expect(narrowEnvelope(locked, open).gripperLockRad).toEqual({ min: 0, max: 0.1 });
    const half = { ...open, gripperRad: { min: 0.05, max: 1.5 } };
    expect(narrowEnvelope(locked, half).gripperLockRad).toEqual({ min: 0.05, max: 0.1 });
  });

  it('refuses locks that do not meet', () => {
    const apart = { ...open, gripperRad: { min: 0.2, max: 0.3 } };
    expect(() => narrowEnvelope(locked, apart)).toThrow(
      expect.objectContaining({
        code: 'bad-input',
        message: expect.stringMatching(/gripper limits/),
      }),
    );
  });

  it("keeps the links' box: a task's box is the tip's", () => {
    const { linksM } = simulatedBenchEnvelope;
    expect(narrowEnvelope(simulatedBenchEnvelope, push.episodeLimits).linksM).toEqual(linksM);
  });
});

describe('simulatedBenchEnvelope', () => {
  it.each([
    ['the cradle', cradleRad],
    ['folded', parkRad],
    ['the clear view of push-t', push.clearViewRad],
    ['the clear view of touch', touch.clearViewRad],
  ] as const)('holds %s', (_name, poseRad: Joints) => {
    expect(violation(poseRad, simulatedBenchEnvelope, insideRad)).toBeNull();
  });

  it("holds every pose of the tasks' boxes above the floor", () => {
    const rng = createRng(7).fork('poses');
    let inside = 0;
    for (const { resetLimits: box } of [push, touch]) {
      for (let i = 0; i < 1000; i++) {
        const tip = {
          xM: rng.between(box.x.min, box.x.max),
          yM: rng.between(box.y.min, box.y.max),
          zM: rng.between(box.z.min, box.z.max),
        };
        const turn = { rollRad: rng.between(-2.74, 2.84) };
        const poseRad = inverseKinematics(tip, turn, { maxTiltRad: box.maxTiltRad });
        if (poseRad === null) continue;
        const why = violation(poseRad, simulatedBenchEnvelope, insideRad);
        expect([null, 'floor']).toContain(why);
        if (why === null) inside++;
      }
    }
    expect(inside).toBeGreaterThan(500);
  });
});
