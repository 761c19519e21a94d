/** Resets of ten thousand trials: read once, in turns, by what they were of; bounded; a trial that comes later is added. */
import { expect, test } from 'vitest';
import type { TrialRow } from '../../base/model/trial.ts';
import { createTrialResets } from './trialResets.ts';

const starts = { x: { min: 0.1, max: 0.2 }, y: { min: 0, max: 0.1 } };

function rowOf(index: number): TrialRow {
  const reset = { tries: index % 10 === 0 ? 2 : 1, seconds: 9, verified: true, hash: 'a' };
  return {
    ...{
      id: `run-${index}`,
      batchId: 'run',
      index,
      task: 'touch',
      outcome: 'success',
      reason: null,
    },
    ...{ attempts: 1, stepHash: '', benchSeconds: 12, clock: 'lockstep', seed: 1 },
    wallTime: new Date(index * 1000).toISOString(),
    // Every fourth is for other starts; every hundredth is from before it was kept.
    ...(index % 100 === 0 ? {} : { reset: index % 4 === 1 ? { ...reset, starts } : reset }),
  };
}

test('pages with a pause between, each trial once, the newest of each kind', async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => rowOf(index));
  const asked: number[] = [];
  let pauses = 0;
  const ledger = {
    endedAfter(seq: number, limit: number) {
      asked.push(limit);
      return rows.slice(seq, seq + limit).map((row, at) => ({ seq: seq + at + 1, row }));
    },
  };
  const sleep = async (): Promise<void> => {
    pauses++;
  };
  const resets = createTrialResets(ledger, { sleep }, new AbortController().signal);
  const [all, narrow] = await Promise.all([
    resets.of('touch', 'a', undefined),
    resets.of('touch', 'a', starts),
  ]);
  expect(Math.max(...asked)).toBe(200);
  expect(pauses).toBe(50);
  expect(all.length).toBeGreaterThanOrEqual(2000);
  expect(all.length).toBeLessThan(2020);
  expect(all.at(-1)).toEqual({ wallTime: rows[9999]?.wallTime, first: true, seconds: 9 });
  expect(narrow.at(-1)?.wallTime).toBe(rows[9997]?.wallTime);
  expect(await resets.of('touch', 'b', undefined)).toEqual([]);
  expect(await resets.of('push-t', 'a', undefined)).toEqual([]);

  rows.push({ ...rowOf(10_002), wallTime: 'later' });
  const after = await resets.of('touch', 'a', undefined);
  expect(after.at(-1)).toMatchObject({ wallTime: 'later' });
});

test('an aborted core stops reading', async () => {
  const ended = new AbortController();
  ended.abort(new Error('the core ends'));
  const ledger = { endedAfter: () => [] };
  const resets = createTrialResets(ledger, { sleep: async () => undefined }, ended.signal);
  await expect(resets.of('touch', 'a', undefined)).rejects.toThrow('the core ends');
});
