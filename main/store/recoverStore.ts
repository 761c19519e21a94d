/**
 * What a core does first with the ledger it finds: every trial that was open when the last core died is ended. The
 * rule: a trial is finished once its verdict.json is on the disk, because that is written last; the ledger only hears
 * of it afterwards. So an open trial whose record is whole (every file with its hash) is adopted with the outcome it
 * holds, and any other is invalid(aborted). Open batches are ended as well.
 */
import path from 'node:path';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import { BenchError } from '../base/model/errors.ts';
import { type TrialRow, trialResetOf } from '../base/model/trial.ts';
import type { LedgerBody, VerdictFile } from '../base/wire/recorder.ts';
import { stepsFile, trialDir, trialIdPattern, verdictFile } from './dataLayout.ts';
import { nightAsIn } from './ledger/chain.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { OpenTrial } from './ledger/trialIndex.ts';
import { auditRecord } from './record/auditRecord.ts';
import { readRecord, type TrialRecordContent } from './record/readRecord.ts';
import { sumFile } from './record/sumFile.ts';

export interface Recovery {
  readonly adopted: readonly string[];
  readonly aborted: readonly string[];
}

type EndedTrial = Pick<OpenTrial, 'id' | 'batchId' | 'index' | 'provenance'>;

/** The row of a finished trial, from what was announced at its start and what its verdict file holds. */
export function rowOfVerdict(trial: EndedTrial, verdict: VerdictFile): TrialRow {
  const { outcome } = verdict;
  return {
    ...rowStart(trial),
    outcome: outcome.kind,
    reason: outcome.kind === 'success' ? null : outcome.reason,
    attempts: verdict.attempts.length,
    stepHash: verdict.files[stepsFile]?.sha256 ?? '',
    benchSeconds: verdict.benchSeconds,
    wallTime: verdict.wallTime,
    ...(verdict.reset === undefined
      ? {}
      : { reset: trialResetOf(trial.provenance, verdict.reset) }),
  };
}

/** What a trial took before it was aborted, as far as anybody knows. */
export type TrialSpent = Pick<TrialRow, 'attempts' | 'benchSeconds'>;
export const nothingSpent: TrialSpent = { attempts: 0, benchSeconds: 0 };

/** The row of a trial whose record was never finished. */
function rowOfAbort(trial: EndedTrial, wallTime: string, spent: TrialSpent): TrialRow {
  const aborted = { outcome: 'invalid', reason: 'aborted', stepHash: '' } as const;
  return { ...rowStart(trial), ...aborted, ...spent, wallTime };
}

function rowStart({ id, batchId, index, provenance }: EndedTrial) {
  const { task, clock, seed } = provenance;
  return { id, batchId, index, task, clock, seed };
}

/** Throws `storage` when the ledger can't be written: then nothing may run. */
export async function recoverStore(
  ledger: Ledger,
  dataDir: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<Recovery> {
  const adopted: string[] = [];
  const aborted: string[] = [];
  for (const trial of ledger.openTrials()) {
    const why = 'the core ended';
    const row = await settleTrial(ledger, dataDir, trial, { clock, why, spent: nothingSpent });
    (row.stepHash === '' ? aborted : adopted).push(trial.id);
  }
  for (const { batchId, seq } of ledger.openBatches()) {
    const night = nightAsIn(ledger.entries(seq, 1)[0]?.body);
    ledger.append({ kind: 'batch-ended', batchId, why: 'the core ended', ...night });
  }
  if (adopted.length + aborted.length > 0)
    log.log('warn', 'trials that were running when the last core ended', { adopted, aborted });
  return { adopted, aborted };
}

/**
 * Ends one open trial by what lies on the disk: adopted when its record is whole, else aborted for `why`. Nobody may be
 * writing there any more. Throws `storage` when the ledger can't be written: then it stays open.
 */
export async function settleTrial(
  ledger: Pick<Ledger, 'append'>,
  dataDir: string,
  trial: OpenTrial,
  how: { readonly clock: Clock; readonly why: string; readonly spent: TrialSpent },
): Promise<TrialRow> {
  const { id } = trial;
  // What a damaged ledger holds may be anything, whatever its type says.
  if (typeof id !== 'string' || !trialIdPattern.test(id)) {
    const told = String(JSON.stringify(id)).slice(0, 70);
    throw new BenchError('storage', `the ledger holds a trial with the impossible id ${told}`, {
      hint: 'restore the data folder from a copy',
    });
  }
  const dir = trialDir(dataDir, id);
  const nothingYet = { id, verdictHash: null, stepHash: null };
  const found = (await auditRecord(dir, nothingYet, true)) ?? adoptable(trial, dir);
  if (typeof found !== 'string') {
    ledger.append(found);
    return found.row;
  }
  const row = rowOfAbort(trial, how.clock.wallTime(), how.spent);
  const why = `${how.why}: ${found}`;
  ledger.append({ kind: 'trial-aborted', id, row, why, ...nightAsIn(trial) });
  return row;
}

/** The ledger entry of a trial whose record is whole, else why its record can't be the one. */
function adoptable(
  trial: OpenTrial,
  dir: string,
): Extract<LedgerBody, { kind: 'trial-finished' }> | string {
  let content: TrialRecordContent;
  try {
    content = readRecord(dir);
  } catch (thrown) {
    return (thrown as Error).message;
  }
  const { verdict } = content;
  if (verdict === null) return 'it has no verdict';
  const { sha256 } = sumFile(path.join(dir, verdictFile), { sync: true });
  const row = rowOfVerdict(trial, verdict);
  const { id } = trial;
  return { kind: 'trial-finished', id, row, verdictHash: sha256, ...nightAsIn(trial) };
}
