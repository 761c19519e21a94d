/** Batch events for followers: in order, from any cursor, and what is dropped is only what the contract says. */
import { expect, it } from 'vitest';
import type { BatchEvent } from '../base/model/view.ts';
import { createEventLog } from './eventLog.ts';
import type { Ledger } from './ledger/ledger.ts';

const unused = {} as Ledger;
const kept = 20_000;
const all = kept + 3500;
const event = (n: number): BatchEvent => ({ kind: 'started', batchId: `run-${n}`, task: 'touch' });

it('keeps the newest 20,000 for whoever comes late, and all for whoever listens', () => {
  const log = createEventLog(unused, () => undefined);
  const heard: number[] = [];
  using _live = log.follow('batches', 0, (_event, cursor) => void heard.push(cursor));
  for (let n = 1; n <= all; n++) log.batch(event(n));
  expect(heard).toEqual(Array.from({ length: all }, (_, index) => index + 1));
  const late: [string, number][] = [];
  log.follow('batches', 0, (entry, cursor) => void late.push([entry.batchId, cursor]));
  expect(late.length).toBeGreaterThanOrEqual(kept);
  expect(late.length).toBeLessThanOrEqual(kept + 1000);
  expect(late.at(-1)).toEqual([`run-${all}`, all]);
  for (const [batchId, cursor] of late) expect(batchId).toBe(`run-${cursor}`);
});

it('goes on after the last cursor that was taken', () => {
  const log = createEventLog(unused, () => undefined);
  for (let n = 1; n <= 10; n++) log.batch(event(n));
  const taken: number[] = [];
  log.follow('batches', 4, (_entry, cursor) => {
    taken.push(cursor);
    return cursor < 7;
  });
  expect(taken).toEqual([5, 6, 7]);
  log.follow('batches', 7, (_entry, cursor) => void taken.push(cursor));
  log.follow('batches', 99, (_entry, cursor) => void taken.push(-cursor));
  expect(taken).toEqual([5, 6, 7, 8, 9, 10]);
});
