/** The manifests that ship are valid; mistakes in a manifest are named by their key. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { forwardKinematics } from '../arm/kinematics.ts';
import { jointRangesRad } from '../arm/so101.ts';
import { type TaskManifest, taskSchema } from './task.ts';

const read = (id: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../../tasks/${id}/task.json`, import.meta.url), 'utf8'),
  ) as unknown;
const ids = ['push-t', 'touch'];
const valid = (): Record<string, unknown> => read('push-t') as Record<string, unknown>;
const complaint = (manifest: unknown): string => {
  const parsed = taskSchema.safeParse(manifest);
  return parsed.success ? '' : z.prettifyError(parsed.error);
};

test.each(ids)('%s/task.json is a manifest', (id) => {
  expect(complaint(read(id))).toBe('');
});

test.each(ids)('the clear view of %s lies inside its episode limits and the joint ranges', (id) => {
  const task: TaskManifest = taskSchema.parse(read(id));
  const ranges = Object.values(jointRangesRad);
  task.clearViewRad.forEach((angle, joint) => {
    expect(angle).toBeGreaterThanOrEqual(ranges[joint]?.[0] ?? Number.NaN);
    expect(angle).toBeLessThanOrEqual(ranges[joint]?.[1] ?? Number.NaN);
  });
  const tip = forwardKinematics(task.clearViewRad);
  const { x, y, z: height, maxTiltRad } = task.episodeLimits;
  for (const [value, range] of [
    [tip.xM, x],
    [tip.yM, y],
    [tip.zM, height],
  ] as const) {
    expect(value).toBeGreaterThan(range.min);
    expect(value).toBeLessThan(range.max);
  }
  expect(Math.abs(tip.leanRad)).toBeLessThan(maxTiltRad ?? 9);
});

test('Push-T starts from 5 mm and 10 degrees with a guard of 2 mm and 3 degrees', () => {
  const { bounds, guard } = taskSchema.parse(read('push-t')).success;
  const degree = Math.PI / 180;
  expect(bounds.positionM).toBe(0.005);
  expect(bounds.yawRad).toBeCloseTo(10 * degree, 5);
  expect(guard.positionM).toBe(0.002);
  expect(guard.yawRad).toBeCloseTo(3 * degree, 5);
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['an unknown key', { speed: 3 }, /"speed"/],
  ['an unknown key inside', { dwell: { need: 1, of: 2, outOf: 3 } }, /"outOf"[\s\S]*dwell/],
  ['a rate that no bench runs', { rateHz: 80 }, /rateHz/],
  ['nine attempts', { attempts: 9 }, /attempts/],
  ['an id with a path in it', { id: '../x' }, /id/],
  ['a clear view of five joints', { clearViewRad: [0, 0, 0, 0, 0] }, /clearViewRad/],
  ['a missing judge', { judge: undefined }, /judge/],
])('%s is refused by name', (_name, change, why) => {
  expect(complaint({ ...valid(), ...change })).toMatch(why);
});
