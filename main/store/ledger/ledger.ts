/**
 * The ledger: everything that happened on this bench, append-only, hash-chained (`chain.ts`), in one SQLite file (rollback
 * journal, synchronous FULL: no memory is mapped, so a disk that turns read-only is an error and not a signal). An entry is
 * durable when `append` returns. Triggers refuse to change or delete entries; the trial tables beside them are derived. It
 * has one writer: the core that holds the data folder's lock.
 */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { canonicalJson, type Json } from '../../base/host/canonical.ts';
import { mintSalt } from '../../base/host/secretToken.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { BenchError } from '../../base/model/errors.ts';
import { agentEntryKinds } from '../../base/wire/agentEntry.ts';
import { campaignEntryKinds } from '../../base/wire/campaignEntry.ts';
import { dayEntryKinds } from '../../base/wire/dayEntry.ts';
import { judgeEntryKinds } from '../../base/wire/judgeEntry.ts';
import { nightEntryKinds } from '../../base/wire/nightEntry.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { anchorPath } from '../dataLayout.ts';
import { storageError } from '../storageError.ts';
import { type Anchor, openAnchor, readAnchor } from './anchor.ts';
import {
  type ChainHead,
  type ChainRow,
  emptyHead,
  hashBody,
  hashLink,
  nightOfBody,
  problemOfRow,
} from './chain.ts';
import { createTrialIndex, hasIndex, resetIndex, type TrialIndex } from './trialIndex.ts';

export interface LedgerEntry {
  readonly seq: number;
  readonly wallTime: string;
  readonly body: LedgerBody;
  readonly prevHash: string;
  readonly hash: string;
  /** Of its body's hash; empty in an entry from before there were salts. */
  readonly salt: string;
}

/** The head that an entry made, and when it was written. */
export interface AppendedEntry extends ChainHead {
  readonly wallTime: string;
}

/** Reads throw `storage` when the disk does. */
export interface Ledger
  extends Disposable,
    Pick<
      TrialIndex,
      'facets' | 'place' | 'tally' | 'endOf' | 'endedAfter' | 'trial' | 'openTrials' | 'openBatches'
    > {
  /** Durable on return. Throws `storage` (full, read-only, damaged); then nothing was appended. */
  append(body: LedgerBody): AppendedEntry;
  /** Oldest first, from entry `fromSeq` on. */
  entries(fromSeq: number, limit: number): readonly LedgerEntry[];
  /** Newest first, unless asked otherwise. */
  trials: TrialIndex['page'];
  head(): ChainHead;
  /** The newest entries of one kind, newest first, however long ago. */
  notes(kind: NoteKind, limit: number): readonly LedgerEntry[];
}

/** What is no trial's and is looked up by kind: few among many. */
const noteKinds = [
  ...(['stop', 'resume', 'alert'] as const),
  ...agentEntryKinds,
  ...dayEntryKinds,
  ...judgeEntryKinds,
  ...nightEntryKinds,
  ...campaignEntryKinds,
] as const;
export type NoteKind = (typeof noteKinds)[number];

export interface LedgerOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Written into the genesis entry of a new ledger. */
  readonly softwareVersion: string;
}

/** SQLite uses the index below only for a query in exactly these words; it gets another name when the kinds change. */
const isNote = `CASE WHEN json_valid(body) THEN json_extract(body, '$.kind')
  IN (${noteKinds.map((kind) => `'${kind}'`).join(', ')}) ELSE 0 END`;
const kindOf = `json_extract(body, '$.kind')`;

const schema = `
CREATE TABLE IF NOT EXISTS entries (
  seq INTEGER PRIMARY KEY, wallTime TEXT NOT NULL, body TEXT NOT NULL,
  prevHash TEXT NOT NULL, hash TEXT NOT NULL, salt TEXT NOT NULL DEFAULT '') STRICT;
CREATE TRIGGER IF NOT EXISTS entries_no_update BEFORE UPDATE ON entries
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS entries_no_delete BEFORE DELETE ON entries
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
DROP INDEX IF EXISTS entries_notes;
DROP INDEX IF EXISTS entries_by_kind;
DROP INDEX IF EXISTS entries_of_kind;
DROP INDEX IF EXISTS entries_of_kinds;
CREATE INDEX IF NOT EXISTS entries_of_noted_kinds ON entries (${kindOf}, seq) WHERE ${isNote};`;

/** A foreign reader is waited for on the core's own thread, and the arm holds after 100 ms without a word of the core. */
const busyMs = 50;

/** An entry larger than this is no entry of ours. */
const maxBodyBytes = 1 << 20;

/** Creates the ledger when there is none. Throws `storage` when it can't be opened or was cut. */
export function openLedger(path: string, options: LedgerOptions): Ledger {
  let db: DatabaseSync | null = null;
  try {
    closeSync(openSync(path, 'a')); // says read-only and missing folders more plainly than SQLite
    db = new DatabaseSync(path, { timeout: busyMs });
    db.exec('PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL;');
    db.exec(schema);
    addSalts(db);
    return openOn(db, path, options);
  } catch (thrown) {
    db?.close();
    throw storageError(`the ledger ${path}`, thrown);
  }
}

/** A ledger from before there were salts gets the column; its entries stay as they are. */
function addSalts(db: DatabaseSync): void {
  const columns = db.prepare("SELECT 1 FROM pragma_table_info('entries') WHERE name = 'salt'");
  if (columns.get() !== undefined) return;
  db.exec("ALTER TABLE entries ADD COLUMN salt TEXT NOT NULL DEFAULT ''");
}

