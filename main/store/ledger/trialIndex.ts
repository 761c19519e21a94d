/**
 * The trials of the ledger as a table to page through: derived, rebuilt from the entries whenever it does not match
 * them, and never read by verify. It is written in the same transaction as the entry it derives from.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { assert } from '../../base/lib/assert.ts';
import type { Provenance, TrialRow } from '../../base/model/trial.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';

/** A trial that began and neither finished nor was aborted. */
export interface OpenTrial {
  readonly seq: number;
  readonly id: string;
  readonly batchId: string;
  readonly index: number;
  readonly wallTime: string;
  readonly provenance: Provenance;
}

export interface OpenBatch {
  readonly seq: number;
  readonly batchId: string;
}

export interface TrialQuery {
  readonly limit: number;
  readonly offset: number;
  readonly outcome?: TrialRow['outcome'] | undefined;
  readonly task?: string | undefined;
  readonly batchId?: string | undefined;
}

export type TrialFilter = Omit<TrialQuery, 'limit' | 'offset'>;

export interface TrialCounts {
  readonly success: number;
  readonly failure: number;
  readonly invalid: number;
}

/** A trial's row with the number of the ledger entry that ended it: the cursor of the `trials` log. */
export interface TrialEntry {
  readonly seq: number;
  readonly row: TrialRow;
}

export interface TrialIndex {
  /** Within the caller's transaction. An entry that contradicts the ones before it is a programmer error. */
  apply(seq: number, wallTime: string, body: LedgerBody): void;
  /** The newest entry that is in here. */
  indexedSeq(): number;
  /** Newest first. */
  page(query: TrialQuery): { rows: readonly TrialRow[]; total: number };
  counts(filter: TrialFilter): TrialCounts;
  /** Oldest first, ended after entry `seq`. */
  endedAfter(seq: number, limit: number): readonly TrialEntry[];
  trial(id: string): TrialRow | null;
  openTrials(): readonly OpenTrial[];
  openBatches(): readonly OpenBatch[];
}

/** Raised when the tables below change: an index of another version is rebuilt. */
const indexVersion = 1;

const tables = `
CREATE TABLE index_state (version INTEGER NOT NULL, seq INTEGER NOT NULL);
INSERT INTO index_state VALUES (${indexVersion}, 0);
CREATE TABLE index_trials (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, batchId TEXT NOT NULL, task TEXT NOT NULL,
  outcome TEXT NOT NULL, row TEXT NOT NULL);
CREATE INDEX index_trials_batch ON index_trials (batchId, seq, outcome);
CREATE INDEX index_trials_task ON index_trials (task, seq, outcome);
CREATE INDEX index_trials_outcome ON index_trials (outcome, seq);
CREATE TABLE index_open_trials (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, row TEXT NOT NULL);
CREATE TABLE index_open_batches (batchId TEXT PRIMARY KEY, seq INTEGER NOT NULL);`;

const drops = ['state', 'trials', 'open_trials', 'open_batches']
  .map((name) => `DROP TABLE IF EXISTS index_${name};`)
  .join('\n');

/** True when the tables are there in this version. */
export function hasIndex(db: DatabaseSync): boolean {
  const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'index_state'").get();
  if (table === undefined) return false;
  return db.prepare('SELECT version FROM index_state').get()?.version === indexVersion;
}

/** An empty index in place of whatever was there. */
export function resetIndex(db: DatabaseSync): void {
  db.exec(drops + tables);
}

function whereOf(filter: TrialFilter): { sql: string; values: SQLInputValue[] } {
  const parts: string[] = [];
  const values: SQLInputValue[] = [];
  for (const column of ['batchId', 'task', 'outcome'] as const) {
    const value = filter[column];
    if (value === undefined) continue;
    parts.push(`${column} = ?`);
    values.push(value);
  }
  return { sql: parts.length === 0 ? '' : ` WHERE ${parts.join(' AND ')}`, values };
}

