/** The hidden truth of Touch at its bound and guard band. */
import { expect, it } from 'vitest';
import { oracle } from './oracle.ts';
import { drawStart } from './starts.ts';

const rule = {
  goal: { xM: 0.2, yM: 0 },
  bounds: { positionM: 0.02 },
  guard: { positionM: 0.005 },
};
const puck = (offMm: number) => ({
  puck: { xM: 0.2, yM: -offMm / 1000, zM: 0, yawRad: 2, tiltRad: 0 },
});

it.each([
  [0, false, false],
  [14.9, false, false],
  [15.1, false, true],
  [20.1, true, true],
  [24.9, true, true],
  [25.1, true, false],
])('%d mm off the pad: success %s, edge %s', (mm, success, edge) => {
  expect(oracle(puck(mm), rule)).toEqual({ success, edge });
});

it('starts on its pad, clearly no success', () => {
  let draw = 0;
  for (let i = 0; i < 50; i++) {
    const start = drawStart(() => (draw = (draw + 0.37) % 1));
    const objects = { puck: { ...start, zM: 0, tiltRad: 0 } };
    expect(oracle(objects, rule)).toEqual({ success: false, edge: false });
  }
});
