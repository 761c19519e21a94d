/** Bench time on the wall clock: followed, caught up to a bound, and given up beyond it. */
import { expect, test } from 'vitest';
import { realClock } from '../../../base/lib/clock.ts';
import { createRealTimePace, maxCatchUpMs } from './realTimePace.ts';

function handClock(): { clock: typeof realClock; pass(ms: number): void } {
  let nowMs = 5000;
  return {
    clock: { ...realClock, nowMs: () => nowMs },
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

test('bench time follows the wall clock from where it starts', () => {
  const { clock, pass } = handClock();
  const pace = createRealTimePace(clock, 300);
  pass(12);
  expect(pace.target(300)).toBe(312);
  expect(pace.droppedMs()).toBe(0);
});

test('a stall is caught up only in part, and the rest is counted and never asked for again', () => {
  const { clock, pass } = handClock();
  const pace = createRealTimePace(clock);
  pass(1000);
  expect(pace.target(0)).toBe(maxCatchUpMs);
  expect(pace.droppedMs()).toBe(1000 - maxCatchUpMs);
  pass(4);
  expect(pace.target(maxCatchUpMs)).toBe(maxCatchUpMs + 4);
  expect(pace.droppedMs()).toBe(1000 - maxCatchUpMs);
});
