/**
 * Recomputes a ledger from its bare entries, beside a core that may be writing: own connection, read-only but to undo
 * what a crash cut off, and page by page, so that the writer waits for one page at most. Entries are only ever added, so
 * the pages fit together. Reads neither the derived tables nor anything the core remembers. Says the first thing that
 * does not fit.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { BenchError } from '../../base/model/errors.ts';
import type { NightRow, TrialOfNight } from '../../base/model/night.ts';
import type { Provenance } from '../../base/model/trial.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { anchorPath } from '../dataLayout.ts';
import { storageError } from '../storageError.ts';
import { readAnchor } from './anchor.ts';
import { type ChainHead, type ChainRow, emptyHead, problemOfRow } from './chain.ts';

/** How a trial stands after the last entry. */
export type TrialStanding =
  | { readonly kind: 'open' }
  | { readonly kind: 'finished'; readonly verdictHash: string; readonly stepHash: string }
  | { readonly kind: 'aborted' };

export interface LedgerAudit {
  readonly head: ChainHead;
  readonly trials: ReadonlyMap<string, TrialStanding>;
  /** Recordings that are no trials, with the hash of the last file of each. */
  readonly demos: ReadonlyMap<string, string>;
  /** Sealed contracts by hash. */
  readonly seals: ReadonlyMap<string, SealStanding>;
  /** By their ids. */
  readonly nights: ReadonlyMap<string, NightStanding>;
  readonly problem: string | null;
}

/** A night after the last entry. */
export interface NightStanding {
  /** In the order of their ends. */
  readonly trials: TrialOfNight[];
  row: NightRow | null;
}

/** A head of the chain that was noted elsewhere, and where. */
export interface NotedHead extends ChainHead {
  readonly where: string;
}

/** A sealed contract after the last entry. */
export interface SealStanding {
  /** SHA-256 of its signature. */
  readonly signatureHash: string;
  /** Trials that began under it, with what each of them says that it ran. */
  readonly trials: SealedTrial[];
}
export type SealedTrial = { readonly id: string } & Pick<
  Provenance,
  'taskHash' | 'judgeHash' | 'resetHash'
>;

interface Found {
  readonly trials: Map<string, TrialStanding>;
  readonly demos: Map<string, string>;
  readonly seals: Map<string, SealStanding>;
  readonly nights: Map<string, NightStanding>;
  /** By trials of nights that began. */
  readonly ofNight: Map<string, { readonly nightId: string; readonly policyHash: string }>;
}
const nothingFound = (): Found => ({
  ...{ trials: new Map(), demos: new Map(), seals: new Map() },
  ...{ nights: new Map(), ofNight: new Map() },
});

/** About 2 ms of hashing. */
const entriesPerPage = 500;

/**
 * Throws `not-found` without a ledger. A ledger that can't be read is a problem, not an exception. `pause` is awaited
 * every few hundred entries, so that a core with a robot at hand keeps its beat. `noted` were read before.
 */
export async function auditLedger(
  file: string,
  pause: () => Promise<void>,
  noted: readonly NotedHead[] = [],
): Promise<LedgerAudit> {
  if (!existsSync(file)) throw new BenchError('not-found', `there is no ledger at ${file}`);
  try {
    // Read first: what it names must be in the snapshot that is taken after it.
    const anchored = readAnchor(anchorPath(file));
    const db = openReadOnly(file);
    try {
      return await auditEntries(db, { anchored, noted }, pause);
    } finally {
      db.close();
    }
  } catch (thrown) {
    const problem = storageError('the ledger', thrown).message;
    return { head: emptyHead, ...nothingFound(), problem };
  }
}

/**
 * SQLITE_READONLY_ROLLBACK: a transaction that a crash cut off is to be undone first, by somebody who may write.
 * SQLITE_CANTOPEN: an older ledger wants to make files beside it.
 */
const toUndo = 776;
const cannotOpen = 14;

