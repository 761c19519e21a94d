/** Resets that the author writes: hostile reset.json, the check's every no, and the push as geometry. */
import { describe, expect, it, test } from 'vitest';
import { checkAuthored } from './authoredCheck.ts';
import { parseResetFile } from './authoredReset.ts';
import { wayOf } from './pushThing.ts';

const grip = {
  ...{ gripHeightM: 0.025, hoverM: 0.066, looseM: 0.004, openRad: 0.5, squeezeRad: 0.06 },
  ...{ heldRad: { min: 0.1, max: 0.3 }, leastLoad: 0.1 },
};
const file = {
  ...{ version: 1, task: 'touch', words: 'Looks.', object: 'puck', tries: 3 },
  look: { poseRad: [0.8, -2, 1.95, 1.62, 1.8, 0], looks: 3, agreeM: 0.003, agreeRad: 3.14 },
  skill: { kind: 'carry', ...grip, carryM: 0.055 },
  motion: {
    ...{ jointRadS: 2.2, jointRadS2: 10, tipMs: 0.2, tipMs2: 0.9, lowerMs: 0.15, maxTiltRad: 0.5 },
  },
  aim: { positionM: 0.004, yawRad: 0.1 },
  check: {
    ...{ positionM: 0.007, yawRad: 0.12, agreeM: 0.003, agreeRad: 0.05, movedM: 0.002 },
    ...{ movedRad: 0.03, restMs: 200, slowRadS: 0.05, clearM: 0.08, solved: 'within' as const },
    box: { xM: { min: 0.175, max: 0.235 }, yM: { min: -0.06, max: 0.06 } },
  },
};

describe('reset.json', () => {
  it('is read whole', () => {
    expect(parseResetFile(JSON.stringify(file))).toMatchObject(file);
  });
  const bad: readonly [string, unknown, RegExp][] = [
    ['no JSON', undefined, /no JSON/],
    ['a speed that no arm has', { ...file, motion: { ...file.motion, tipMs: 50 } }, /tipMs/],
    ['a speed in words', { ...file, motion: { ...file.motion, tipMs: '0.2' } }, /tipMs/],
    ['no number', { ...file, skill: { ...file.skill, gripHeightM: null } }, /gripHeightM/],
    ['below the table', { ...file, skill: { ...file.skill, gripHeightM: -0.01 } }, /gripHeightM/],
    ['too many looks', { ...file, look: { ...file.look, looks: 1e9 } }, /looks/],
    ['five joints', { ...file, look: { ...file.look, poseRad: [0, 0, 0, 0, 0] } }, /poseRad/],
    ['a key too many', { ...file, skill: { ...file.skill, shell: 'rm' } }, /skill/],
    ['another skill', { ...file, skill: { ...file.skill, kind: 'throw' } }, /skill/],
    ['a check that says yes to all', { ...file, check: { ...file.check, positionM: 9 } }, /check/],
    [
      'a box inside out',
      { ...file, check: { ...file.check, box: { ...file.check.box, xM: { min: 1, max: 0 } } } },
      /xM/,
    ],
    ['a list', [], /the whole/],
  ];
  it.each(bad)('%s is refused by name', (_name, value, why) => {
    const text = value === undefined ? '{' : JSON.stringify(value);
    expect(() => parseResetFile(text)).toThrow(why);
  });
});

const facts = {
  ...{ check: parseResetFile(JSON.stringify(file)).check, thing: 'tee', apartMs: 700 },
  seen: { xM: 0.19, yM: 0.04, yawRad: 2 },
  before: { xM: 0.1905, yM: 0.04, yawRad: 2 },
  wanted: { xM: 0.192, yM: 0.041, yawRad: 2.05 },
  rule: { goal: { xM: 0.205, yM: 0, yawRad: 0 }, bounds: { positionM: 0.005, yawRad: 0.17 } },
  ...{ tip: { xM: 0.03, yM: 0.11 }, fastestRadS: 0.01 },
};

test('a thing at its wanted start, at rest, the arm away and still, is a start', () => {
  expect(checkAuthored(facts)).toMatchObject({ ok: true, solved: false, believed: facts.seen });
});

const goal = { xM: 0.206, yM: 0, yawRad: 0.1 };
test.each<[string, Partial<typeof facts> | { seen: null } | { before: null }, RegExp, boolean]>([
  ['nothing seen', { seen: null }, /no tee is seen/, false],
  [
    'too far off',
    { seen: { ...facts.seen, xM: 0.182 }, before: { ...facts.seen, xM: 0.182 } },
    /182, 40 mm/,
    false,
  ],
  ['turned too far', { wanted: { ...facts.wanted, yawRad: 2.3 } }, /wanted/, false],
  [
    'outside the stated starts',
    { seen: { ...facts.seen, yM: 0.07 }, before: { ...facts.seen, yM: 0.07 } },
    /stated/,
    false,
  ],
  ['moving', { before: { ...facts.seen, xM: 0.187 } }, /moves: 3.0 mm/, false],
  ['no earlier picture', { before: null }, /at rest/, false],
  ['the same moment', { apartMs: 0 }, /at rest/, false],
  ['the arm beside it', { tip: { xM: 0.15, yM: 0 } }, /too close/, false],
  ['the arm moving', { fastestRadS: 0.4 }, /still moves/, false],
  ['solved', { seen: goal, before: goal, wanted: goal }, /solved/, true],
])('%s is no start', (_name, change, why, solved) => {
  const reply = checkAuthored({ ...facts, ...change });
  expect(reply).toMatchObject({ ok: false, solved });
  expect(reply.reason).toMatch(why);
});

test('where success is beyond the bounds, far off the goal is solved', () => {
  const check = { ...facts.check, solved: 'beyond' as const };
  expect(checkAuthored({ ...facts, check })).toMatchObject({ ok: false, solved: true });
});

test('a push comes down behind the thing and ends where the thing touches its place', () => {
  const push = { hoverM: 0.06, pushHeightM: 0.009, contactM: 0.026, runUpM: 0.016, pushMs: 0.08 };
  const { from, to } = wayOf({ xM: 0.2, yM: 0.03, yawRad: 1 }, { xM: 0.2, yM: 0, yawRad: 0 }, push);
  expect(from).toMatchObject({
    xM: expect.closeTo(0.2, 9),
    yM: expect.closeTo(0.072, 9),
    zM: 0.009,
  });
  expect(to).toMatchObject({ xM: expect.closeTo(0.2, 9), yM: expect.closeTo(0.026, 9) });
});
