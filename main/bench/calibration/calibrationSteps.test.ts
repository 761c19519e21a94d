/** The guided calibration on encoders that a hand turns: every mounting, both directions, and what goes wrong. */
import { describe, expect, it } from 'vitest';
import { jointRangesRad, simulatedCalibration } from '../../base/arm/so101.ts';
import { must } from '../../base/lib/assert.ts';
import { type JointCalibration, jointNames } from '../../base/model/arm.ts';
import { inTurn, radOfTurn } from '../jointTurns.ts';
import { createCalibrationSteps } from './calibrationSteps.ts';

const countRad = (2 * Math.PI) / 4096;
const middleRad = jointNames.map((name) => (jointRangesRad[name][0] + jointRangesRad[name][1]) / 2);
const lowRad = jointNames.map((name) => jointRangesRad[name][0]);
const highRad = jointNames.map((name) => jointRangesRad[name][1]);

/** An arm whose encoders are mounted by `offset`; it goes where it is told in steps of a hand's speed. */
function openHand(offset: number, homing = 0, calibration = simulatedCalibration) {
  const steps = createCalibrationSteps({
    arm: 'leader',
    calibration,
    homingCounts: jointNames.map(() => homing),
  });
  let at = middleRad;
  const counts = (rad: readonly number[]): number[] =>
    rad.map((each, j) => {
      const { sign } = must(calibration[j]);
      return inTurn(Math.round((sign * each) / countRad) + offset - homing);
    });
  const go = (to: readonly number[]): void => {
    const from = at;
    for (let i = 1; i <= 60; i++) {
      at = from.map((rad, j) => rad + (i / 60) * (must(to[j]) - rad));
      steps.feed(counts(at));
    }
  };
  const sweep = (): void => {
    go(lowRad);
    go(highRad);
  };
  return { steps, go, sweep, counts };
}

const angles = (joints: readonly JointCalibration[], counts: readonly number[], homing: number) =>
  joints.map((joint, j) => radOfTurn(joint, must(counts[j]), homing));

describe('a calibration by hand', () => {
  it.each([0, 1000, 2048, 3100, 4095])('finds every angle of encoders mounted at %i', (offset) => {
    const hand = openHand(offset);
    hand.go(middleRad);
    expect(hand.steps.view.step).toBe('centre');
    hand.steps.next();
    hand.sweep();
    expect(hand.steps.view.joints.every((joint) => joint.enough)).toBe(true);
    hand.steps.next();
    const joints = hand.steps.result();
    for (const pose of [lowRad, middleRad, highRad]) {
      const found = angles(joints, hand.counts(pose), 0);
      for (const [j, rad] of found.entries()) expect(rad).toBeCloseTo(must(pose[j]), 2);
    }
    for (const joint of joints) {
      expect(Math.abs(must(joint.homingCounts))).toBeLessThanOrEqual(2047);
      const ends = [joint.minRad, joint.maxRad].map((rad) => joint.zeroCounts + rad / countRad);
      expect(Math.min(...ends)).toBeGreaterThan(-0.5);
      expect(Math.max(...ends)).toBeLessThan(4095.5);
    }
  });

  it('keeps the offset that the servos have where it fits, and counts from it', () => {
    const hand = openHand(2048, 300);
    hand.go(middleRad);
    hand.steps.next();
    hand.sweep();
    hand.steps.next();
    const joints = hand.steps.result();
    expect(must(joints[0]).homingCounts).toBe(300);
    const found = angles(joints, hand.counts(middleRad), 300);
    for (const [j, rad] of found.entries()) expect(rad).toBeCloseTo(must(middleRad[j]), 2);
  });

  it('keeps ids and directions', () => {
    const turned = simulatedCalibration.map((joint, j) => ({
      ...joint,
      id: 20 + j,
      sign: j % 2 === 0 ? (-1 as const) : (1 as const),
    }));
    const hand = openHand(500, 0, turned);
    hand.go(middleRad);
    hand.steps.next();
    hand.sweep();
    hand.steps.next();
    const joints = hand.steps.result();
    expect(joints.map(({ id, sign }) => [id, sign])).toEqual(
      turned.map(({ id, sign }) => [id, sign]),
    );
    const found = angles(joints, hand.counts(highRad), 0);
    for (const [j, rad] of found.entries()) expect(rad).toBeCloseTo(must(highRad[j]), 2);
  });
});

describe('what is not done yet', () => {
  it('is refused with the joints that were not swept', () => {
    const hand = openHand(0);
    hand.go(middleRad);
    hand.steps.next();
    expect(() => hand.steps.result()).toThrow(/Still to do/);
    hand.go(lowRad.map((rad, j) => (j === 2 ? must(middleRad[j]) : rad)));
    hand.go(highRad.map((rad, j) => (j === 2 ? must(middleRad[j]) : rad)));
    expect(() => hand.steps.next()).toThrow(/Still to do: elbow flex\.$/);
    expect(hand.steps.view.joints.filter((joint) => !joint.enough).map(({ name }) => name)).toEqual(
      ['elbow_flex'],
    );
    hand.sweep();
    hand.steps.next();
    expect(hand.steps.view.step).toBe('review');
    expect(() => hand.steps.next()).toThrow(/Save/);
  });

  it('does not count what was moved before the sweep', () => {
    const hand = openHand(0);
    hand.sweep();
    hand.go(middleRad);
    expect(hand.steps.view.joints.some((joint) => joint.enough)).toBe(false);
    hand.steps.next();
    expect(() => hand.steps.next()).toThrow(/Still to do: shoulder pan/);
  });
});

describe('what goes wrong', () => {
  it('waits for servos that do not answer', () => {
    const hand = openHand(0);
    expect(() => hand.steps.next()).toThrow(/do not answer/);
    hand.go(middleRad);
    hand.steps.feed(null);
    expect(hand.steps.view.todo).toMatch(/do not answer/);
    expect(() => hand.steps.next()).toThrow(/do not answer/);
    hand.go(middleRad);
    hand.steps.next();
    expect(hand.steps.view.step).toBe('sweep');
  });

  it('begins the sweep anew when the servos were away while the arm was moved', () => {
    const hand = openHand(0);
    hand.go(middleRad);
    hand.steps.next();
    hand.sweep();
    hand.steps.feed(null);
    hand.steps.feed(hand.counts(lowRad));
    expect(hand.steps.view.todo).toMatch(/began anew/);
    expect(() => hand.steps.next()).toThrow(/Still to do/);
  });

  it('does not take a joint that turns further than the arm can', () => {
    const hand = openHand(0);
    hand.go(middleRad);
    hand.steps.next();
    hand.sweep();
    hand.go(highRad.map((rad, j) => (j === 1 ? rad + 1 : rad)));
    expect(() => hand.steps.next()).toThrow(/shoulder lift turned further/);
  });

  it('takes the middle of a roll without stops from where it was put', () => {
    const hand = openHand(0);
    hand.go(middleRad);
    hand.steps.next();
    hand.sweep();
    const pose = middleRad.map((rad, j) => (j === 4 ? rad + 2.5 * Math.PI : rad));
    hand.go(pose);
    hand.steps.next();
    const found = angles(hand.steps.result(), hand.counts(middleRad), 0);
    expect(must(found[4])).toBeCloseTo(must(middleRad[4]), 2);
  });
});