function mayWrite(file: string): boolean {
  try {
    for (const each of [file, path.dirname(file)]) accessSync(each, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** What a crash cut off is undone as the next core would; where nothing may be written the file is read as it is. */
function openReadOnly(file: string): DatabaseSync {
  const first = (at: string | URL, readOnly: boolean): DatabaseSync => {
    const db = new DatabaseSync(at, { readOnly, timeout: 2000 });
    try {
      db.exec('SELECT COUNT(*) FROM sqlite_schema');
      return db;
    } catch (thrown) {
      db.close();
      throw thrown;
    }
  };
  try {
    return first(file, true);
  } catch (thrown) {
    const { errcode } = thrown as { errcode?: unknown };
    if (errcode !== toUndo && errcode !== cannotOpen) throw thrown;
    if (mayWrite(file)) {
      first(file, false).close();
      return first(file, true);
    }
    const url = pathToFileURL(file);
    url.searchParams.set('immutable', '1');
    return first(url, true);
  }
}

async function* allRows(db: DatabaseSync, pause: () => Promise<void>): AsyncGenerator<ChainRow> {
  const next = db.prepare('SELECT * FROM entries WHERE seq > ? ORDER BY seq LIMIT ?');
  let page: readonly ChainRow[] = [];
  let after: number = Number.MIN_SAFE_INTEGER;
  do {
    page = next.all(after, entriesPerPage) as unknown as readonly ChainRow[];
    yield* page;
    after = page.at(-1)?.seq ?? after;
    await pause();
  } while (page.length === entriesPerPage);
}

interface Promised {
  /** By the file beside the ledger. */
  readonly anchored: ChainHead | null;
  readonly noted: readonly NotedHead[];
}

const notedProblem = ({ seq, where }: NotedHead): string =>
  `ledger entry ${seq} is not the one that was anchored in ${where}: the ledger was rewritten, or cut and gone on with`;

async function auditEntries(
  db: DatabaseSync,
  { anchored, noted }: Promised,
  pause: () => Promise<void>,
): Promise<LedgerAudit> {
  const found = nothingFound();
  let head = emptyHead;
  let anchorSeen = anchored === null || anchored.seq === 0;
  const heads = Map.groupBy(noted, ({ seq }) => seq);
  const guards = db
    .prepare(
      "SELECT COUNT(*) AS n FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'entries'",
    )
    .get();
  for await (const row of allRows(db, pause)) {
    const problem = problemOfRow(head, row) ?? applyRow(found, row);
    if (problem !== null) return { head, ...found, problem };
    head = { seq: row.seq, hash: row.hash };
    const other = heads.get(row.seq)?.find(({ hash }) => hash !== row.hash);
    if (other !== undefined) return { head, ...found, problem: notedProblem(other) };
    anchorSeen ||= anchored?.seq === head.seq && anchored.hash === head.hash;
  }
  const lost = noted.find(({ seq }) => seq > head.seq || seq < 1);
  const problem =
    endProblem(head, anchored, anchorSeen, Number(guards?.n)) ??
    (lost === undefined ? null : notedProblem(lost));
  return { head, ...found, problem };
}

function endProblem(
  head: ChainHead,
  anchored: ChainHead | null,
  anchorSeen: boolean,
  guards: number,
): string | null {
  if (head.seq === 0) return 'the ledger is empty: even its first entry is missing';
  if (anchored !== null && anchored.seq > head.seq)
    return `ledger entries ${head.seq + 1} to ${anchored.seq} were cut off its end`;
  if (!anchorSeen) return `ledger entry ${anchored?.seq} is not the one that was anchored`;
  if (anchored === null) return 'the anchor file of the ledger is missing';
  return guards < 2 ? 'the triggers that guard the ledger against changes are missing' : null;
}

/** The entries must tell a story that can be: a trial begins once and ends at most once. */
function applyRow(found: Found, row: ChainRow): string | null {
  const { trials, demos, seals } = found;
  let body: LedgerBody;
  try {
    body = JSON.parse(row.body) as LedgerBody;
  } catch {
    return `ledger entry ${row.seq} is not JSON`;
  }
  if ((body.kind === 'genesis') !== (row.seq === 1))
    return `ledger entry ${row.seq} is of kind ${body.kind}, out of place`;
  applyNight(found, body);
  if (body.kind === 'trial-started') {
    if (typeof body.id !== 'string') return `ledger entry ${row.seq}: a trial begins without an id`;
    if (trials.has(body.id))
      return `ledger entry ${row.seq}: trial ${body.id} begins a second time`;
    trials.set(body.id, { kind: 'open' });
    return sealOfTrial(seals, row.seq, body);
  } else if (body.kind === 'trial-finished' || body.kind === 'trial-aborted') {
    if (trials.get(body.id)?.kind !== 'open')
      return `ledger entry ${row.seq}: trial ${body.id} ends but is not open`;
    trials.set(
      body.id,
      body.kind === 'trial-aborted'
        ? { kind: 'aborted' }
        : { kind: 'finished', verdictHash: body.verdictHash, stepHash: body.row.stepHash },
    );
  } else if (body.kind === 'demo-recorded') demos.set(body.recordingId, body.endHash);
  else if (body.kind === 'sealed') {
    const { hash, signatureHash } = body;
    seals.set(hash, { signatureHash, trials: seals.get(hash)?.trials ?? [] });
  }
  return null;
}

function applyNight({ nights, ofNight }: Found, body: LedgerBody): void {
  if (body.kind === 'night-started') nights.set(body.nightId, { trials: [], row: null });
  else if (body.kind === 'night-row') {
    const night = nights.get(body.nightId);
    if (night !== undefined) night.row = body;
  } else if (body.kind === 'trial-started') {
    const { nightId, policyHash } = body.provenance ?? {};
    if (nightId !== undefined) ofNight.set(body.id, { nightId, policyHash });
  } else if (body.kind === 'trial-finished' || body.kind === 'trial-aborted') {
    const { nightId, policyHash } = ofNight.get(body.id) ?? {};
    if (nightId === undefined || policyHash === undefined) return;
    nights.get(nightId)?.trials.push({ id: body.id, outcome: body.row.outcome, policyHash });
  }
}

/** A trial under a contract begins after that was sealed. */
function sealOfTrial(
  seals: Found['seals'],
  seq: number,
  { id, provenance }: Extract<LedgerBody, { kind: 'trial-started' }>,
): string | null {
  const { sealHash, taskHash, judgeHash, resetHash } = provenance ?? {};
  if (sealHash === undefined) return null;
  const seal = seals.get(sealHash);
  if (seal === undefined)
    return `ledger entry ${seq}: trial ${id} runs under a contract that nobody sealed`;
  seal.trials.push({ id, taskHash, judgeHash, resetHash });
  return null;
}
