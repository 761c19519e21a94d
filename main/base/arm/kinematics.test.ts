/** Kinematics against themselves and against the public reach table; against the physics: `world.test.ts`. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../lib/rng.ts';
import {
  forwardKinematics,
  inverseKinematics,
  jawYawOfRoll,
  linkPoints,
  rollOfJawYaw,
  wrapRad,
} from './kinematics.ts';
import { jointRangesRad, so101 } from './so101.ts';

const degree = Math.PI / 180;

describe('inverse kinematics', () => {
  it('is undone by the forward kinematics wherever it answers', () => {
    const rng = createRng(3);
    let answered = 0;
    for (let i = 0; i < 2000; i++) {
      const tip = {
        xM: rng.between(-0.1, 0.4),
        yM: rng.between(-0.3, 0.3),
        zM: rng.between(0, 0.2),
      };
      const jawYawRad = rng.between(-Math.PI, Math.PI);
      const joints = inverseKinematics(tip, { jawYawRad });
      if (!joints) continue;
      answered++;
      const back = forwardKinematics(joints);
      expect(Math.hypot(back.xM - tip.xM, back.yM - tip.yM, back.zM - tip.zM)).toBeLessThan(1e-9);
      expect(Math.abs(wrapRad(back.jawYawRad - jawYawRad))).toBeLessThan(1e-9);
      expect(Math.abs(back.leanRad)).toBeLessThanOrEqual(20 * degree + 1e-9);
      Object.values(jointRangesRad).forEach(([low, high], index) => {
        expect(joints[index]).toBeGreaterThanOrEqual(low);
        expect(joints[index]).toBeLessThanOrEqual(high);
      });
    }
    expect(answered).toBeGreaterThan(400);
  });

  it('reaches as far as the arm is known to, by height and allowed tilt', () => {
    const reach = (zM: number, maxTiltRad: number): number => {
      for (let xM = 0.4; xM > 0.1; xM -= 0.0005) {
        if (inverseKinematics({ xM, yM: 0, zM }, { rollRad: 0 }, { maxTiltRad })) return xM;
      }
      return 0;
    };
    const table: [number, number, number][] = [
      [0.008, 0, 0.274],
      [0.008, 20 * degree, 0.329],
      [0.06, 0, 0.237],
      [0.06, 20 * degree, 0.314],
      [0.075, 0, 0.213],
    ];
    for (const [zM, tilt, xM] of table) expect(Math.abs(reach(zM, tilt) - xM)).toBeLessThan(0.004);
  });

  it('keeps the tool vertical where that reaches and leans without a jump where not', () => {
    let before = 0;
    for (let xM = 0.15; xM < 0.32; xM += 0.001) {
      const joints = inverseKinematics({ xM, yM: 0.01, zM: 0.01 }, { rollRad: 0 });
      if (!joints) throw new Error(`out of reach at ${xM}`);
      const lean = forwardKinematics(joints).leanRad;
      if (xM < 0.26) expect(Math.abs(lean)).toBeLessThan(1e-9);
      expect(Math.abs(lean - before)).toBeLessThan(1.5 * degree);
      before = lean;
    }
    expect(before).toBeGreaterThan(10 * degree);
  });

  it('answers null out of reach, beyond the roll range and on bad numbers', () => {
    expect(inverseKinematics({ xM: 0.5, yM: 0, zM: 0.05 }, { rollRad: 0 })).toBeNull();
    expect(inverseKinematics({ xM: -0.2, yM: 0, zM: 0.05 }, { rollRad: 0 })).toBeNull();
    expect(inverseKinematics({ xM: 0.2, yM: 0, zM: 0.05 }, { rollRad: 3 })).toBeNull();
    expect(inverseKinematics({ xM: Number.NaN, yM: 0, zM: 0.05 }, { rollRad: 0 })).toBeNull();
    expect(inverseKinematics({ xM: 0.2, yM: 0, zM: Number.NaN }, { rollRad: 0 })).toBeNull();
  });
});

describe('jaw direction', () => {
  it('turns against the roll under a vertical tool', () => {
    expect(jawYawOfRoll(0.4, 0.1, 0)).toBeCloseTo(-0.3, 12);
    expect(rollOfJawYaw(-0.3, 0.1, 0)).toBeCloseTo(0.4, 12);
  });
});

describe('link points', () => {
  it('end in the tip, with the closed jaw short of it and the open jaw far out', () => {
    const out = new Float64Array(18);
    const closed = inverseKinematics({ xM: 0.2, yM: 0.03, zM: 0.01 }, { jawYawRad: 0 });
    if (!closed) throw new Error('in reach');
    linkPoints(closed, out);
    expect(out[12]).toBeCloseTo(0.2, 9);
    expect(out[13]).toBeCloseTo(0.03, 9);
    expect(out[14]).toBeCloseTo(0.01, 9);
    expect(out[17]).toBeCloseTo(0.01 + so101.movingJawShortM, 9);
    expect((out[15] ?? 0) - 0.2).toBeCloseTo(0.0065, 4);
    linkPoints([...closed.slice(0, 5), 1.5], out);
    expect((out[15] ?? 0) - 0.2).toBeGreaterThan(0.08);
  });
});
