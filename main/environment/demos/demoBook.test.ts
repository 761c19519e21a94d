/** Demos by the ledger alone: the same book after any restart, spans that lose nothing, nothing told of what is locked. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { type Ledger, openLedger } from '../../store/ledger/ledger.ts';
import { type DemoBook, openDemoBook } from './demoBook.ts';

let dir: string;
let ledger: Ledger;
const locked = new Set<string>();
const taken = new Set<string>();

const open = (): DemoBook =>
  openDemoBook({
    ledger,
    isLocked: (id) => locked.has(id),
    clipsOf: () => 2,
    isTaken: (id) => taken.has(id),
  });

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-book-'));
  const options = { clock: realClock, log: silentLog, softwareVersion: 'test' };
  ledger = openLedger(path.join(dir, 'ledger.sqlite'), options);
  locked.clear();
  taken.clear();
});
afterEach(() => {
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

function record(book: DemoBook, task = 'touch') {
  const id = book.nextId();
  return book.record({
    ...{ demoId: id, recordingId: id, task, origin: { kind: 'teleop', input: 'mouse' } },
    ...{ endHash: 'e'.repeat(64), result: 'success', nearMiss: null, fromMs: 1000, toMs: 3000 },
    ...{ roles: ['front'], frames: 40, why: '' },
  });
}

it('is the same after a restart, whatever was trimmed, split, removed and undone', () => {
  const book = open();
  const changes: string[] = [];
  using _changes = book.onChange((task) => changes.push(task));
  const { id } = record(book);
  record(book, 'push-t');
  book.trim(id, 1200, 3000, 36);
  const { second } = book.split(id, 2000);
  expect(second).toMatchObject({ id: 'demo-000003', recordingId: id, fromMs: 2000, toMs: 3000 });
  book.remove(id);
  expect(book.list('touch').map((demo) => demo.id)).toEqual([second.id]);
  expect(open().list('touch')).toEqual(book.list('touch'));
  book.undo('touch');
  expect(book.list('touch').map((demo) => demo.id)).toEqual([id, second.id]);
  book.undo('touch');
  book.undo('touch');
  expect(open().list('touch')).toEqual([expect.objectContaining({ id, frames: 40, clips: 2 })]);
  expect(() => book.undo('touch')).toThrow(/nothing was trimmed/);
  expect(() => book.undo('push-t')).toThrow(/nothing was trimmed/);
  expect(changes.length).toBe(8);
  // A number is never given twice, also when what had it is undone.
  expect(open().nextId()).toBe('demo-000004');
});

it('refuses spans that are none, and changes nothing', () => {
  const book = open();
  const { id } = record(book);
  const { seq } = ledger.head();
  for (const [from, to] of [
    [900, 2000],
    [1000, 3001],
    [2000, 2050],
    [2500, 1500],
    [Number.NaN, 2000],
  ] as const)
    expect(() => book.trim(id, from, to)).toThrow(/cannot be trimmed/);
  for (const at of [1000, 3000, 2999, Number.NaN])
    expect(() => book.split(id, at)).toThrow(/cannot be split/);
  for (const change of [() => book.remove('demo-000009'), () => book.trim('demo-000009', 0, 1000)])
    expect(change).toThrow(/no demo demo-000009/);
  expect(ledger.head().seq).toBe(seq);
});

it('tells nothing of a locked recording, and gives no name that a folder has', () => {
  const book = open();
  const { id } = record(book);
  locked.add(id);
  expect(book.list('touch')).toEqual([]);
  expect(book.demo(id)).toBeNull();
  expect(() => book.remove(id)).toThrow(/no demo/);
  taken.add('demo-000002');
  expect(book.nextId()).toBe('demo-000003');
});

it('gives a recording another name where an import took its own while it was recorded', () => {
  const book = open();
  const wanted = book.nextId();
  taken.add(wanted);
  const facts = {
    ...({ task: 'touch', endHash: 'e'.repeat(64), result: null, nearMiss: null, why: '' } as const),
    ...{ fromMs: 0, toMs: 1000, roles: ['front'], frames: 10 },
  };
  const from = { kind: 'import', format: 'mp4', from: 'films', episode: 0 } as const;
  book.record({ ...facts, demoId: wanted, recordingId: 'import-1-0001', origin: from });
  const origin = { kind: 'teleop', input: 'mouse' } as const;
  const own = book.record({ ...facts, demoId: wanted, recordingId: wanted, origin });
  expect(own).toMatchObject({ id: 'demo-000002', recordingId: wanted });
  expect(open().list('touch')).toMatchObject([{ recordingId: 'import-1-0001' }, { id: own.id }]);
});
