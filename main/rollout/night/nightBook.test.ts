/** Nights on a real ledger: where each stands after its entries, and counts read from where they were read to last. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import type { Provenance, TrialRow } from '../../base/model/trial.ts';
import { type Ledger, openLedger } from '../../store/ledger/ledger.ts';
import { type NightBook, openNightBook } from './nightBook.ts';

let dir = '';
let ledger: Ledger;
let pauses = 0;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nightbench-book-'));
  const ports = { clock: realClock, log: silentLog, softwareVersion: 'test' };
  ledger = openLedger(path.join(dir, 'ledger.sqlite'), ports);
  pauses = 0;
});
afterEach(() => {
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

const openBook = (): NightBook => openNightBook(ledger, async () => void pauses++, 10);
const hash = 'a'.repeat(64);
const start = (book: NightBook): string => {
  const nightId = book.nextId();
  book.append({
    ...{ kind: 'night-started', nightId, task: 'touch', sealHash: hash, agent: 'none', seed: 1 },
    ...{ clock: 'lockstep', by: 'Ada', target: { inARow: 50 } },
    budget: { trials: null, robotHours: null, wallHours: null, tokens: null, usd: null },
  });
  return nightId;
};

function trial(nightId: string, index: number, outcome: TrialRow['outcome'] | null): void {
  const id = `${nightId}-${index}`;
  const provenance = {
    ...{ nightId, trialIndex: index, policyHash: 'p', settingsHash: 's' },
    ...{ task: 'touch', clock: 'lockstep', seed: 1 },
  } as Provenance;
  ledger.append({ kind: 'trial-started', id, batchId: 'b', index, provenance });
  if (outcome === null) return;
  const row: TrialRow = {
    ...{ id, batchId: 'b', index, task: 'touch', outcome, reason: null, attempts: 1 },
    ...{ stepHash: 'h', benchSeconds: 2, wallTime: '', clock: 'lockstep', seed: 1 },
  };
  ledger.append({ kind: 'trial-finished', id, row, verdictHash: 'v' });
}

test('a night stands as its newest entry says, and a new core reads the same', () => {
  const book = openBook();
  expect(book.open()).toBeNull();
  const nightId = start(book);
  expect(book.open()).toMatchObject({ nightId: 'night-0001', state: 'running', why: '' });
  book.append({ kind: 'seal-broken', hash: 'b'.repeat(64), problem: 'of another contract' });
  expect(book.open()?.sealBroken).toBeNull();
  book.append({ kind: 'seal-broken', hash, problem: 'judge/judge.ts changed' });
  const wished = { kind: 'night-wished', nightId, by: 'Ada' } as const;
  book.append({ ...wished, wish: 'end', why: 'enough' });
  book.append({ ...wished, wish: 'pause', why: 'wait' });
  expect(book.open()?.wish).toMatchObject({ wish: 'end', why: 'enough' });
  book.append({ kind: 'night-paused', nightId, by: null, why: 'the seal' });
  expect(book.open()?.wish).toBeNull();
  expect(book.open()).toMatchObject({ state: 'paused', sealBroken: 'judge/judge.ts changed' });
  expect(openBook().nights()).toEqual(book.nights());
  book.append({ kind: 'night-resumed', nightId, by: 'Ada', moved: [] });
  expect(book.open()).toMatchObject({ state: 'running', sealBroken: null });
  book.append({ kind: 'night-ended', nightId, by: null, why: '50 in a row' });
  expect(book.open()).toBeNull();
  expect(book.night(nightId)).toMatchObject({ state: 'ended', why: '50 in a row' });
  expect(Date.parse(book.night(nightId)?.endedWallTime ?? '')).not.toBeNaN();
  expect(start(book)).toBe('night-0002');
  expect(openBook().nights()).toEqual(book.nights());
});

test('counts go on from where they were read, and are the same read at once', async () => {
  const book = openBook();
  const nightId = start(book);
  trial(nightId, 0, 'success');
  expect((await book.tally(nightId)).counts).toMatchObject({ trials: 1, streak: 1 });
  trial(nightId, 1, 'failure');
  trial(nightId, 2, null);
  const tally = await book.tally(nightId);
  expect(tally).toMatchObject({ strip: 'sf', nextIndex: 3, open: [`${nightId}-2`] });
  expect(await openBook().tally(nightId)).toEqual(tally);
});

test('a night that ended takes no more trials but the end of its last one', async () => {
  const book = openBook();
  const nightId = start(book);
  trial(nightId, 0, null);
  book.append({ kind: 'night-ended', nightId, by: 'Ada', why: 'enough' });
  expect((await book.tally(nightId)).counts.trials).toBe(0);
  const id = `${nightId}-0`;
  const row = { id, outcome: 'invalid', reason: 'aborted', benchSeconds: 0 } as TrialRow;
  const whole = {
    ...row,
    batchId: 'b',
    index: 0,
    task: 'touch',
    seed: 1,
    clock: 'lockstep',
  } as const;
  ledger.append({ kind: 'trial-aborted', id, row: { ...whole, wallTime: '' }, why: 'the disk' });
  expect((await book.tally(nightId)).counts).toMatchObject({ trials: 1, invalid: 1 });
});

test('a long night is read in pages, with room for others between', async () => {
  const book = openBook();
  const nightId = start(book);
  for (let index = 0; index < 12; index++) trial(nightId, index, 'success');
  expect((await openBook().tally(nightId)).counts).toMatchObject({ trials: 12, streak: 12 });
  expect(pauses).toBe(2);
});