const rowOf = (record: Record<string, unknown>): TrialRow =>
  JSON.parse(String(record.row)) as TrialRow;

function createApply(db: DatabaseSync): TrialIndex['apply'] {
  const openTrial = db.prepare('INSERT INTO index_open_trials VALUES (?, ?, ?)');
  const closeTrial = db.prepare('DELETE FROM index_open_trials WHERE id = ?');
  const addTrial = db.prepare('INSERT INTO index_trials VALUES (?, ?, ?, ?, ?, ?)');
  const known = db.prepare('SELECT 1 FROM index_trials WHERE id = ?');
  const openBatch = db.prepare('INSERT OR REPLACE INTO index_open_batches VALUES (?, ?)');
  const closeBatch = db.prepare('DELETE FROM index_open_batches WHERE batchId = ?');
  const advance = db.prepare('UPDATE index_state SET seq = ?');
  const end = (seq: number, row: TrialRow): void => {
    const closed = closeTrial.run(row.id).changes;
    assert(Number(closed) === 1, `trial ${row.id} ends but is not open`);
    addTrial.run(seq, row.id, row.batchId, row.task, row.outcome, JSON.stringify(row));
  };
  return (seq, wallTime, body) => {
    if (body.kind === 'trial-started') {
      const { id, batchId, index, provenance } = body;
      assert(known.get(id) === undefined, `trial ${id} begins a second time`);
      openTrial.run(id, seq, JSON.stringify({ seq, id, batchId, index, wallTime, provenance }));
    } else if (body.kind === 'trial-finished' || body.kind === 'trial-aborted') {
      assert(body.id === body.row.id, 'a trial entry carries the row of its own trial');
      end(seq, body.row);
    } else if (body.kind === 'batch-started') openBatch.run(body.batchId, seq);
    else if (body.kind === 'batch-ended') closeBatch.run(body.batchId);
    advance.run(seq);
  };
}

/** The tables must be there (`hasIndex`, `resetIndex`). */
export function createTrialIndex(db: DatabaseSync): TrialIndex {
  const state = db.prepare('SELECT seq FROM index_state');
  const after = db.prepare('SELECT seq, row FROM index_trials WHERE seq > ? ORDER BY seq LIMIT ?');
  const one = db.prepare('SELECT row FROM index_trials WHERE id = ?');
  const open = db.prepare('SELECT row FROM index_open_trials ORDER BY seq');
  const batches = db.prepare('SELECT batchId, seq FROM index_open_batches ORDER BY seq');
  return {
    apply: createApply(db),
    indexedSeq: () => Number(state.get()?.seq ?? -1),
    page(query) {
      const { sql, values } = whereOf(query);
      const rows = db
        .prepare(`SELECT row FROM index_trials${sql} ORDER BY seq DESC LIMIT ? OFFSET ?`)
        .all(...values, query.limit, query.offset);
      const total = db.prepare(`SELECT COUNT(*) AS n FROM index_trials${sql}`).get(...values);
      return { rows: rows.map(rowOf), total: Number(total?.n) };
    },
    counts(filter) {
      const { sql, values } = whereOf(filter);
      const counts = { success: 0, failure: 0, invalid: 0 };
      const grouped = `SELECT outcome, COUNT(*) AS n FROM index_trials${sql} GROUP BY outcome`;
      for (const { outcome, n } of db.prepare(grouped).all(...values))
        counts[outcome as keyof typeof counts] = Number(n);
      return counts;
    },
    endedAfter: (seq, limit) =>
      after.all(seq, limit).map((record) => ({ seq: Number(record.seq), row: rowOf(record) })),
    trial(id) {
      const record = one.get(id);
      return record === undefined ? null : rowOf(record);
    },
    openTrials: () => open.all().map((record) => JSON.parse(String(record.row)) as OpenTrial),
    openBatches: () =>
      batches.all().map(({ batchId, seq }) => ({ batchId: String(batchId), seq: Number(seq) })),
  };
}
