/**
 * Push-T's own programs against the simulated world, with rendered pictures and the judge's verdict, without the core:
 * the reset puts the T where it shall lie, the policy moves it towards the goal inside its limits. Seeded; the figures
 * of many trials come from `tools/programs.ts`.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { offBy } from '../../main/environment/sdk/pose.ts';
import { openPushTLoop, type PushTLoop, startOf } from '../lib/pushTLoop.ts';

let loop: PushTLoop;
beforeAll(async () => {
  loop = await openPushTLoop('pictures', 5);
});
afterAll(() => loop.world[Symbol.dispose]());

test('the reset puts the T where three trials shall begin, and its check agrees with the truth', async () => {
  for (const seed of [1, 2, 3]) {
    const wanted = startOf(seed);
    const { end, check, off } = await loop.reset(wanted);
    expect(end.kind).toBe('done');
    expect(check).toMatchObject({ ok: true, solved: false });
    expect(off.positionM).toBeLessThan(0.004);
    expect(off.yawRad).toBeLessThan(0.06);
    expect(end.seconds).toBeLessThan(12);
    const believed = check.believed;
    if (believed !== null) expect(offBy(believed, wanted).positionM).toBeLessThan(0.005);
  }
}, 60_000);

test('a T that lies there already is left alone', async () => {
  const wanted = startOf(4);
  loop.put(wanted);
  const { end, check } = await loop.reset(wanted);
  expect(end.note).toBe('the T already lies there');
  expect(end.seconds).toBeLessThan(2);
  expect(check.ok).toBe(true);
});

test.each([
  ['far away', { xM: 0.285, yM: 0.06, yawRad: 1 }],
  ['beside the robot', { xM: 0.12, yM: -0.12, yawRad: -2 }],
])('a T pushed %s is brought back', async (_where, pose) => {
  const wanted = startOf(5);
  loop.put(pose);
  const { check, off } = await loop.reset(wanted);
  expect(check.ok).toBe(true);
  expect(off.positionM).toBeLessThan(0.005);
});

test('a T out of reach ends the reset with the reason, and the check says no', async () => {
  loop.put({ xM: 0.36, yM: 0.09, yawRad: 0 });
  const { end, check } = await loop.reset(startOf(6));
  expect(end.kind).toBe('done');
  expect(end.note).toMatch(/reach|not seen/);
  expect(check.ok).toBe(false);
});

test('the policy brings the T nearer, and each of its attempts stays inside its limits', async () => {
  const start = { xM: 0.18, yM: 0.05, yawRad: 0.9 };
  loop.put(start);
  const goal = loop.task.success.goal;
  const runs = await loop.attempts(2);
  for (const run of runs) expect(run.end.kind).toBe('done');
  const last = runs.at(-1)?.off;
  expect(last?.positionM).toBeLessThan(offBy(start, goal).positionM / 2);
  expect(last?.yawRad).toBeLessThan(0.45);
}, 60_000);

test('what the judge calls a success is one, and a T on the goal needs no push', async () => {
  loop.put({ xM: 0.2065, yM: -0.001, yawRad: 0.05 });
  const runs = await loop.attempts(1);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ success: true, truth: true });
  expect(runs[0]?.end.note).toMatch(/solved, it seems, after 0 pushes/);
});

test('a T that nobody sees ends the attempt with words, not with a crash', async () => {
  loop.put({ xM: 0.2, yM: 0.5, yawRad: 0 });
  const [run] = await loop.attempts(1);
  expect(run?.end).toMatchObject({ kind: 'done', note: 'the T is not in sight' });
  expect(run?.success).toBe(false);
});
