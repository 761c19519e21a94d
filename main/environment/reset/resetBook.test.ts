/** Versions, measurings and what is accepted, as the ledger tells them again to the next core. */
import { expect, test } from 'vitest';
import type { ResetMeasure } from '../../base/model/reset.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import type { LedgerEntry } from '../../store/ledger/ledger.ts';
import { whyNotReset } from './planResetGate.ts';
import { firstWords } from './readResetFolder.ts';
import { openResetBook } from './resetBook.ts';

function createLedger() {
  const rows: LedgerEntry[] = [];
  return {
    append(body: LedgerBody) {
      const seq = rows.length + 1;
      const wallTime = `at ${seq}`;
      rows.push({ seq, wallTime, body, prevHash: '', hash: '', salt: '' });
      return { seq, hash: '', wallTime };
    },
    notes: (kind: string) => rows.filter(({ body }) => body.kind === kind).reverse(),
  };
}

const measured = (k: number) =>
  ({ times: 100, verifiedFirst: { k, n: 100, lo: 0, hi: 1 } }) as unknown as Omit<
    ResetMeasure,
    'wallTime'
  >;

test('a measuring belongs to bytes, whatever they are called', () => {
  const ledger = createLedger();
  const book = openResetBook(ledger);
  const task = 'touch';
  const by = { kind: 'person', name: 'Ada' } as const;
  book.append({
    kind: 'reset-measured',
    task,
    resetId: 'shipped',
    hash: 'a',
    measure: measured(99),
  });
  expect(book.nextId(task)).toBe('reset-0001');
  book.append({ kind: 'reset-made', task, resetId: 'reset-0001', hash: 'a', by, words: 'Same.' });
  book.append({ kind: 'reset-made', task, resetId: 'reset-0002', hash: 'b', by, words: 'Other.' });
  expect(book.version(task, 'reset-0001')?.measure).toMatchObject({ wallTime: 'at 1' });
  expect(book.version(task, 'reset-0002')?.measure).toBeNull();
  book.append({
    kind: 'reset-measured',
    task,
    resetId: 'reset-0001',
    hash: 'a',
    measure: measured(97),
  });
  expect(book.measure(task, 'a')).toMatchObject({ verifiedFirst: { k: 97 } });
  expect(book.standard(task, 'a')).toMatchObject({ verifiedFirst: { k: 99 } });
  const accept = { kind: 'reset-accepted', task, hash: 'a', by: 'Ada', overrode: null } as const;
  book.append({ ...accept, resetId: 'reset-0001' });
  expect(book.standard(task, 'a')).toMatchObject({ verifiedFirst: { k: 97 } });
  for (const each of [book, openResetBook(ledger)]) {
    expect(each.versions(task).map(({ id }) => id)).toEqual(['reset-0001', 'reset-0002']);
    expect(each.version(task, 'reset-0001')?.accepted).toMatchObject({
      by: 'Ada',
      wallTime: 'at 5',
    });
    expect(each.accepted(task)).toEqual({ resetId: 'reset-0001', seq: 5 });
    expect(each.nextId(task)).toBe('reset-0003');
  }
});

test('bytes that an agent wrote meet no gate without a second look, whoever added and measured them', () => {
  const ledger = createLedger();
  const book = openResetBook(ledger);
  const task = 'touch';
  const spread = { n: 20, coordinates: { xM: 0, yM: 0, yawRad: 0 }, cells: { covered: 1, of: 1 } };
  const rate = { k: 20, n: 20, lo: 0.8, hi: 1 };
  const well = {
    ...{ times: 20, longestRow: 20, verified: rate, verifiedFirst: rate, spread, by: 'Ada' },
  } as unknown as Omit<ResetMeasure, 'wallTime'>;
  const entry = { task, hash: 'a', words: '' } as const;
  const ada = { kind: 'person', name: 'Ada' } as const;
  const agent = { kind: 'agent', agentId: 'claude-1' } as const;
  const measured = { kind: 'reset-measured', task, resetId: 'reset-0001', hash: 'a' } as const;
  book.append({ ...entry, kind: 'reset-made', resetId: 'reset-0001', by: ada });
  book.append({ ...measured, measure: well });
  expect(book.byAgent(task, 'a')).toBe(false);
  expect(whyNotReset(book.measure(task, 'a'))).toEqual([]);
  // The agent hands in what a person had taken out of its folder.
  book.append({ ...entry, kind: 'reset-made', resetId: 'reset-0002', by: agent });
  for (const each of [book, openResetBook(ledger)]) {
    expect(each.byAgent(task, 'a')).toBe(true);
    expect(each.byAgent(task, 'b')).toBe(false);
    expect(each.byAgent('push-t', 'a')).toBe(false);
    const told = ['reset-0001', 'reset-0002'].map((id) => each.version(task, id)?.measure ?? null);
    for (const measure of [...told, each.measure(task, 'a')])
      expect(whyNotReset(measure)).toEqual([expect.stringMatching(/^No check but its own/)]);
  }
  const second = { by: 'shipped', asked: 20, denied: 0, apartM: 0.001 };
  book.append({ ...measured, measure: { ...well, second } });
  expect(whyNotReset(book.measure(task, 'a'))).toEqual([]);
});

test('what was measured for other starts counts for those alone', () => {
  const ledger = createLedger();
  const book = openResetBook(ledger);
  const starts = { x: { min: 0.1, max: 0.2 }, y: { min: 0, max: 0.1 } };
  const entry = { kind: 'reset-measured', task: 'touch', resetId: 'shipped', hash: 'a' } as const;
  book.append({ ...entry, measure: measured(99) });
  book.append({ ...entry, measure: { ...measured(50), starts } });
  for (const each of [book, openResetBook(ledger)]) {
    expect(each.measure('touch', 'a')).toMatchObject({ verifiedFirst: { k: 99 } });
    expect(each.measure('touch', 'a', starts)).toMatchObject({ verifiedFirst: { k: 50 } });
    expect(each.measures('touch', 'a', starts)).toHaveLength(1);
    expect(each.standard('touch', 'a', starts)).toMatchObject({ verifiedFirst: { k: 50 } });
    const elsewhere = { ...starts, yawRad: { min: 0, max: 1 } };
    expect(each.measure('touch', 'a', elsewhere)).toBeNull();
  }
});

test('what a program says of itself is its first comment, in one line', () => {
  expect(firstWords('/** Puts it back,\n * and looks. */\nimport x;')).toBe(
    'Puts it back, and looks.',
  );
  expect(firstWords('#!/usr/bin/env node\n// Small.\nlet a;')).toBe('Small.');
  expect(firstWords('let a; // late')).toBe('');
  expect(firstWords(`/* \u001b[31m${'x'.repeat(500)} */`)).toHaveLength(200);
});
