/**
 * Every trial that a core began or announced, over all its lives, and what does not add up: a trial announced twice or
 * before it was on disk, one without a reason, one whose arm still moved at its end, one that the ledger does not know
 * or knows differently.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { failureReasons, invalidReasons, type TrialRow } from '../../main/base/model/trial.ts';
import type { BatchEvent, BatchSummary } from '../../main/base/model/view.ts';
import { ledgerPath, stepsFile, trialDir, verdictFile } from '../../main/store/dataLayout.ts';
import { auditLedger } from '../../main/store/ledger/auditLedger.ts';

export interface FinishedBatch {
  readonly rows: readonly TrialRow[];
  readonly summary: BatchSummary;
  readonly why: string;
}

export interface TrialBook {
  /** The trial is under way. */
  began(id: string): void;
  event(event: BatchEvent): void;
  /** Null while the batch runs. */
  ended(batchId: string): FinishedBatch | null;
  /** What the core lists now, against what it told: every problem in words. */
  compare(listed: readonly TrialRow[]): readonly string[];
  /** The ledger file itself: nothing begun is missing and, unless a disk was full, nothing is open. */
  audit(mayBeOpen: boolean): Promise<readonly string[]>;
  /** Announced rows and those that only a recovery told of, by id. */
  readonly rows: ReadonlyMap<string, TrialRow>;
  /** Problems seen as events came; taking them empties the list. */
  take(): readonly string[];
}

function oddReason({ id, outcome, reason }: TrialRow): string | null {
  const fits =
    outcome === 'success'
      ? reason === null
      : (outcome === 'failure' ? failureReasons : invalidReasons).includes(reason as never);
  return fits ? null : `${id} is ${outcome} with the reason ${reason}`;
}

/** In lockstep the last row of a trial shows the hold, unless its bench was gone. */
function oddRest(dataDir: string, { id, clock, reason, stepHash }: TrialRow): string | null {
  if (stepHash === '' || clock !== 'lockstep' || reason === 'servo-fault') return null;
  const steps = readFileSync(path.join(trialDir(dataDir, id), stepsFile), 'utf8');
  const last = steps.trimEnd().split('\n').at(-1) ?? '';
  if (last === '') return null;
  const { mode } = JSON.parse(last) as { readonly mode: string };
  return mode === 'moving' ? `${id} ended with an arm that moves` : null;
}

/** The counts of a batch are its rows, its rows are trials 0, 1, 2 … without a gap. */
function oddEnd(batchId: string, rows: readonly TrialRow[], summary: BatchSummary): string[] {
  const count = (outcome: TrialRow['outcome']): number =>
    rows.filter((row) => row.outcome === outcome).length;
  const fits =
    rows.length === summary.trials &&
    (['success', 'failure', 'invalid'] as const).every((each) => count(each) === summary[each]);
  const gap = rows.find((row, index) => row.index !== index);
  return [
    ...(fits ? [] : [`${batchId} announced ${rows.length} trials and summed ${summary.trials}`]),
    ...(gap === undefined ? [] : [`${batchId} has a gap before trial ${gap.index}`]),
  ];
}

export function createTrialBook(dataDir: string): TrialBook {
  const begun = new Set<string>();
  const rows = new Map<string, TrialRow>();
  const batches = new Map<string, TrialRow[]>();
  const ends = new Map<string, FinishedBatch>();
  const problems: string[] = [];
  const row = (announced: TrialRow): void => {
    const { id, batchId, stepHash } = announced;
    const odd = oddReason(announced);
    if (odd !== null) problems.push(odd);
    if (rows.has(id)) problems.push(`${id} was announced twice`);
    rows.set(id, announced);
    begun.add(id);
    batches.set(batchId, [...(batches.get(batchId) ?? []), announced]);
    if (stepHash !== '' && !existsSync(path.join(trialDir(dataDir, id), verdictFile)))
      problems.push(`${id} was announced before its verdict was on the disk`);
    else {
      const rest = oddRest(dataDir, announced);
      if (rest !== null) problems.push(rest);
    }
  };
  return {
    began: (id) => void begun.add(id),
    event(event) {
      if (event.kind === 'trial') row(event.row);
      if (event.kind !== 'ended') return;
      const { batchId, summary, why } = event;
      const of = batches.get(batchId) ?? [];
      problems.push(...oddEnd(batchId, of, summary));
      ends.set(batchId, { rows: of, summary, why });
    },
    ended: (batchId) => ends.get(batchId) ?? null,
    compare(listed) {
      const ids = new Map(listed.map((each) => [each.id, each]));
      const odd = listed.map(oddReason).filter((each) => each !== null);
      for (const [id, told] of rows) {
        const kept = ids.get(id);
        if (kept === undefined) odd.push(`${id} was announced and is not listed`);
        else if (!isDeepStrictEqual(kept, told))
          odd.push(`${id} was announced otherwise than it is listed`);
      }
      if (ids.size !== listed.length) odd.push('a trial is listed twice');
      for (const each of listed) rows.set(each.id, each);
      return odd;
    },
    async audit(mayBeOpen) {
      const { problem, trials } = await auditLedger(ledgerPath(dataDir), async () => undefined);
      const open = [...trials].filter(([, standing]) => standing.kind === 'open').map(([id]) => id);
      return [
        ...(problem === null ? [] : [problem]),
        ...[...begun].filter((id) => !trials.has(id)).map((id) => `${id} is in no ledger entry`),
        ...(mayBeOpen ? [] : open.map((id) => `${id} never ended in the ledger`)),
      ];
    },
    rows,
    take: () => problems.splice(0),
  };
}
