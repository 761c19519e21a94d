/**
 * The trials of the ledger as a table to page through: derived, rebuilt from the entries whenever it does not match
 * them, and never read by verify. It is written in the same transaction as the entry it derives from.
 */
import type { DatabaseSync } from 'node:sqlite';
import { assert } from '../../base/lib/assert.ts';
import { addToTally, emptyTally, type RunTally } from '../../base/model/runTally.ts';
import type { Provenance, TrialRow } from '../../base/model/trial.ts';
import type { TrialFacets, TrialFilter } from '../../base/model/trialFilter.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { facetsOf, pageOf, placeOf, type TrialPage, type TrialQuery } from './trialQuery.ts';

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
  page(query: TrialQuery): TrialPage;
  facets(filter: TrialFilter): TrialFacets;
  /** Counted from the oldest that fits; null when it does not fit or is not there. */
  place(filter: TrialFilter, id: string): number | null;
  /** What a run's finished trials say; null when it has none. */
  tally(batchId: string): RunTally | null;
  /** The number of the entry that ended a trial; null when none did. */
  endOf(id: string): number | null;
  /** Oldest first, ended after entry `seq`. */
  endedAfter(seq: number, limit: number): readonly TrialEntry[];
  trial(id: string): TrialRow | null;
  openTrials(): readonly OpenTrial[];
  openBatches(): readonly OpenBatch[];
}

/** Raised when the tables below change: an index of another version is rebuilt. */
const indexVersion = 2;

/** The columns that are looked through are narrow and apart from the rows. `reason` is '' for a success. */
const tables = `
CREATE TABLE index_state (version INTEGER NOT NULL, seq INTEGER NOT NULL);
INSERT INTO index_state VALUES (${indexVersion}, 0);
CREATE TABLE index_trials (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, batchId TEXT NOT NULL, task TEXT NOT NULL,
  clock TEXT NOT NULL, seed INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
  wallTime TEXT NOT NULL);
CREATE TABLE index_rows (seq INTEGER PRIMARY KEY, row TEXT NOT NULL);
CREATE INDEX index_trials_batch ON index_trials (batchId, seq);
CREATE INDEX index_trials_task ON index_trials (task, seq);
CREATE INDEX index_trials_seed ON index_trials (seed, seq);
CREATE INDEX index_trials_outcome ON index_trials (outcome, seq);
CREATE INDEX index_trials_reason ON index_trials (reason, seq);
CREATE TABLE index_cells (
  batchId TEXT, task TEXT, clock TEXT, seed INTEGER, outcome TEXT, reason TEXT,
  n INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (batchId, task, clock, seed, outcome, reason)) WITHOUT ROWID;
CREATE TABLE index_runs (batchId TEXT PRIMARY KEY, tally TEXT NOT NULL);
CREATE TABLE index_open_trials (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, row TEXT NOT NULL);
CREATE TABLE index_open_batches (batchId TEXT PRIMARY KEY, seq INTEGER NOT NULL);`;

const names = ['state', 'trials', 'rows', 'cells', 'runs', 'open_trials', 'open_batches'];
const drops = names.map((name) => `DROP TABLE IF EXISTS index_${name};`).join('\n');

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

const rowOf = (record: Record<string, unknown>): TrialRow =>
  JSON.parse(String(record.row)) as TrialRow;

function tallyReader(db: DatabaseSync): TrialIndex['tally'] {
  const one = db.prepare('SELECT tally FROM index_runs WHERE batchId = ?');
  return (batchId) => {
    const found = one.get(batchId);
    return found === undefined ? null : (JSON.parse(String(found.tally)) as RunTally);
  };
}

function createApply(db: DatabaseSync): TrialIndex['apply'] {
  const openTrial = db.prepare('INSERT INTO index_open_trials VALUES (?, ?, ?)');
  const closeTrial = db.prepare('DELETE FROM index_open_trials WHERE id = ?');
  const addTrial = db.prepare('INSERT INTO index_trials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const addRow = db.prepare('INSERT INTO index_rows VALUES (?, ?)');
  const addCell = db.prepare(
    `INSERT INTO index_cells VALUES (?, ?, ?, ?, ?, ?, 1, ?)
     ON CONFLICT DO UPDATE SET n = n + 1, seq = excluded.seq`,
  );
  const addRun = db.prepare('INSERT OR REPLACE INTO index_runs VALUES (?, ?)');
  const tally = tallyReader(db);
  const known = db.prepare('SELECT 1 FROM index_trials WHERE id = ?');
  const openBatch = db.prepare('INSERT OR REPLACE INTO index_open_batches VALUES (?, ?)');
  const closeBatch = db.prepare('DELETE FROM index_open_batches WHERE batchId = ?');
  const advance = db.prepare('UPDATE index_state SET seq = ?');
  const end = (seq: number, row: TrialRow): void => {
    const closed = closeTrial.run(row.id).changes;
    assert(Number(closed) === 1, `trial ${row.id} ends but is not open`);
    const { id, batchId, task, clock, seed, outcome, reason, wallTime } = row;
    addTrial.run(seq, id, batchId, task, clock, seed, outcome, reason ?? '', wallTime);
    addRow.run(seq, JSON.stringify(row));
    addCell.run(batchId, task, clock, seed, outcome, reason ?? '', seq);
    addRun.run(batchId, JSON.stringify(addToTally(tally(batchId) ?? emptyTally, row)));
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
  const after = db.prepare('SELECT seq, row FROM index_rows WHERE seq > ? ORDER BY seq LIMIT ?');
  const endOf = db.prepare('SELECT seq FROM index_trials WHERE id = ?');
  const one = db.prepare(
    'SELECT row FROM index_rows WHERE seq = (SELECT seq FROM index_trials WHERE id = ?)',
  );
  const open = db.prepare('SELECT row FROM index_open_trials ORDER BY seq');
  const batches = db.prepare('SELECT batchId, seq FROM index_open_batches ORDER BY seq');
  return {
    apply: createApply(db),
    indexedSeq: () => Number(state.get()?.seq ?? -1),
    page: (query) => pageOf(db, query),
    facets: (filter) => facetsOf(db, filter),
    place: (filter, id) => placeOf(db, filter, id),
    tally: tallyReader(db),
    endOf(id) {
      const found = endOf.get(id);
      return found === undefined ? null : Number(found.seq);
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
