/** The soak's own arithmetic and bookkeeping: a leak that is not seen, or a lost trial, would be a clean run. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { faultKinds } from '../../main/base/model/scene.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { BatchSummary } from '../../main/base/model/view.ts';
import { stepsFile, trialDir, verdictFile } from '../../main/store/dataLayout.ts';
import { tempDir } from '../../test/lib/coreUnderTest.ts';
import { type DrawRules, drawBatch, endsCore, labelOf } from './drawBatch.ts';
import { heldAfterMs, mustHold } from './heldBook.ts';
import { isAlive, loadOf, treeOf } from './processTree.ts';
import { theilSen, trendOf } from './resourceBook.ts';
import { createTrialBook } from './trialBook.ts';

const rules: DrawRules = { clock: null, lethal: true, disk: true };
const draws = (seed: number, n: number, how = rules) =>
  Array.from({ length: n }, (_, number) => drawBatch(createRng(seed), number, how));

it('draws the same from the same seed, and everything there is', () => {
  expect(draws(1, 50)).toEqual(draws(1, 50));
  expect(draws(1, 50)).not.toEqual(draws(2, 50));
  const deeds = draws(1, 2000).flatMap(({ faults }) => faults.map(({ deed }) => deed));
  const kinds = new Set(
    deeds.map((deed) => (deed.kind === 'switch' ? deed.fault.kind : deed.kind)),
  );
  const others = 'kill pause stop cancel hand scene disk-full clients flood kill-core end-core';
  expect([...kinds].toSorted()).toEqual([...faultKinds, ...others.split(' ')].toSorted());
  expect(new Set(deeds.map(labelOf)).size).toBeGreaterThan(30);
});

it('leaves every third batch alone, and a core that shall live', () => {
  for (const { number, faults, trials } of draws(3, 300)) {
    expect(faults.length === 0).toBe(number % 3 === 2);
    for (const { trial } of faults) expect(trial).toBeLessThan(trials);
  }
  const calm = draws(3, 1000, { clock: 'real', lethal: false, disk: false });
  const deeds = calm.flatMap(({ faults }) => faults.map(({ deed }) => deed));
  expect(deeds.filter(endsCore)).toEqual([]);
  const lethal = /kill servo|pause servo|simulator|disk/;
  expect(deeds.map(labelOf).filter((label) => lethal.test(label))).toEqual([]);
});

it('sees a slope through noise, and a leak of a megabyte a minute', () => {
  const noisy = [0, 1, 2, 3, 4, 5, 6].map((x) => [x, x === 5 ? 100 : 1 + 2 * x] as const);
  expect(theilSen(noisy)).toBe(2);
  const life = (grownMb: number, handles: number) =>
    trendOf({
      name: 'core',
      pid: 1,
      samples: Array.from({ length: 120 }, (_, i) => ({
        atS: i * 30,
        rssMb: 100 + (i % 7) * 3 + grownMb * i * 0.5,
        handles: 20 + Math.floor(i * handles),
      })),
    });
  expect(life(0, 0)).toMatchObject({ problem: null, n: 120 });
  expect(life(1, 0).problem).toMatch(/memory grew by 3\d MB/);
  expect(life(0, 0.1).problem).toMatch(/6 more open files/);
  expect(life(1, 0).rssMbPerHour).toBeCloseTo(60, -1);
});

it('says nothing of a life that was short', () => {
  const samples = Array.from({ length: 5 }, (_, i) => ({ atS: i, rssMb: 100 * i, handles: i }));
  expect(trendOf({ name: 'servo', pid: 1, samples })).toMatchObject({
    rssMbPerHour: null,
    problem: null,
  });
});

const row = (part: Partial<TrialRow> = {}): TrialRow => ({
  id: 'run-1-0001',
  batchId: 'run-1',
  index: 0,
  task: 'touch',
  outcome: 'success',
  reason: null,
  attempts: 1,
  stepHash: '',
  benchSeconds: 1,
  wallTime: '2026-01-01T00:00:00.000Z',
  clock: 'lockstep',
  seed: 1,
  ...part,
});
const summary: BatchSummary = {
  ...{ trials: 1, success: 1, failure: 0, invalid: 0 },
  ...{ benchSeconds: 1, wallSeconds: 1 },
};

it('misses no trial that is lost, twice, early, without a reason or counted wrong', () => {
  using dir = tempDir('soakbook');
  const book = createTrialBook(dir.path);
  const told = (each: TrialRow): readonly string[] => {
    book.event({ kind: 'trial', batchId: each.batchId, row: each });
    return book.take();
  };
  expect(told(row())).toEqual([]);
  expect(told(row())).toEqual(['run-1-0001 was announced twice']);
  expect(told(row({ id: 'b', outcome: 'invalid' }))).toEqual(['b is invalid with the reason null']);
  expect(told(row({ id: 'c', stepHash: 'ab' }))).toEqual([
    'c was announced before its verdict was on the disk',
  ]);
  mkdirSync(trialDir(dir.path, 'd'), { recursive: true });
  writeFileSync(path.join(trialDir(dir.path, 'd'), verdictFile), '{}');
  const steps = path.join(trialDir(dir.path, 'd'), stepsFile);
  writeFileSync(steps, '{"mode":"moving"}\n{"mode":"holding"}\n');
  expect(told(row({ id: 'd', stepHash: 'ab' }))).toEqual([]);
  mkdirSync(trialDir(dir.path, 'e'), { recursive: true });
  writeFileSync(path.join(trialDir(dir.path, 'e'), verdictFile), '{}');
  writeFileSync(path.join(trialDir(dir.path, 'e'), stepsFile), '{"mode":"moving"}\n');
  expect(told(row({ id: 'e', stepHash: 'ab' }))).toEqual(['e ended with an arm that moves']);

  book.event({ kind: 'ended', batchId: 'run-1', why: 'all', summary });
  expect(book.take()).toEqual([
    'run-1 announced 6 trials and summed 1',
    'run-1 has a gap before trial 0',
  ]);
  expect(book.compare([row(), row({ id: 'b', outcome: 'invalid', reason: 'aborted' })])).toEqual([
    'b was announced otherwise than it is listed',
    'c was announced and is not listed',
    'd was announced and is not listed',
    'e was announced and is not listed',
  ]);
});

it('knows a child, what it uses, and that it is gone', async () => {
  const child = spawn('sleep', ['60']);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const found = must(treeOf(process.pid).find(({ pid }) => pid === child.pid));
  expect(found).toMatchObject({ parent: process.pid, command: 'sleep 60 ' });
  expect(isAlive(found)).toBe(true);
  expect(isAlive({ ...found, started: '1' })).toBe(false);
  expect(must(loadOf(found.pid)).handles).toBeGreaterThan(2);
  expect(must(loadOf(found.pid)).rssMb).toBeGreaterThan(0.1);
  child.kill('SIGKILL');
  await exited;
  expect(isAlive(found)).toBe(false);
  expect(loadOf(found.pid)).toBeNull();
});

it('reads from the black box when the arm came to rest', () => {
  const at = (atMs: number, rad: number) => ({ atMs, benchMs: atMs, positionRad: [rad, 0] });
  const box = { format: 1, clock: 'real', lostAtMs: 100, writes: [], switches: [] } as const;
  expect(heldAfterMs({ ...box, joints: [at(90, 0), at(110, 0.5), at(150, 0.9), at(200, 1)] })).toBe(
    50,
  );
  expect(heldAfterMs({ ...box, joints: [at(90, 0), at(110, 1), at(200, 1)] })).toBe(0);
  expect(heldAfterMs({ ...box, joints: [at(90, 0)] })).toBeNull();
});

it('asks a moving arm to stand only where the dead one was waited for', () => {
  const killed = (process: 'policy' | 'judge' | 'servo') =>
    ([null, 'reset', 'episode', 'verdict'] as const).map((phase) =>
      mustHold({ kind: 'kill', process }, phase),
    );
  expect(killed('policy')).toEqual([false, false, true, false]);
  expect(killed('judge')).toEqual([false, false, true, true]);
  expect(killed('servo')).toEqual([true, true, true, true]);
});

it.each(['--seed x', '--hours 0', '--lockstep --real', '--nonsense'])('refuses %s', (words) => {
  const tool = path.join(import.meta.dirname, '../soak.ts');
  const { status, stderr } = spawnSync(process.execPath, [tool, ...words.split(' ')], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^soak: /);
});
