/**
 * The built-in author of resets on the simulated bench, through a real core: a few resets on Touch come to a version that
 * is measured, nothing else moves the bench meanwhile, and a stop in the middle leaves the arm held and nothing behind.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { resetAuthorDir, resetsDir } from '../../main/store/dataLayout.ts';
import { type CoreUnderTest, never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';

const task = 'touch';
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

let data: ReturnType<typeof tempDir>;
let core: CoreUnderTest;

const wish = { task, seed: 3, lockstep: true, resets: 3, seconds: 3600, by: 'Ada' };
const author = (more: Partial<typeof wish> = {}) =>
  core.api.call('reset.author', { ...wish, ...more }, never);
const show = () => core.api.call('reset.show', { task }, never);

beforeAll(async () => {
  data = tempDir('reset-author');
  core = await openTestCore({ dataDir: data.path });
  await core.api.call('task.open', { task }, never);
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  data[Symbol.dispose]();
});

it('stops in the middle: the arm holds, nothing is kept, and the next one may begin', async () => {
  const begun = author({ resets: 40 });
  begun.catch(() => undefined);
  await until(core.api, 'resetAuthor', (view) => (view?.resets ?? 0) > 0);
  const run = { task, reset: 'working', times: 1, seed: 1, lockstep: true, by: 'Ada' } as const;
  const other = core.api.call('reset.run', { ...run, between: 'nothing' }, never);
  await expect(other).rejects.toMatchObject({ code: 'busy' });
  await expect(author()).rejects.toMatchObject({ code: 'busy' });
  await core.api.call('reset.stopAuthor', {}, never);
  await expect(begun).rejects.toMatchObject({ code: 'cancelled' });
  expect(await until(core.api, 'bench', () => true)).toMatchObject({ lease: 'none' });
  const view = await until(core.api, 'resetAuthor', (each) => each?.state !== 'running');
  expect(view).toMatchObject({ state: 'stopped', report: null, task });
  expect((await show()).versions).toEqual([]);
  expect(existsSync(path.join(resetAuthorDir(data.path, task), 'reset'))).toBe(false);
});

it('ends with the bench when that is stopped', async () => {
  const begun = author({ resets: 40 });
  begun.catch(() => undefined);
  await until(core.api, 'resetAuthor', (view) => view?.state === 'running' && view.resets > 0);
  await core.api.call('bench.stop', { reason: 'a hand' }, never);
  await expect(begun).rejects.toMatchObject({ code: 'refused' });
  await expect(author()).rejects.toMatchObject({ code: 'refused' });
  await core.api.call('bench.resume', {}, never);
});

it('writes a version that is measured in the ledger and is not put in force', async () => {
  const report = await author();
  const view = await until(core.api, 'resetAuthor', (each) => each?.state === 'done');
  expect(view?.report).toEqual(report);
  expect(report).toMatchObject({ reset: 'reset-0001', skill: 'carry', measure: { times: 20 } });
  expect(report.attempts[0]).toMatchObject({ number: 1, skill: 'carry', n: 3, kept: true });
  expect(report.measure).toMatchObject({ between: 'policy', clock: 'lockstep', by: 'Ada' });
  const { versions, inForce } = await show();
  expect(inForce).toBe('shipped');
  expect(versions).toMatchObject([
    { id: 'reset-0001', hash: report.hash, by: { kind: 'built-in' }, measure: report.measure },
  ]);
  const dir = path.join(resetsDir(data.path, task), 'reset-0001');
  for (const name of ['reset.ts', 'reset.json'])
    expect(existsSync(path.join(dir, name))).toBe(true);
  const checked = await core.api.call('core.verify', {}, never);
  expect(checked).toMatchObject({ ok: true, trials: { finished: 0 } });
});