/** The last entry, checked for itself; `verify` checks the whole chain. */
function readHead(db: DatabaseSync, path: string): ChainHead {
  const [last, before] = db
    .prepare('SELECT * FROM entries ORDER BY seq DESC LIMIT 2')
    .all() as unknown as ChainRow[];
  if (last === undefined) return emptyHead;
  const problem = problemOfRow(before ?? emptyHead, last);
  if (problem !== null) throw damaged(path, problem);
  return { seq: last.seq, hash: last.hash };
}

function damaged(path: string, problem: string): BenchError {
  return new BenchError('storage', `the ledger ${path} is damaged: ${problem}`, {
    hint: 'run `bench verify`, then restore the data folder from a copy',
  });
}

function checkAnchor(db: DatabaseSync, path: string, head: ChainHead): void {
  const anchored = readAnchor(anchorPath(path));
  if (anchored === null || anchored.seq === 0) return;
  if (anchored.seq > head.seq)
    throw damaged(path, `entries ${head.seq + 1} to ${anchored.seq} were cut off its end`);
  const there = db.prepare('SELECT hash FROM entries WHERE seq = ?').get(anchored.seq);
  if (there?.hash !== anchored.hash)
    throw damaged(path, `entry ${anchored.seq} is not the one that was anchored`);
}

function entryOf(row: ChainRow): LedgerEntry {
  try {
    return { ...row, salt: row.salt ?? '', body: JSON.parse(row.body) as LedgerBody };
  } catch (cause) {
    throw new BenchError('storage', `ledger entry ${row.seq} is not JSON`, {
      hint: 'run `bench verify`',
      cause,
    });
  }
}

/** Brings the derived tables up to the entries: nothing to do after a clean end. */
function openIndex(db: DatabaseSync, head: ChainHead, log: Log): TrialIndex {
  if (hasIndex(db)) {
    const index = createTrialIndex(db);
    if (index.indexedSeq() === head.seq) return index;
  }
  log.log('info', 'the trial index is rebuilt from the ledger', { entries: head.seq });
  return inTransaction(db, () => {
    resetIndex(db);
    const index = createTrialIndex(db);
    for (const row of db.prepare('SELECT * FROM entries ORDER BY seq').iterate()) {
      const entry = entryOf(row as unknown as ChainRow);
      index.apply(entry.seq, entry.wallTime, entry.body);
    }
    return index;
  });
}

function inTransaction<T>(db: DatabaseSync, run: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    db.exec('COMMIT');
    return result;
  } catch (thrown) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw thrown;
  }
}

interface Open {
  readonly db: DatabaseSync;
  readonly index: TrialIndex;
  readonly anchor: Anchor;
  readonly insert: StatementSync;
  readonly options: LedgerOptions;
  head: ChainHead;
}

function append(open: Open, body: LedgerBody): AppendedEntry {
  const text = canonicalJson(body as unknown as Json);
  if (text.length > maxBodyBytes)
    throw new BenchError('bad-input', `a ledger entry of ${text.length} characters is too large`);
  const seq = open.head.seq + 1;
  const wallTime = open.options.clock.wallTime();
  const salt = mintSalt();
  const link = { seq, wallTime, night: nightOfBody(body), bodyHash: hashBody(salt, text) };
  const hash = hashLink(open.head.hash, link);
  try {
    inTransaction(open.db, () => {
      open.insert.run(seq, wallTime, text, open.head.hash, hash, salt);
      open.index.apply(seq, wallTime, body);
    });
  } catch (thrown) {
    const sqlite = (thrown as { code?: unknown }).code === 'ERR_SQLITE_ERROR';
    throw sqlite ? storageError('the ledger', thrown) : thrown;
  }
  open.head = { seq, hash };
  try {
    open.anchor.write(open.head);
  } catch (thrown) {
    // The entry is durable; an anchor that lags is allowed.
    open.options.log.log('warn', 'the ledger anchor was not written', { error: String(thrown) });
  }
  return { ...open.head, wallTime };
}

function openOn(db: DatabaseSync, path: string, options: LedgerOptions): Ledger {
  const head = readHead(db, path);
  checkAnchor(db, path, head);
  const index = openIndex(db, head, options.log);
  const open: Open = {
    db,
    index,
    anchor: openAnchor(anchorPath(path), head),
    insert: db.prepare(
      'INSERT INTO entries (seq, wallTime, body, prevHash, hash, salt) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    options,
    head,
  };
  if (head.seq === 0) append(open, { kind: 'genesis', softwareVersion: options.softwareVersion });
  const range = db.prepare('SELECT * FROM entries WHERE seq >= ? ORDER BY seq LIMIT ?');
  const notes = db.prepare(
    `SELECT * FROM entries WHERE ${isNote} AND ${kindOf} = ? ORDER BY seq DESC LIMIT ?`,
  );
  const reading = <A extends unknown[], R>(read: (...args: A) => R) => {
    return (...args: A): R => {
      try {
        return read(...args);
      } catch (thrown) {
        throw storageError('the ledger', thrown);
      }
    };
  };
  return {
    append: (body) => append(open, body),
    entries: reading((from: number, limit: number) =>
      (range.all(from, limit) as unknown as ChainRow[]).map(entryOf),
    ),
    trials: reading(index.page),
    facets: reading(index.facets),
    place: reading(index.place),
    tally: reading(index.tally),
    endOf: reading(index.endOf),
    endedAfter: reading(index.endedAfter),
    trial: reading(index.trial),
    openTrials: reading(index.openTrials),
    openBatches: reading(index.openBatches),
    head: () => open.head,
    notes: reading((kind: NoteKind, limit: number) =>
      (notes.all(kind, limit) as unknown as ChainRow[]).map(entryOf),
    ),
    [Symbol.dispose]: () => {
      open.anchor[Symbol.dispose]();
      db.close();
    },
  };
}
