/** Speed profiles: ends, limits and symmetry, sampled finely. */
import { expect, test } from 'vitest';
import { sampleTravel, travelled, travelTimeS } from './profile.ts';

const limit = { speed: 0.2, acceleration: 0.5 };

test.each([0, 0.001, 0.02, 0.08, 0.5])(
  'a path of %f m starts and ends at rest inside its limits',
  (length) => {
    const total = travelTimeS(length, limit);
    const dt = 1e-3;
    let speedBefore = 0;
    for (let t = 0; t < total; t += dt) {
      const speed = (travelled(length, limit, t + dt) - travelled(length, limit, t)) / dt;
      expect(speed).toBeGreaterThanOrEqual(-1e-9);
      expect(speed).toBeLessThanOrEqual(limit.speed + 1e-9);
      expect(Math.abs(speed - speedBefore)).toBeLessThanOrEqual(
        limit.acceleration * dt * 1.01 + 1e-9,
      );
      speedBefore = speed;
    }
    expect(travelled(length, limit, total)).toBe(length);
    expect(travelled(length, limit, -1)).toBe(0);
  },
);

test('a long path takes its cruise and one ramp', () => {
  expect(travelTimeS(0.5, limit)).toBeCloseTo(0.5 / 0.2 + 0.2 / 0.5, 9);
});

test('samples rise to exactly one, a period apart, never faster than the limit', () => {
  const samples = sampleTravel(0.1, limit, 0.05);
  expect(samples.at(-1)).toBe(1);
  expect(samples).toHaveLength(Math.ceil(travelTimeS(0.1, limit) / 0.05));
  let before = 0;
  for (const u of samples) {
    expect(u).toBeGreaterThan(before);
    expect((u - before) * 0.1).toBeLessThanOrEqual(limit.speed * 0.05 + 1e-9);
    before = u;
  }
  expect(sampleTravel(0, limit, 0.05)).toEqual([1]);
});
