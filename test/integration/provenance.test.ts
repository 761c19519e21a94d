/**
 * Where a number came from, on real lockstep trials: programs cannot learn the batch's seed, a changed shelf ends the
 * batch before anything runs, and a scene that was changed voids the trial and shows in the next one's provenance.
 */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { Provenance, TrialRow } from '../../main/base/model/trial.ts';
import type { BatchEvent } from '../../main/base/model/view.ts';
import { programSeed } from '../../main/rollout/programSeed.ts';
import { shelfDir } from '../../main/store/dataLayout.ts';
import { type CoreUnderTest, never, openTestCore, startRun } from '../lib/coreUnderTest.ts';
import { firstRow, followRun, isCounted } from '../lib/followRun.ts';
import { barePolicy } from '../lib/rawPolicy.ts';
import { stepsOf } from '../lib/trialFacts.ts';

let core: CoreUnderTest;
beforeAll(async () => {
  core = await openTestCore();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
});

async function provenanceOf(row: TrialRow): Promise<Provenance> {
  const { provenance } = await core.api.call('trial.show', { id: row.id }, never);
  return must(provenance, 'a trial that ran has its provenance');
}

const rollRad = 1.8;
const stepRad = 1e-4;
/** Tells its seed with the roll of its hand: 11 bits an answer, three answers. */
const tellsItsSeed = `
  if (message.type === 'start') globalThis.seed = message.randomSeed;
  if (message.type !== 'observe') return;
  const { id } = message;
  const told = (globalThis.told = (globalThis.told ?? -1) + 1);
  if (told > 2) return send({ type: 'done', id });
  const word = Math.floor(globalThis.seed / 2 ** (11 * told)) % 2048;
  send({ type: 'act', id, jointsRad: [0.8, -2, 1.95, 1.62, ${rollRad} + (word - 1024) * ${stepRad}, 0] });
`;

function toldSeed(row: TrialRow): number {
  const words = stepsOf(core, row)
    .filter(({ source, wantedRad }) => source === 'policy' && wantedRad !== null)
    .map(({ wantedRad }) => Math.round((must(wantedRad?.[4]) - rollRad) / stepRad) + 1024)
    .filter((word, index, all) => word !== all[index - 1])
    .slice(-3); // before them stands what the bench wanted last
  return words.reduce((sum, word, index) => sum + word * 2 ** (11 * index), 0);
}

it('gives a program the same random seeds in a batch of any seed', async () => {
  using policy = barePolicy(tellsItsSeed);
  const told: number[][] = [];
  let hash = '';
  for (const seed of [1, 2]) {
    const request = { trials: 2, seed, policy: policy.path };
    const { rows } = await (await startRun(core.api, request)).end;
    told.push(rows.map(toldSeed));
    hash = (await provenanceOf(must(rows[0]))).policyHash;
  }
  const expected = [0, 1].map((index) => programSeed('policy', hash, index));
  expect(told).toEqual([expected, expected]);
}, 180_000);

it('runs nothing from a shelf that was changed, and says what ran until then', async () => {
  const before = firstRow(await (await startRun(core.api, { seed: 3 })).end);
  const { judgeHash } = await provenanceOf(before);
  const judge = path.join(shelfDir(core.dataDir), judgeHash, 'judge.ts');
  const { batchId, end } = await startRun(core.api, { trials: 3, seed: 3 });
  using _change = core.api.log('batches', 0, (event: BatchEvent) => {
    if (event.kind !== 'trial' || event.batchId !== batchId) return;
    chmodSync(judge, 0o644);
    writeFileSync(judge, '// says yes to everything\n');
  });
  const { summary, why, rows } = await end;
  expect(why).toMatch(/^the judge is not what was hashed/);
  expect(summary.trials).toBe(1);
  expect(rows.map(({ stepHash }) => stepHash)).toEqual([before.stepHash]);
  expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
}, 180_000);

it('voids a trial whose scene was changed, and names the settings of the next', async () => {
  using run = await followRun(core, { seed: 5 });
  await run.inPhase('episode');
  await core.api.call('sim.set', { settings: { light: 0.9 } }, never);
  const touched = await run.row(() => true);
  expect(touched).toMatchObject({ outcome: 'invalid', reason: 'human-touched' });
  const next = await run.row(isCounted, touched.index + 1);
  await run.cancel();
  const { settingsHash, policyCommit } = await provenanceOf(next);
  expect(settingsHash).toMatch(/^[0-9a-f]{64}$/);
  expect(settingsHash).not.toBe((await provenanceOf(touched)).settingsHash);
  expect(policyCommit).toBeNull();
}, 180_000);

it('measures the judge by the rule it was given: that of the working copy, edited or not', async () => {
  // Which trials version 0 solves is its own luck: of some it solves one.
  const some = { seed: 1, trials: 5 };
  const { summary: usual } = await (await startRun(core.api, some)).end;
  const { tp, edge } = must(usual.oracle);
  expect(tp + edge.tp).toBeGreaterThan(0);
  const file = path.join(core.dataDir, 'tasks', 'touch', 'task.json');
  const task = JSON.parse(readFileSync(file, 'utf8'));
  task.success.bounds.positionM = 0.2; // farther than any puck goes
  writeFileSync(file, JSON.stringify(task));
  const { summary, rows } = await (await startRun(core.api, some)).end;
  expect(rows.map(({ outcome }) => outcome)).toEqual(rows.map(() => 'failure'));
  expect(summary.oracle).toMatchObject({ tp: 0, fp: 0, fn: 0, tn: 5, edge: { tp: 0, fn: 0 } });
}, 180_000);
