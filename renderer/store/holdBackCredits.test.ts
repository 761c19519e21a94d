/** Credits go back at once while something moves, one a second while nothing does, and never into a new stream. */
import { expect, it } from 'vitest';
import { holdBackCredits } from './holdBackCredits.ts';

function rig() {
  const state = { rests: true };
  const granted: number[] = [];
  const timers: (() => void)[] = [];
  const clock = {
    after: (_ms: number, run: () => void) => {
      timers.push(run);
      return { [Symbol.dispose]: () => void timers.splice(timers.indexOf(run), 1) };
    },
  };
  const held = holdBackCredits({
    clock,
    rests: () => state.rests,
    grant: (count) => void granted.push(count),
  });
  return { state, granted, timers, held, elapse: () => timers[0]?.() };
}

it('gives one after the other while nothing moves', () => {
  const { granted, timers, held, elapse } = rig();
  held.grant(1);
  held.grant(1);
  expect(granted).toEqual([]);
  expect(timers).toHaveLength(1);
  elapse();
  expect(granted).toEqual([1]);
  expect(timers).toHaveLength(1);
  elapse();
  expect(granted).toEqual([1, 1]);
  expect(timers).toHaveLength(0);
});

it('gives them at once when something moves, what was held with them', () => {
  const { state, granted, timers, held } = rig();
  held.grant(1);
  state.rests = false;
  held.grant(1);
  expect(granted).toEqual([2]);
  expect(timers).toHaveLength(0);
});

it('forgets them where the stream starts anew or ends', () => {
  const { granted, timers, held } = rig();
  held.grant(1);
  held.forget();
  expect(timers).toHaveLength(0);
  held.grant(2);
  held[Symbol.dispose]();
  expect(timers).toHaveLength(0);
  expect(granted).toEqual([]);
});
