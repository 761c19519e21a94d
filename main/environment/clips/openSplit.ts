/**
 * Locking: the plan made real. The ledger hears of it first, then the recordings are moved to where no agent's process
 * and no window reads them; a core that opens finishes what a crash left in between. Locked frames are handed out one
 * way only, and each time is counted.
 */
import type { Label, SplitPlan } from '../../base/model/episode.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import { lockedRecordingDir } from '../../store/dataLayout.ts';
import { lockRecordings } from '../../store/lockRecordings.ts';
import type { ClipBook } from './clipBook.ts';
import { countedLabel } from './clipView.ts';
import type { LockedBook, LockedSet } from './lockedBook.ts';
import { planSplit, type SplitWanted } from './planSplit.ts';

export interface SplitPorts {
  readonly book: Pick<ClipBook, 'clips' | 'clip' | 'locked'>;
  readonly locked: LockedBook;
  readonly dataDir: string;
  /** Locked, and not moved yet: hidden already, and tried again when a core opens. */
  readonly onUnmoved: (error: BenchError) => void;
}

export interface LockedClip {
  readonly id: string;
  readonly recordingId: string;
  readonly roles: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly nearMiss: string | null;
  readonly label: Label | null;
}

/** A set as the measuring of a judge gets it. */
export interface LockedUse {
  readonly set: LockedSet;
  readonly clips: readonly LockedClip[];
  readonly dirOf: (recordingId: string) => string;
}

export interface Split {
  plan(wanted: SplitWanted): SplitPlan;
  /** @throws BenchError `refused` with what is short or not settled, `storage`. */
  lock(wanted: SplitWanted, by: string): SplitPlan;
  /** The only way to locked frames. @throws BenchError `not-found`, `refused` when the set is spent, `storage`. */
  openLocked(setId: string, what: string, by: string): LockedUse;
}

function checkReady({ short, needSecond, needSettling }: SplitPlan): void {
  const why = [...short];
  if (needSecond.length > 0) why.push(`${needSecond.length} clips need their second look.`);
  if (needSettling.length > 0)
    why.push(`${needSettling.length} clips have two looks that disagree.`);
  if (why.length === 0) return;
  throw new BenchError('refused', `it can't be locked yet: ${why.join(' ').slice(0, -1)}`, {
    hint: 'Every clip that is locked is looked at twice and settled; the plan lists which are not.',
  });
}

export function openSplit(ports: SplitPorts): Split {
  const { book, locked, dataDir, onUnmoved } = ports;
  const move = (recordings: readonly string[]): void => {
    try {
      lockRecordings(dataDir, recordings);
    } catch (thrown) {
      onUnmoved(toBenchError(thrown));
    }
  };
  move(locked.recordings());
  const plan = (wanted: SplitWanted): SplitPlan => planSplit(book.clips(wanted.task), wanted);
  return {
    plan,
    lock(wanted, by) {
      const planned = plan(wanted);
      checkReady(planned);
      const { task, clips, recordings, positives, negatives, negativesWanted, seed } = planned;
      const split = { task, clips, recordings, positives, negatives, negativesWanted, seed, by };
      const { seq } = locked.lock(split);
      book.locked(seq);
      move(recordings);
      return planned;
    },
    openLocked(setId, what, by) {
      const set = locked.use(setId, what, by);
      const clips = set.clips.map((clipId): LockedClip => {
        const { id, recordingId, roles, fromMs, toMs, nearMiss, looks } = book.clip(clipId);
        return { id, recordingId, roles, fromMs, toMs, nearMiss, label: countedLabel(looks) };
      });
      return { set, clips, dirOf: (recordingId) => lockedRecordingDir(dataDir, recordingId) };
    },
  };
}
