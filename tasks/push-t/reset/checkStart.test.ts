/** The reset's check says yes to one thing only: the wanted start, fair and free. */
import { expect, test } from 'vitest';
import { checkStart } from './checkStart.ts';

const facts = {
  seen: { xM: 0.19, yM: 0.04, yawRad: 2 },
  wanted: { xM: 0.192, yM: 0.041, yawRad: 2.05 },
  tolerance: { positionM: 0.007, yawRad: 0.12 },
  rule: {
    goal: { xM: 0.205, yM: 0, yawRad: 0 },
    bounds: { positionM: 0.005, yawRad: 0.17 },
  },
  tip: { xM: 0.03, yM: 0.11 },
};

test('a T at its wanted start, the arm away, is a start', () => {
  const reply = checkStart(facts);
  expect(reply).toMatchObject({ ok: true, solved: false, believed: facts.seen });
});

test.each<[string, Partial<typeof facts> | { seen: null }, RegExp, boolean]>([
  ['nothing seen', { seen: null }, /no T is seen/, false],
  ['too far off', { seen: { ...facts.seen, xM: 0.182 } }, /lies at 182, 40 mm/, false],
  ['turned too far', { seen: { ...facts.seen, yawRad: 1.9 } }, /wanted/, false],
  ['the arm beside it', { tip: { xM: 0.15, yM: 0 } }, /too close/, false],
  ['already solved', { seen: { xM: 0.207, yM: 0.001, yawRad: 0.1 } }, /on the goal/, true],
])('%s is no start', (_name, change, why, solved) => {
  const reply = checkStart({ ...facts, ...change });
  expect(reply.ok).toBe(false);
  expect(reply.reason).toMatch(why);
  expect(reply.solved).toBe(solved);
});

test('a solved T is refused even when it was wanted there', () => {
  const seen = { xM: 0.206, yM: 0, yawRad: 0 };
  expect(checkStart({ ...facts, seen, wanted: seen })).toMatchObject({ ok: false, solved: true });
});
