/**
 * The proof of a data folder: the ledger's chain recomputed, every finished trial's folder against the hashes that
 * the ledger and its verdict hold, every demo's against those of its end, also where they are locked, every sealed
 * contract with all that it names, every head of the chain that was anchored in git; aborted trials accounted for,
 * folders of trials and contracts that no entry knows named. Reads only, trusts nothing derived, and runs beside a core
 * at work without blocking it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { type Clock, realClock } from '../base/lib/clock.ts';
import { recordingIdPattern } from '../base/model/episode.ts';
import { nightIdPattern } from '../base/model/night.ts';
import { type SealContract, sealHashPattern } from '../base/model/seal.ts';
import type { VerifyReport } from '../base/model/view.ts';
import { auditSeal } from './auditSeal.ts';
import { ledgerPath, nightDir, sealsDir, trialIdPattern, trialsDir } from './dataLayout.ts';
import {
  auditLedger,
  type LedgerAudit,
  type NotedHead,
  type SealedTrial,
} from './ledger/auditLedger.ts';
import { auditDemo } from './record/auditDemo.ts';
import { auditRecord } from './record/auditRecord.ts';
import { auditRow } from './record/auditRow.ts';
import { demoDirNow, trialDirNow } from './record/dirNow.ts';

/** Looks through the git of all tasks: heads of the chain that were anchored there, and the first thing that is wrong. */
export type AuditGit = (signal?: AbortSignal) => Promise<{
  readonly heads: readonly NotedHead[];
  readonly problem: string | null;
}>;

export interface VerifyOptions {
  /** Default true: hash every recorded file. False: names, sizes and verdicts only. */
  readonly deep?: boolean;
  readonly clock?: Clock;
  /** Left out: nothing is known of git. */
  readonly auditGit?: AuditGit | undefined;
  /** Ends it; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** Throws `not-found` when there is no ledger; everything else that is wrong is in the report. */
export async function verifyStore(
  dataDir: string,
  { deep = true, clock = realClock, auditGit, signal }: VerifyOptions = {},
): Promise<VerifyReport> {
  // Before the ledger is read: a trial's entry is older than its folder, so what is here must be known there.
  const folders = namesIn(trialsDir(dataDir));
  const pause = async (): Promise<void> => {
    await clock.sleep(0);
    signal?.throwIfAborted();
  };
  // A head is anchored after its entry, so the ledger that is read after this must have it.
  const git = await auditGit?.(signal);
  const audit = await auditLedger(ledgerPath(dataDir), pause, git?.heads);
  const problem =
    audit.problem ??
    git?.problem ??
    orphan(audit, folders) ??
    (await recordProblem(dataDir, audit, { deep, signal })) ??
    (await demoProblem(dataDir, audit, { deep, signal })) ??
    (await rowProblem(dataDir, audit, pause)) ??
    (await sealProblem(dataDir, audit, signal)) ??
    (await straySeal(dataDir, audit, () => auditLedger(ledgerPath(dataDir), pause)));
  const count = (kind: string): number =>
    audit.trials.values().reduce((sum, trial) => sum + (trial.kind === kind ? 1 : 0), 0);
  return {
    ok: problem === null,
    trials: { finished: count('finished'), aborted: count('aborted') },
    chainHead: audit.head.hash,
    ...(problem === null ? {} : { firstProblem: problem }),
  };
}

const namesIn = (dir: string): readonly string[] => (existsSync(dir) ? readdirSync(dir) : []);

function orphan(audit: LedgerAudit, folders: readonly string[]): string | null {
  const stray = folders.find((name) => !audit.trials.has(name));
  return stray === undefined ? null : `trials/${stray} is in no ledger entry`;
}

/** Audits a folder, and once more where it was locked while it was looked at. */
async function whereItLies(
  dirNow: () => string,
  audit: (dir: string) => Promise<string | null>,
): Promise<string | null> {
  const dir = dirNow();
  const problem = await audit(dir);
  return problem === null || dirNow() === dir ? problem : audit(dirNow());
}

async function recordProblem(
  dataDir: string,
  audit: LedgerAudit,
  { deep = true, signal }: VerifyOptions,
): Promise<string | null> {
  for (const [id, trial] of audit.trials) {
    signal?.throwIfAborted();
    if (!trialIdPattern.test(id)) return `the ledger holds a trial with the impossible id "${id}"`;
    if (trial.kind !== 'finished') continue;
    const problem = await whereItLies(
      () => trialDirNow(dataDir, id),
      (dir) => auditRecord(dir, { id, ...trial }, deep),
    );
    if (problem !== null) return problem;
  }
  return null;
}

async function demoProblem(
  dataDir: string,
  { demos }: LedgerAudit,
  { deep = true, signal }: VerifyOptions,
): Promise<string | null> {
  for (const [id, endHash] of demos) {
    signal?.throwIfAborted();
    if (typeof id !== 'string' || !recordingIdPattern.test(id))
      return 'the ledger holds a recording with an impossible id';
    const problem = await whereItLies(
      () => demoDirNow(dataDir, id),
      (dir) => auditDemo(dir, endHash, deep),
    );
    if (problem !== null) return problem;
  }
  return null;
}

async function rowProblem(
  dataDir: string,
  { nights }: LedgerAudit,
  pause: () => Promise<void>,
): Promise<string | null> {
  for (const [nightId, { row, trials }] of nights) {
    if (row === null) continue;
    if (!nightIdPattern.test(nightId)) return 'the ledger holds a night with an impossible id';
    const recordOf = (id: string): string | null => trialDirNow(dataDir, id);
    const kept = { nightId, dir: nightDir(dataDir, nightId), row, trials, recordOf, pause };
    const problem = await auditRow({ ...kept, withoutFilm: false });
    if (problem !== null) return problem;
  }
  return null;
}

async function sealProblem(
  dataDir: string,
  { seals }: LedgerAudit,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  for (const [hash, { signatureHash, trials }] of seals) {
    if (typeof hash !== 'string' || !sealHashPattern.test(hash))
      return 'the ledger holds a sealed contract with an impossible hash';
    const { contract, problem } = await auditSeal(dataDir, { hash, signatureHash }, signal);
    if (problem !== null || contract === null) return problem;
    const other = trials.find((trial) => !ranUnder(contract, trial));
    if (other !== undefined)
      return `trial ${other.id}: it did not run what seal ${hash.slice(0, 12)} names`;
  }
  return null;
}

const ranUnder = ({ task, judge, reset }: SealContract, trial: SealedTrial): boolean =>
  trial.taskHash === task.tree.hash &&
  trial.judgeHash === judge.hash &&
  trial.resetHash === reset.hash;

/** A contract's folder is older than its entry, so one that seems to have none is looked for in a newer ledger. */
async function straySeal(
  dataDir: string,
  audit: LedgerAudit,
  again: () => Promise<LedgerAudit>,
): Promise<string | null> {
  // What begins with a dot is being made.
  const names = namesIn(sealsDir(dataDir)).filter((name) => !name.startsWith('.'));
  const unknown = names.filter((name) => !audit.seals.has(name));
  if (unknown.length === 0) return null;
  const { seals } = await again();
  const stray = unknown.find((name) => !seals.has(name));
  return stray === undefined ? null : `seals/${stray} is in no ledger entry`;
}
