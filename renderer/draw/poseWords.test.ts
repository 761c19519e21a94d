/** Poses in words, and the arm's own geometry where it can be worked out by hand. */
import { describe, expect, it } from 'vitest';
import { so101 } from '../../main/base/arm/so101.ts';
import { must } from '../../main/base/lib/assert.ts';
import { signed } from '../../main/base/model/signed.ts';
import { armPoints } from './armPoints.ts';
import { poseWords, wrapRad } from './poseWords.ts';

const goal = { xM: 0.2, yM: 0, yawRad: 3.1 };

describe('poses in words', () => {
  it('says distance and the shorter turn', () => {
    const believed = { xM: 0.2, yM: 0.027, yawRad: -3.1 };
    expect(poseWords(believed, goal)).toBe('27 mm, 5° from goal');
    expect(poseWords({ ...believed, yawRad: 2.8 }, goal)).toBe('27 mm, −17° from goal');
    expect(poseWords({ xM: 0.2, yM: -0.03, yawRad: 0 }, undefined)).toBe('at 200, −30 mm');
  });

  it('never writes a minus before nothing', () => {
    expect(signed(-0.04, 1)).toBe('0.0');
    expect(signed(-0.06, 1)).toBe('−0.1');
    expect(wrapRad(3 * Math.PI)).toBeCloseTo(Math.PI, 12);
    expect(wrapRad(-Math.PI)).toBeCloseTo(Math.PI, 12);
  });

  it('stretches the arm forward at zero, and folds the hand down at a right angle', () => {
    const reach = so101.liftForwardM + so101.upperArmM + so101.forearmM;
    const level = must(armPoints([0, 0, 0, 0, 0, 0]).at(-1));
    expect(level[0]).toBeCloseTo(reach + so101.handM, 12);
    expect(level[2]).toBeCloseTo(so101.liftUpM, 12);
    const bent = must(armPoints([Math.PI / 2, 0, 0, Math.PI / 2, 0, 0]).at(-1));
    expect(bent[0]).toBeCloseTo(0, 12);
    expect(bent[1]).toBeCloseTo(reach, 12);
    expect(bent[2]).toBeCloseTo(so101.liftUpM - so101.handM, 12);
  });
});
