/**
 * Clips of trials: the end of each attempt that was judged, where success or failure shows. What the judge said goes
 * nowhere near them: a person answers without it. Trials that were voided or cut short give none.
 */
import { BenchError } from '../../base/model/errors.ts';
import type { TrialRow } from '../../base/model/trial.ts';
import { trialDir } from '../../store/dataLayout.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { readRecord, type TrialRecordContent } from '../../store/record/readRecord.ts';
import type { ClipBook, ClipCut } from './clipBook.ts';
import type { LockedBook } from './lockedBook.ts';

export interface CutTrialsPorts {
  readonly book: Pick<ClipBook, 'clips' | 'cut'>;
  readonly locked: Pick<LockedBook, 'isLocked'>;
  readonly ledger: Pick<Ledger, 'trials'>;
  readonly dataDir: string;
  readonly pause: () => Promise<void>;
}

/** Of an attempt's end: the last moves, the way to the clear view, the judged pictures there. */
const clipMs = 6000;
const trialsAtOnce = 200;
/** Of one call; whoever has more asks again. */
const clipsOfCall = 5000;

/** Null when its files are gone or damaged: there is nothing to look at. */
function recordOf(dataDir: string, id: string): TrialRecordContent | null {
  try {
    return readRecord(trialDir(dataDir, id));
  } catch (thrown) {
    if (thrown instanceof BenchError) return null;
    throw thrown;
  }
}

/** @throws BenchError `not-found` when its files are gone or damaged. */
export function trialRoles(dataDir: string, id: string): readonly string[] {
  const record = recordOf(dataDir, id);
  if (record !== null) return record.trial.roles;
  throw new BenchError('not-found', `there is no whole record of trial ${id}`);
}

function cutsOf(dataDir: string, { id, task }: TrialRow): readonly ClipCut[] {
  const record = recordOf(dataDir, id);
  const attempts = record?.verdict?.attempts ?? [];
  return attempts
    .filter(({ ended, startMs, endMs }) => ended !== 'fault' && endMs > startMs)
    .map(({ startMs, endMs }) => ({
      task,
      source: 'trial',
      recordingId: id,
      demoId: null,
      roles: record?.trial.roles ?? [],
      fromMs: Math.max(startMs, endMs - clipMs),
      toMs: endMs,
      nearMiss: null,
      hint: null,
    }));
}

/** Cuts what has no clip yet; gives how many. */
export async function cutTrials(
  ports: CutTrialsPorts,
  task: string,
  signal: AbortSignal,
): Promise<number> {
  const { book, locked, ledger, dataDir, pause } = ports;
  const ends = new Set(book.clips(task).map((clip) => `${clip.recordingId} ${clip.toMs}`));
  let count = 0;
  for (let offset = 0; ; offset += trialsAtOnce) {
    const { rows } = ledger.trials({ task, limit: trialsAtOnce, offset, order: 'oldest' });
    for (const row of rows) {
      signal.throwIfAborted();
      if (row.outcome === 'invalid' || locked.isLocked(row.id)) continue;
      for (const cut of cutsOf(dataDir, row)) {
        if (ends.has(`${cut.recordingId} ${cut.toMs}`)) continue;
        if (count >= clipsOfCall) return count;
        book.cut(cut);
        count++;
      }
      await pause();
    }
    if (rows.length < trialsAtOnce) return count;
  }
}
