/** What is planned ends as the task's own oracle says it must, by the room that was asked for, and repeats by its seed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { oracle } from '../../../tasks/push-t/scene/oracle.ts';
import { oracle as puckOracle } from '../../../tasks/touch/scene/oracle.ts';
import { must } from '../../base/lib/assert.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { planPush } from './planPush.ts';
import { type PlannedDemo, planSession } from './planSession.ts';
import { thingOf } from './shownThings.ts';

const manifestOf = (task: string): TaskManifest => {
  const file = path.resolve(import.meta.dirname, `../../../tasks/${task}/task.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as TaskManifest;
};
const planOf = (manifest: TaskManifest, seed: number): readonly PlannedDemo[] =>
  planSession(
    must(thingOf(manifest)),
    manifest.success,
    manifest.nearMisses.map(({ name }) => name),
    { success: 40, failure: 80, nearMisses: 40, seed },
  );
const manifest = manifestOf('push-t');
const { success, nearMisses } = manifest;
const names = nearMisses.map(({ name }) => name);
const plan = (seed: number): readonly PlannedDemo[] => planOf(manifest, seed);
const truthOf = ({ final }: PlannedDemo) =>
  oracle({ tee: { ...final, zM: 0, tiltRad: 0 } }, success);
const offOf = ({ final }: PlannedDemo) => ({
  offM: Math.hypot(final.xM - success.goal.xM, final.yM - success.goal.yM),
  turnRad: Math.abs(final.yawRad - success.goal.yawRad),
});

it('repeats by its seed, and by no other', () => {
  expect(plan(1)).toEqual(plan(1));
  expect(plan(1)).not.toEqual(plan(2));
});

it.each([1, 2, 3])('ends as the oracle says, seed %i', (seed) => {
  const all = plan(seed);
  expect(all).toHaveLength(164);
  for (const demo of all) {
    const edge = demo.kind === 'unclear';
    const { success: solved, edge: atEdge } = truthOf(demo);
    expect([demo.kind, atEdge, edge || solved]).toEqual([
      ...[demo.kind, edge, edge || demo.kind === 'success'],
    ]);
  }
});

it('names near misses in equal shares, each outside its bound by the guard and by 12 mm or 12° at most', () => {
  const misses = plan(1).filter(({ kind }) => kind === 'near-miss');
  expect(misses.map(({ nearMiss }) => names.filter((name) => name === nearMiss).length)).toEqual(
    Array(40).fill(1),
  );
  for (const demo of misses) {
    const { offM, turnRad } = offOf(demo);
    expect(offM).toBeLessThanOrEqual(0.017);
    expect(turnRad).toBeLessThanOrEqual((22 * Math.PI) / 180 + 1e-6);
    const turned = demo.nearMiss === 'Turned too far';
    expect(turned ? turnRad > (13 * Math.PI) / 180 : offM > 0.007).toBe(true);
    expect(turned ? offM < 0.003 : turnRad < (7 * Math.PI) / 180).toBe(true);
    if (demo.nearMiss === 'T partly hidden') expect(demo.after).toBe('over');
  }
  const count = (name: string): number => misses.filter((one) => one.nearMiss === name).length;
  expect(names.map(count).sort()).toEqual([13, 13, 14]);
});

it('shows every kind in every way', () => {
  const all = plan(1);
  for (const kind of ['success', 'failure', 'near-miss']) {
    const own = all.filter((demo) => demo.kind === kind);
    for (const spot of ['away', 'beside', 'over'])
      expect(own.some(({ after }) => after === spot)).toBe(true);
    expect(own.filter(({ push }) => push !== null).length).toBeGreaterThan(own.length / 4);
  }
  // Pushes that end near the goal are in the arm's reach.
  const near = all.filter(({ kind, push }) => kind !== 'failure' && push !== null);
  const reached = near.filter(({ final, push }) =>
    planPush(final, push?.awayM ?? 0, push?.facesFirst ?? 0, 0.36),
  );
  expect(reached.length).toBeGreaterThan(near.length * 0.9);
});

it('a puck ends as its own oracle says, where a success is far from the goal', () => {
  const touch = manifestOf('touch');
  const all = planOf(touch, 1);
  expect(all).toHaveLength(164);
  for (const { kind, final, push } of all) {
    const puck = { ...final, zM: 0, tiltRad: 0 };
    const { success: solved, edge } = puckOracle({ puck }, touch.success);
    expect([kind, edge]).toEqual([kind, kind === 'unclear']);
    if (kind !== 'unclear') expect(solved).toBe(kind === 'success');
    expect(push).toBeNull();
  }
});

it('a task with neither is not shown', () => {
  expect(thingOf({ config: {} })).toBeNull();
});
