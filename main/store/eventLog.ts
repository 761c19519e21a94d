/**
 * What happened, for followers: the newest batch events of this core's life and all finished trials of the ledger, each
 * in order and resumable by cursor. A follower hears of a trial only after its ledger entry is durable. Notes (stop,
 * resume, alerts) go to the ledger too; a disk that refuses one raises trouble and never stops a stop.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TrialDetail } from '../base/api/contract.ts';
import type { LogTopics } from '../base/api/topics.ts';
import { createSignal } from '../base/lib/topic.ts';
import { type BenchError, toBenchError } from '../base/model/errors.ts';
import type { Provenance, TrialRow } from '../base/model/trial.ts';
import type { BatchEvent, PastAlert, RecordCheck, VerifyReport } from '../base/model/view.ts';
import type { LedgerBody, VerdictFile } from '../base/wire/recorder.ts';
import { trialFile, verdictFile } from './dataLayout.ts';
import { nightAsIn } from './ledger/chain.ts';
import type { Ledger } from './ledger/ledger.ts';
import { auditRecord, checkRecordFiles } from './record/auditRecord.ts';
import { type AuditGit, verifyStore } from './verify.ts';

type On<T> = (entry: T, cursor: number) => unknown;

export interface EventLog {
  /** Appends to the ledger, a stop and a resume as of the open night; a refusal goes to `onTrouble`. */
  note(body: LedgerBody): void;
  batch(event: BatchEvent): void;
  follow<T extends keyof LogTopics>(topic: T, cursor: number, on: On<LogTopics[T]>): Disposable;
  /** The reason of the last stop that nobody resumed from, or null. */
  standingStop(): string | null;
  /** Alerts that were raised, newest first; whoever looks in the morning was not there in the night. */
  pastAlerts(limit: number): readonly PastAlert[];
  detail(row: TrialRow, dir: string): TrialDetail;
  verify(dataDir: string, auditGit: AuditGit, signal: AbortSignal): Promise<VerifyReport>;
  /** One trial's files against what the ledger and its verdict promised. */
  check(row: TrialRow, dir: string): Promise<RecordCheck>;
}

/** At least so many of the newest are kept for followers; trials are in the ledger whole. */
const maxBatchEvents = 20_000;
const dropAtOnce = 1000;
const pageSize = 500;

/** The night that began and did not end: there is at most one. */
function openNight(ledger: Pick<Ledger, 'notes'>): { readonly nightId?: string } {
  const [begun] = ledger.notes('night-started', 1);
  const [ended] = ledger.notes('night-ended', 1);
  return (ended?.seq ?? 0) > (begun?.seq ?? 0) ? {} : nightAsIn(begun?.body);
}

function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return null; // an aborted trial has none; `verify` tells damage from absence
  }
}

export function createEventLog(ledger: Ledger, onTrouble: (error: BenchError) => void): EventLog {
  const changed = createSignal<null>();
  /** Cursors are 1, 2, 3 …; `events[0]` has cursor `firstCursor`. */
  const events: BatchEvent[] = [];
  let firstCursor = 1;

  const followBatches = (from: number, on: On<BatchEvent>): Disposable => {
    let cursor = from;
    const pump = (): void => {
      for (;;) {
        const next = Math.max(cursor + 1, firstCursor);
        const event = events[next - firstCursor];
        if (event === undefined) return;
        cursor = next;
        if (on(event, cursor) === false) return;
      }
    };
    pump();
    return changed.on(pump);
  };
  const followTrials = (from: number, on: On<TrialRow>): Disposable => {
    let cursor = from;
    const pump = (): void => {
      for (;;) {
        const page = ledger.endedAfter(cursor, pageSize);
        for (const { seq, row } of page) {
          cursor = seq;
          if (on(row, seq) === false) return;
        }
        if (page.length < pageSize) return;
      }
    };
    pump();
    return changed.on(pump);
  };
  return {
    note(body) {
      try {
        const isStop = body.kind === 'stop' || body.kind === 'resume';
        ledger.append(isStop ? { ...body, ...openNight(ledger) } : body);
      } catch (cause) {
        onTrouble(toBenchError(cause));
      }
    },
    batch(event) {
      events.push(event);
      if (events.length > maxBatchEvents + dropAtOnce) {
        events.splice(0, dropAtOnce);
        firstCursor += dropAtOnce;
      }
      changed.emit(null);
    },
    follow(topic, cursor, on) {
      if (topic === 'batches') return followBatches(cursor, on as On<BatchEvent>);
      return followTrials(cursor, on as On<TrialRow>);
    },
    standingStop() {
      const [stop] = ledger.notes('stop', 1);
      const [resume] = ledger.notes('resume', 1);
      if (stop?.body.kind !== 'stop' || (resume?.seq ?? 0) > stop.seq) return null;
      return stop.body.reason;
    },
    pastAlerts: (limit) =>
      ledger.notes('alert', limit).flatMap(({ seq, wallTime, body }) => {
        return body.kind === 'alert'
          ? [{ seq, wallTime, key: body.key, message: body.message }]
          : [];
      }),
    detail(row, dir) {
      const begun = readJson<{ provenance?: Provenance }>(path.join(dir, trialFile));
      return {
        row,
        dir,
        verdict: readJson<VerdictFile>(path.join(dir, verdictFile)),
        provenance: begun?.provenance ?? null,
      };
    },
    verify: async (dataDir, auditGit, signal) => verifyStore(dataDir, { auditGit, signal }),
    async check(row, dir) {
      const end = ledger.endOf(row.id);
      const body = end === null ? undefined : ledger.entries(end, 1)[0]?.body;
      const finished = body?.kind === 'trial-finished' ? body : null;
      const verdictHash = finished?.verdictHash ?? null;
      const stepHash = finished?.row.stepHash ?? null;
      const promised = { id: row.id, verdictHash, stepHash };
      const files = await checkRecordFiles(dir, promised);
      const changed = files.find(({ state }) => state === 'changed' || state === 'missing');
      const problem = finished === null ? null : await auditRecord(dir, promised, false);
      const inWords = changed === undefined ? null : `${changed.name} is ${changed.state}`;
      const wrong = problem ?? inWords;
      const untouched = finished === null ? 'nothing-promised' : 'as-recorded';
      return { result: wrong === null ? untouched : 'changed', problem: wrong, files };
    },
  };
}
