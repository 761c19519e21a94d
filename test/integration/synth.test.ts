/**
 * The scripted operator on a real core in lockstep: what it leaves is what was asked for, by the ledger; its first looks
 * are wrong as often as they shall be; the same seed gives the same bytes; and what it locked is out of sight.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { CommandArgsParsed } from '../../main/base/api/contract.ts';
import { isInClearView } from '../../main/environment/judge/clearView.ts';
import { readManifest } from '../../main/environment/task/readManifest.ts';
import { readStepColumns } from '../../main/store/record/stepColumns.ts';
import { type CoreUnderTest, never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';

const show = (core: CoreUnderTest, more: Partial<CommandArgsParsed<'demo.synth'>>) => {
  const some = { task: 'push-t', success: 1, failure: 1, nearMiss: 1, labelErrors: 0 };
  return core.api.call('demo.synth', { ...some, negatives: 59, seed: 1, ...more }, never);
};

it('the same seed gives the same steps and labels, another seed others', async () => {
  const hashOf = async (seed: number): Promise<string> => {
    await using core = await openTestCore();
    return (await show(core, { seed })).hash;
  };
  const first = await hashOf(5);
  expect(await hashOf(5)).toBe(first);
  expect(await hashOf(6)).not.toBe(first);
}, 300_000);

it('leaves a labelled, split, locked set', async () => {
  await using core = await openTestCore();
  const wish = { success: 13, failure: 6, nearMiss: 3, labelErrors: 0.1, negatives: 5, seed: 3 };
  const report = await show(core, wish);
  expect(report).toMatchObject({ demos: 23, success: 13, failure: 6, unclear: 1, short: [] });
  expect(Object.values(report.nearMisses)).toEqual([1, 1, 1]);
  expect(report.pushed).toBeGreaterThan(4);
  // A tenth of the 22 that are clear.
  expect(report.labelErrors).toBe(2);
  expect(report.lockedNegatives).toBeGreaterThanOrEqual(5);
  // Of thirteen a third is left to learn from.
  expect(report.lockedPositives).toBeGreaterThanOrEqual(8);

  const summary = await core.api.call('clip.summary', { task: 'push-t' }, never);
  expect(summary).toMatchObject({ labelled: 23, looks: { disagree: 0 } });
  expect(summary.locked).toMatchObject({ positives: report.lockedPositives, uses: 0 });
  expect(summary.locked?.negatives).toBe(report.lockedNegatives);
  const locked = readdirSync(path.join(core.dataDir, 'locked'));
  expect(locked).toHaveLength(summary.locked?.recordings ?? -1);
  const demos = await core.api.call('demo.list', { task: 'push-t' }, never);
  expect(demos).toHaveLength(23 - locked.length);
  expect(demos.every(({ origin }) => origin.kind === 'synth' && origin.seed === 3)).toBe(true);
  for (const { recordingId } of demos) {
    expect(locked).not.toContain(recordingId);
    expect(existsSync(path.join(core.dataDir, 'demos', recordingId, 'demo-end.json'))).toBe(true);
  }
  const { clips } = await core.api.call('clip.list', { task: 'push-t', since: 0 }, never);
  const told = clips.filter((clip) => !clip.locked);
  // First looks that are wrong and were not looked at again stay wrong; no other is.
  const byDemo = new Map(demos.map((demo) => [demo.id, demo.result]));
  const wrong = told.filter(({ demoId, label }) => label?.value !== byDemo.get(demoId ?? ''));
  expect(wrong.length).toBe(report.labelErrors - report.disagreements);
  for (const { label, fromMs, toMs } of told)
    if (label !== null && label.value !== 'unclear') {
      expect(label.decidedMs).toBeGreaterThanOrEqual(fromMs);
      expect(label.decidedMs).toBeLessThanOrEqual(toMs);
    }
  // The export knows nothing of what is locked.
  using out = tempDir('set');
  const dir = path.join(out.path, 'films');
  const set = await core.api.call('demo.export', { task: 'push-t', dir, format: 'mp4' }, never);
  expect(set.demos).toBe(demos.length);
  expect((await core.api.call('core.verify', {}, never)).ok).toBe(true);
}, 300_000);

it('shows a puck too, and ends each demo with the arm out of the way', async () => {
  await using core = await openTestCore();
  const report = await show(core, { task: 'touch', success: 1, failure: 1, nearMiss: 1 });
  expect(report).toMatchObject({ success: 1, failure: 1, unclear: 1, pushed: 0 });
  expect(Object.values(report.nearMisses)).toEqual([1]);
  const { clearViewRad } = await readManifest(path.resolve('tasks/touch'));
  for (const { recordingId } of await core.api.call('demo.list', { task: 'touch' }, never)) {
    const steps = path.join(core.dataDir, 'demos', recordingId, 'steps.ndjson');
    const { positionRad } = (await readStepColumns(steps, never)).columns;
    const last = positionRad.map((column) => column.at(-1) ?? Number.NaN);
    // Only from there a judge of trials decides anything.
    expect(isInClearView(last, clearViewRad)).toBe(true);
  }
}, 300_000);
