/** Boxes of starts: what lies in one, over the back of a turn too; what is none. */
import { expect, test } from 'vitest';
import { isInStarts, startBoxSchema, startsKey, startWords } from './starts.ts';

const box = { x: { min: 0.1, max: 0.2 }, y: { min: -0.06, max: 0 } };
const at = (xM: number, yM: number, degrees = 0) => ({ xM, yM, yawRad: (degrees * Math.PI) / 180 });
const turn = (from: number, to: number) => ({
  ...box,
  yawRad: { min: (from * Math.PI) / 180, max: (to * Math.PI) / 180 },
});

test('a start lies in a box with its bounds, at any turn where none is named', () => {
  expect(isInStarts(box, at(0.1, -0.06, 170))).toBe(true);
  expect(isInStarts(box, at(0.2, 0))).toBe(true);
  expect(isInStarts(box, at(0.2001, 0))).toBe(false);
  expect(isInStarts(box, at(0.15, 0.001))).toBe(false);
});

test('a turn may go over the back', () => {
  for (const inside of [135, 180, -180, -170, 190, 225, -135])
    expect(isInStarts(turn(135, 225), at(0.15, 0, inside))).toBe(true);
  for (const outside of [130, -130, 0])
    expect(isInStarts(turn(135, 225), at(0.15, 0, outside))).toBe(false);
  expect(isInStarts(turn(-45, 45), at(0.15, 0, -30))).toBe(true);
});

test.each([
  { ...box, x: { min: 0.2, max: 0.1 } },
  { ...box, x: { min: 0.2, max: 0.2 } },
  { ...box, y: { min: Number.NaN, max: 0 } },
  { ...box, y: { min: Number.NEGATIVE_INFINITY, max: 0 } },
  { ...box, x: { min: -1e9, max: 1e9 } },
  { ...box, yawRad: { min: -4, max: 4 } },
  { ...box, z: { min: 0, max: 1 } },
  { x: box.x },
  { ...box, x: { min: '0', max: 1 } },
])('%j is no box', (hostile) => {
  expect(startBoxSchema.safeParse(hostile).success).toBe(false);
});

test('words and keys', () => {
  expect(startWords(undefined)).toBe('all of the stated ones');
  expect(startWords(turn(-45, 45))).toBe('x 100 to 200 mm, y −60 to 0 mm, turn −45° to 45°');
  expect(startsKey(null)).toBe(startsKey(undefined));
  expect(startsKey(box)).not.toBe(startsKey(turn(-45, 45)));
});
