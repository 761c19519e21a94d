/** How far starts lie from the stated ones, by numbers that can be counted by hand. */
import { expect, test } from 'vitest';
import { createRng } from '../../base/lib/rng.ts';
import type { DrawStart } from '../task/startStates.ts';
import { drawReference, largestDistance, spreadOf } from './spreadOf.ts';

const drawn = (draw: DrawStart) => drawReference(draw, async () => undefined);
const bounds = { bounds: { positionM: 0.005, yawRad: 0.17 } };
const box = (uniform: () => number) => ({
  xM: 0.2 + 0.06 * uniform(),
  yM: 0.12 * uniform(),
  yawRad: Math.PI * (2 * uniform() - 1),
});

test('the largest distance of two cumulative distributions', () => {
  // At 2 a half of the left is reached and nothing of the right.
  expect(largestDistance([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5);
  expect(largestDistance([1, 2], [1, 2])).toBe(0);
  expect(largestDistance([1, 1, 1], [2])).toBe(1);
  // Three of four at 1 against one of two: 0.75 − 0.5.
  expect(largestDistance([1, 1, 1, 2], [1, 2])).toBe(0.25);
  expect(largestDistance([], [1])).toBe(0);
});

test('honest draws are near the stated ones and fill the box', async () => {
  const rng = createRng(5);
  const seen = Array.from({ length: 200 }, () => box(() => rng.uniform()));
  const spread = spreadOf(seen, await drawn(box), bounds);
  expect(spread.n).toBe(200);
  for (const distance of Object.values(spread.coordinates)) expect(distance).toBeLessThan(0.115);
  expect(spread.cells.of).toBe(36);
  expect(spread.cells.covered).toBeGreaterThan(33);
});

test('starts that keep to one half are half a distribution away, and leave half the cells', async () => {
  const rng = createRng(6);
  const half = (uniform: () => number) => ({ ...box(uniform), xM: 0.2 + 0.03 * uniform() });
  const seen = Array.from({ length: 400 }, () => half(() => rng.uniform()));
  const { coordinates, cells } = spreadOf(seen, await drawn(box), bounds);
  expect(coordinates.xM).toBeCloseTo(0.5, 1);
  expect(coordinates.yM).toBeLessThan(0.1);
  expect(cells).toEqual({ covered: 18, of: 36 });
});

test('a turn past half a turn is the same turn; one that the rule does not bound is asked nothing of', async () => {
  const rng = createRng(7);
  const seen = Array.from({ length: 200 }, () => {
    const pose = box(() => rng.uniform());
    return { ...pose, yawRad: pose.yawRad + 2 * Math.PI };
  });
  const reference = await drawn(box);
  expect(spreadOf(seen, reference, bounds).coordinates.yawRad).toBeLessThan(0.115);
  const straight = seen.map((pose) => ({ ...pose, yawRad: 0 }));
  expect(spreadOf(straight, reference, bounds).coordinates.yawRad).toBeCloseTo(0.5, 1);
  const free = { bounds: { positionM: 0.02, yawRad: Math.PI } };
  expect(spreadOf(straight, reference, free).coordinates.yawRad).toBe(0);
});

test('a coordinate that every stated start has alike says nothing; corners no start falls into do not count', async () => {
  const line = (uniform: () => number) => ({ xM: 0.2, yM: uniform(), yawRad: 0 });
  const seen = [{ xM: 0.201, yM: 0.5, yawRad: 0.01 }];
  const onLine = spreadOf(seen, await drawn(line), bounds);
  expect(onLine.coordinates).toMatchObject({ xM: 0, yawRad: 0 });
  expect(onLine.cells).toEqual({ covered: 1, of: 6 });
  const disc = (uniform: () => number) => {
    const r = Math.sqrt(uniform());
    const angle = 2 * Math.PI * uniform();
    return { xM: r * Math.cos(angle), yM: r * Math.sin(angle), yawRad: 0 };
  };
  // The corner cells of a disc's box lie 0.94 to 1.41 off its middle: a thousandth of it or less.
  expect(spreadOf([], await drawn(disc), bounds).cells).toEqual({ covered: 0, of: 32 });
});
