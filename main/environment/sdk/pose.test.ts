/** Poses: wrapping, differences, middles that a wild look cannot move, and the published rule read strictly. */
import { expect, test } from 'vitest';
import { isWithin, middlePose, offBy, readSuccessRule, wrapRad } from './pose.ts';

test('angles wrap into −π…π', () => {
  expect(wrapRad(3 * Math.PI + 0.1)).toBeCloseTo(-Math.PI + 0.1, 12);
  expect(wrapRad(-0.2)).toBeCloseTo(-0.2, 12);
});

test('a turn across π is a small one', () => {
  const off = offBy({ xM: 0, yM: 0, yawRad: 3.1 }, { xM: 0.003, yM: 0.004, yawRad: -3.1 });
  expect(off.positionM).toBeCloseTo(0.005, 12);
  expect(off.yawRad).toBeCloseTo(2 * Math.PI - 6.2, 12);
  expect(isWithin(off, { positionM: 0.0051, yawRad: 0.1 })).toBe(true);
  expect(isWithin(off, { positionM: 0.0049, yawRad: 0.1 })).toBe(false);
  expect(isWithin(off, { positionM: 0.0051, yawRad: 0.05 })).toBe(false);
});

test('the middle of three looks ignores the wild one, also across π', () => {
  const middle = middlePose([
    { xM: 0.1, yM: 0, yawRad: 3.13 },
    { xM: 0.5, yM: 9, yawRad: 0 },
    { xM: 0.102, yM: 0.001, yawRad: -3.13 },
  ]);
  expect(middle?.xM).toBeCloseTo(0.102, 12);
  expect(middle?.yM).toBeCloseTo(0.001, 12);
  expect(Math.abs(middle?.yawRad ?? 0)).toBeGreaterThan(3);
  expect(middlePose([])).toBeNull();
});

test('the rule of a task is read by name, and what is missing is named', () => {
  const success = {
    words: 'x',
    goal: { xM: 0.2, yM: 0, yawRad: 0 },
    bounds: { positionM: 0.005, yawRad: 0.17 },
  };
  expect(readSuccessRule(success).bounds).toEqual({ positionM: 0.005, yawRad: 0.17 });
  expect(() => readSuccessRule({ ...success, bounds: { positionM: 0.1 } })).toThrow('"yawRad"');
  expect(() => readSuccessRule({ ...success, goal: { xM: '0.2' } })).toThrow('"xM"');
  expect(() => readSuccessRule(null)).toThrow('"xM"');
});
