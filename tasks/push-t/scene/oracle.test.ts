/** The hidden truth of Push-T at its bounds and guard bands. */
import type { ObjectPose } from 'nightbench/sdk/scene.ts';
import { describe, expect, it } from 'vitest';
import { oracle } from './oracle.ts';
import { drawStart } from './starts.ts';

const degree = Math.PI / 180;
const rule = {
  goal: { xM: 0.205, yM: 0, yawRad: 0 },
  bounds: { positionM: 0.005, yawRad: 10 * degree },
  guard: { positionM: 0.002, yawRad: 3 * degree },
};
const tee = (offMm: number, offDegrees: number, more: Partial<ObjectPose> = {}) => ({
  tee: {
    xM: 0.205 + (offMm / 1000) * 0.6,
    yM: (offMm / 1000) * 0.8,
    zM: 0,
    yawRad: offDegrees * degree,
    tiltRad: 0,
    ...more,
  },
});

describe('oracle', () => {
  it.each([
    [0, 0, true, false],
    [2.9, 6.9, true, false],
    [3.1, 0, true, true],
    [0, -7.1, true, true],
    [4.9, 9.9, true, true],
    [5.1, 0, false, true],
    [0, 10.1, false, true],
    [7.1, 0, false, false],
    [0, 13.1, false, false],
    [0, 180, false, false],
    [4.9, 13.1, false, false],
    [7.1, 9.9, false, false],
  ])('%d mm and %d° off: success %s, edge %s', (mm, degrees, success, edge) => {
    expect(oracle(tee(mm, degrees), rule)).toEqual({ success, edge });
  });

  it('takes whole turns for none', () => {
    expect(oracle(tee(0, 361), rule)).toEqual({ success: true, edge: false });
    expect(oracle(tee(0, -358), rule)).toEqual({ success: true, edge: false });
  });

  it('wants the T flat on the table', () => {
    expect(oracle(tee(0, 0, { tiltRad: 0.3 }), rule)).toEqual({ success: false, edge: false });
    expect(oracle(tee(0, 0, { zM: 0.02 }), rule)).toEqual({ success: false, edge: false });
  });

  it('does not judge a scene without a T', () => {
    expect(() => oracle({}, rule)).toThrow('no T');
  });
});

describe('starts', () => {
  it('lie in the box and are never nearly solved, also for unlucky draws', () => {
    const draws = [0.5, 0.5, 0.5, 0, 0.999, 0.2];
    let at = 0;
    const start = drawStart(() => draws[at++ % draws.length] ?? 0);
    expect(at).toBe(6);
    expect(start.xM).toBeCloseTo(0.175, 9);
    expect(start.yM).toBeCloseTo(0.05988, 9);
  });
});
