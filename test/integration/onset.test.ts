/**
 * Where trials fail, and the starts that are practised, on a real core in bench time: facts of recorded trials without
 * those that are locked, a box that trials, measurings and contracts keep to, hostile boxes, and the way back.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { trialRng } from '../../main/base/lib/rng.ts';
import { isInStarts } from '../../main/base/model/starts.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { loadStartStates, narrowStarts } from '../../main/environment/task/startStates.ts';
import { createTrialReader } from '../../main/rollout/resetting/trialReader.ts';
import { tasksDir } from '../../main/store/dataLayout.ts';
import { type CoreUnderTest, never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { followRun } from '../lib/followRun.ts';
import { sdkPolicy } from '../lib/rawPolicy.ts';

const task = 'touch';
/** A quarter of the pad's start circle, and a little more. */
const starts = { x: { min: 0.1995, max: 0.204 }, y: { min: -0.0005, max: 0.004 } };
const by = 'Ada';
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let data: ReturnType<typeof tempDir>;
let core: CoreUnderTest;
let rows: readonly TrialRow[] = [];

const onset = () => core.api.call('reset.onset', { task }, never);
const practise = (box: unknown) =>
  core.api.call('reset.practise', { task, starts: box as typeof starts | null, by }, never);
const show = () => core.api.call('reset.show', { task }, never);
const taskFile = () => path.join(tasksDir(data.path), task, 'task.json');
const measured = () => {
  const wish = { task, reset: 'working', times: 1, seed: 2, lockstep: true, by } as const;
  return core.api.call('reset.run', { ...wish, between: 'nothing' }, never);
};

beforeAll(async () => {
  data = tempDir('onset');
  core = await openTestCore({ dataDir: data.path });
  await core.api.call('task.open', { task }, never);
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  data[Symbol.dispose]();
});

it('tells of recorded trials where and when they failed, and reads nothing that is locked', async () => {
  const none = await onset();
  expect(none).toMatchObject({ failures: { k: 0, n: 0 }, bins: [], cells: [], stalls: [] });
  expect(none.why).toMatch(/Too few trials/);
  using waits = sdkPolicy("return { type: 'done' };");
  using run = await followRun(core, { task, seed: 3, trials: 2, policy: waits.path });
  rows = (await run.end).rows;
  const failed = rows.filter(({ outcome }) => outcome === 'failure');
  expect(failed).toHaveLength(2);
  const told = await onset();
  expect(told.failures).toMatchObject({ k: 2, n: 2 });
  expect(told.stalls.map(({ trial }) => trial).toSorted()).toEqual(failed.map(({ id }) => id));
  expect(told.cells.reduce((sum, { n }) => sum + n, 0)).toBe(2);
  // The puck is seen in every picture of the clear view at the least.
  const [stall] = told.stalls;
  expect(must(stall).at?.xM).toBeCloseTo(0.2, 1);
  expect(must(stall).outside).toBeGreaterThan(0.5);
  expect(told.reasons).toEqual([{ reason: 'not-reached', n: 2 }]);
  const { provenance } = await core.api.call('trial.show', { id: must(stall).trial }, never);
  expect(must(stall).start).toEqual(provenance?.startState);

  const readers = { clock: realClock, dataDir: data.path };
  const trials = () => ({ rows, total: rows.length });
  const lockedId = must(failed[0]).id;
  const reader = createTrialReader(
    { ...readers, ledger: { trials }, isLocked: (id) => id === lockedId },
    never,
  );
  const facts = await reader.of(task);
  expect(facts.map(({ id }) => id)).toEqual(
    rows.map(({ id }) => id).filter((id) => id !== lockedId),
  );

  // A trial ended after the first page: the last row of it is the first of the second again.
  const [first, second] = [must(rows[0]), must(rows[1])];
  const invalid = (index: number): TrialRow => ({
    ...{ ...first, id: `none-${index}`, outcome: 'invalid', reason: 'aborted' },
  });
  const pages = [
    [...Array.from({ length: 199 }, (_, index) => invalid(index)), first],
    [first, second],
  ];
  const moving = ({ offset }: { readonly offset: number }) => ({
    ...{ rows: pages[offset / 200] ?? [], total: 202 },
  });
  const again = createTrialReader(
    { ...readers, ledger: { trials: moving }, isLocked: () => false },
    never,
  );
  expect((await again.of(task)).map(({ id }) => id)).toEqual([first.id, second.id]);
});

