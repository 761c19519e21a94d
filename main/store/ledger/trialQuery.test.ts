/**
 * Filters, counts, places and pages of the ledger's trials against plain searching of the same rows, for every mix of
 * filters that matters; and the index made anew from the entries when it is of an older kind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { createRng } from '../../base/lib/rng.ts';
import { addToTally, emptyTally } from '../../base/model/runTally.ts';
import {
  failureReasons,
  invalidReasons,
  type Provenance,
  type TrialRow,
} from '../../base/model/trial.ts';
import type { TrialFilter } from '../../base/model/trialFilter.ts';
import { ledgerPath } from '../dataLayout.ts';
import { type Ledger, openLedger } from './ledger.ts';

const count = 240;
let dir: string;
let ledger: Ledger;

function rowAt(position: number): TrialRow {
  const rng = createRng(position + 1);
  const run = Math.floor(position / 30);
  const outcome = (['success', 'failure', 'invalid'] as const)[rng.below(3)] ?? 'success';
  const reasons = outcome === 'failure' ? failureReasons : invalidReasons;
  const reason = outcome === 'success' ? null : (reasons[rng.below(3)] ?? 'aborted');
  const minute = String(position % 60).padStart(2, '0');
  const hour = String(8 + Math.floor(position / 60)).padStart(2, '0');
  return {
    id: `run-${run}-${String(position % 30).padStart(4, '0')}`,
    batchId: `run-${run}`,
    index: position % 30,
    task: run % 2 === 0 ? 'touch' : 'push-t',
    outcome,
    reason,
    attempts: 1 + rng.below(3),
    stepHash: `hash-${position}`,
    benchSeconds: 3,
    wallTime: `2026-03-04T${hour}:${minute}:30.500Z`,
    clock: run % 3 === 0 ? 'real' : 'lockstep',
    seed: run % 4,
  };
}
const all = Array.from({ length: count }, (_, position) => rowAt(position));
const open = (): Ledger =>
  openLedger(ledgerPath(dir), { clock: realClock, log: silentLog, softwareVersion: '0.1.0' });

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-query-'));
  ledger = open();
  for (const row of all) {
    const { id, batchId, index } = row;
    const provenance = { task: row.task } as Provenance;
    ledger.append({ kind: 'trial-started', id, batchId, index, provenance });
    ledger.append({ kind: 'trial-finished', id, row, verdictHash: 'v' });
  }
});
afterAll(() => {
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true });
});

const until = '2026-03-04T09:10Z';
const filters: readonly TrialFilter[] = [
  {},
  { outcome: 'failure' },
  { reason: 'timeout' },
  { outcome: 'failure', task: 'touch' },
  { outcome: 'invalid', clock: 'real', seed: 0 },
  { batchId: 'run-3' },
  { batchId: 'run-3', seed: 2 },
  { text: '-0007' },
  { text: 'RUN-1' },
  { since: '2026-03-04T09:10Z' },
  { until },
  { since: '2026-03-04T08:30:30.500Z', until, outcome: 'success' },
  { since: '2026-03-05' },
  { text: "' OR 1=1 --" },
  { text: '%' },
];

function plainly(filter: TrialFilter): TrialRow[] {
  const since = (filter.since ?? '').replace('Z', '');
  const before = (filter.until ?? '9').replace('Z', '');
  return all.filter(
    (row) =>
      (['outcome', 'reason', 'task', 'batchId', 'clock', 'seed'] as const).every(
        (part) => filter[part] === undefined || filter[part] === row[part],
      ) &&
      row.id.includes((filter.text ?? '').toLowerCase()) &&
      row.wallTime >= since &&
      row.wallTime < before,
  );
}
const ids = (rows: readonly TrialRow[]): string[] => rows.map(({ id }) => id);

describe.each(filters.map((filter) => [JSON.stringify(filter), filter] as const))(
  'trials that fit %s',
  (_, filter) => {
    const fit = plainly(filter);

    it('come in pages from either end, and pages from the oldest stay true', () => {
      for (const offset of [0, 7, Math.floor(fit.length / 2), fit.length - 1, fit.length + 3]) {
        if (offset < 0) continue;
        const oldest = ledger.trials({ ...filter, order: 'oldest', limit: 10, offset });
        expect(ids(oldest.rows)).toEqual(ids(fit.slice(offset, offset + 10)));
        const newest = ledger.trials({ ...filter, limit: 10, offset });
        expect(ids(newest.rows)).toEqual(ids([...fit].reverse().slice(offset, offset + 10)));
        expect([oldest.total, newest.total]).toEqual([fit.length, fit.length]);
      }
    });

    it('are counted by kind, each kind beside the other parts of the filter', () => {
      const facets = ledger.facets(filter);
      expect([facets.total, facets.all]).toEqual([fit.length, count]);
      for (const { value, n } of facets.outcomes)
        expect(n).toBe(plainly({ ...filter, outcome: value }).length);
      for (const { value, n } of facets.seeds)
        expect(n).toBe(plainly({ ...filter, seed: value }).length);
      for (const { value, n } of facets.reasons)
        expect(n).toBe(plainly({ ...filter, reason: value }).length);
      const tasks = new Set(plainly({ ...filter, task: undefined }).map(({ task }) => task));
      expect(new Set(facets.tasks.map(({ value }) => value))).toEqual(tasks);
    });

    it('have their places', () => {
      for (const [place, row] of fit.entries())
        if (place % 11 === 0) expect(ledger.place(filter, row.id)).toBe(place);
      const other = all.find((row) => !fit.includes(row));
      if (other !== undefined) expect(ledger.place(filter, other.id)).toBeNull();
      expect(ledger.place(filter, 'run-99-0001')).toBeNull();
    });
  },
);

describe('runs', () => {
  it('are tallied as they go', () => {
    const own = all.filter(({ batchId }) => batchId === 'run-2');
    expect(ledger.tally('run-2')).toEqual(own.reduce(addToTally, emptyTally));
    expect(ledger.tally('run-99')).toBeNull();
    expect(ledger.facets({}).batches[0]).toEqual({ value: 'run-7', n: 30 });
  });
});

describe('the index', () => {
  it('is made anew when it is of an older version, and says the same', () => {
    const before = [
      ledger.facets({}),
      ledger.tally('run-3'),
      ledger.trials({ limit: 9, offset: 3 }),
    ];
    ledger[Symbol.dispose]();
    const raw = new DatabaseSync(ledgerPath(dir));
    raw.exec('UPDATE index_state SET version = 1; DROP TABLE index_cells;');
    raw.close();
    ledger = open();
    const after = [
      ledger.facets({}),
      ledger.tally('run-3'),
      ledger.trials({ limit: 9, offset: 3 }),
    ];
    expect(after).toEqual(before);
  });
});
