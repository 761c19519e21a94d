/** A film keeps the bench's time whatever the camera did. */
import { expect, it } from 'vitest';
import { planSlots } from './videoSlots.ts';

/** Which slots get which frame, at 10 Hz. */
function filmOf(timesMs: readonly number[]): string {
  let slot = -1;
  let film = '';
  timesMs.forEach((atMs, index) => {
    const plan = planSlots(slot, timesMs[0] as number, atMs, 10);
    film += String(index - 1).repeat(plan.repeats) + (plan.shown ? String(index) : '');
    slot = plan.slot;
  });
  return film;
}

it('shows an even camera frame by frame', () => {
  expect(filmOf([500, 600, 700, 800])).toBe('0123');
});

it('fills a gap with the picture before it and leaves out what comes too fast', () => {
  expect(filmOf([0, 100, 400, 500])).toBe('011123');
  expect(filmOf([0, 30, 60, 100, 200])).toBe('024');
  expect(filmOf([0, 0, 100])).toBe('02');
});

it('bounds the stillness after a long absence', () => {
  expect(filmOf([0, 3_600_000])).toHaveLength(1 + 100 + 1);
});