it('keeps how each scene was prepared, and tells it over time', async () => {
  for (const row of rows)
    expect(row.reset).toMatchObject({ tries: 1, verified: true, hash: expect.any(String) });
  const { verdict } = await core.api.call('trial.show', { id: must(rows[0]).id }, never);
  expect(verdict?.reset?.seconds).toBe(must(rows[0]).reset?.seconds);
  const { drift } = await show();
  // Nobody measured it here: what its makers measured is what it is held against.
  expect(drift).toMatchObject({ trials: 2, standard: { n: 100 } });
  expect(drift?.blocks).toMatchObject([{ kind: 'trials', first: { k: 2, n: 2 } }]);
});

it('draws inside the box that was chosen, in trials, measurings and contracts, until all are wanted', async () => {
  expect((await measured()).starts).toBeUndefined();
  const plan = () => core.api.call('seal.plan', { task }, never);
  expect((await plan()).contract.starts).toBeUndefined();

  const chosen = await practise(starts);
  expect(chosen).toMatchObject({ starts, measure: null });
  // The map follows; what is stated stays.
  expect(must(chosen.box).x.min).toBeGreaterThanOrEqual(starts.x.min);
  expect(must(chosen.stated).x.min).toBeCloseTo(0.196, 3);
  expect(JSON.parse(readFileSync(taskFile(), 'utf8'))).toMatchObject({
    version: '0.1.0+own.1',
    starts,
  });
  const sealed = (await plan()).contract;
  expect(sealed.starts).toEqual(starts);

  using run = await followRun(core, { task, seed: 3, trials: 1 });
  const row = must((await run.end).rows[0]);
  expect(row.reset?.starts).toEqual(starts);
  const { provenance } = await core.api.call('trial.show', { id: row.id }, never);
  expect(provenance).toMatchObject({ starts, taskHash: sealed.task.tree.hash });
  const whole = await loadStartStates(path.resolve('tasks', task), undefined);
  const rng = trialRng(3, 0, 'start');
  const drawn = narrowStarts(whole, starts)(() => rng.uniform());
  expect(isInStarts(starts, drawn)).toBe(true);
  expect(provenance?.startState).toEqual(drawn);

  const told = await onset();
  expect(told.failures.n).toBe(2);
  expect(told.why).toMatch(/ 1 trial of narrowed starts is left out\.$/);

  const measure = await measured();
  expect(measure.starts).toEqual(starts);
  expect(await show()).toMatchObject({ measure, drift: { trials: 1 } });

  const back = await practise(null);
  expect(back.starts).toBeUndefined();
  // What was measured for other starts counts for those alone, and the task follows the app's again.
  expect(back.measure?.starts).toBeUndefined();
  expect(back.drift?.trials).toBe(2);
  expect(readFileSync(taskFile())).toEqual(readFileSync(path.resolve('tasks', task, 'task.json')));
  expect((await plan()).contract.starts).toBeUndefined();
  expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
});

it.each<[string, unknown, RegExp]>([
  [
    'beside what is stated',
    { x: { min: 0.1, max: 0.204 }, y: starts.y },
    /leaves what is stated: x from 196/,
  ],
  [
    'too narrow to be drawn',
    { x: { min: 0.2, max: 0.20001 }, y: starts.y },
    /only 0\.\d % of the stated/,
  ],
  [
    'in a corner that no start falls into',
    { x: { min: 0.2035, max: 0.204 }, y: { min: 0.0035, max: 0.004 } },
    /only 0\.0 %/,
  ],
])('refuses a box %s, and changes nothing', async (_name, box, why) => {
  await expect(practise(box)).rejects.toMatchObject({ code: 'bad-input', message: why });
  expect((await show()).starts).toBeUndefined();
  expect(
    existsSync(taskFile()) && readFileSync(taskFile(), 'utf8').includes('"starts": {"x"'),
  ).toBe(false);
});

it('runs nothing with a box that was written by hand and holds no start', async () => {
  const before = readFileSync(taskFile(), 'utf8');
  const write = (box: unknown): void =>
    writeFileSync(taskFile(), JSON.stringify({ ...JSON.parse(before), starts: box }));
  try {
    write({ x: { min: 1, max: 2 }, y: { min: 1, max: 2 } });
    await expect(followRun(core, { task, seed: 3, trials: 1 })).rejects.toMatchObject({
      ...{ code: 'refused', message: expect.stringMatching(/no stated start lies in x 1000/) },
    });
    await expect(measured()).rejects.toMatchObject({ code: 'refused' });
    write({ x: { min: 2, max: 1 }, y: { min: 1, max: 2 } });
    await expect(followRun(core, { task, seed: 3, trials: 1 })).rejects.toMatchObject({
      ...{ code: 'bad-input', message: expect.stringMatching(/starts\.x: must go from/) },
    });
  } finally {
    writeFileSync(taskFile(), before);
  }
});
