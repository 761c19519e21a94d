/**
 * Which recordings are locked, in which sets, and how often each set was looked at: rebuilt from the ledger when a core
 * opens, changed only by appending. What is locked stays locked. Knows no files: whoever shows, exports or tells of a
 * recording asks here first.
 */
import { BenchError } from '../../base/model/errors.ts';
import type { DayEntry } from '../../base/wire/dayEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';

type Locked = Extract<DayEntry, { kind: 'clips-locked' }>;

export interface LockedSet extends Omit<Locked, 'kind'> {
  readonly wallTime: string;
  readonly uses: number;
}

export interface LockedBook {
  isLocked(recordingId: string): boolean;
  /** Of all tasks, in the order in which they were locked. */
  recordings(): readonly string[];
  /** Of a task, oldest first. */
  sets(task: string): readonly LockedSet[];
  /** Durable on return; @throws BenchError `storage`. Gives the number of its ledger entry. */
  lock(split: Omit<Locked, 'kind' | 'setId'>): { readonly setId: string; readonly seq: number };
  /** Counts one look at a set. @throws BenchError `not-found`, `refused` when it is spent, `storage`. */
  use(setId: string, what: string, by: string): LockedSet;
}

/** A set that was looked at more often proves nothing any more (docs/SCIENCE.md §3). */
export const usesOfSet = 5;

export function openLockedBook(ledger: Pick<Ledger, 'notes' | 'append'>): LockedBook {
  const sets = new Map<string, LockedSet>();
  const locked = new Set<string>();
  const apply = (entry: DayEntry, wallTime: string): void => {
    if (entry.kind === 'clips-locked') {
      const { kind: _kind, ...split } = entry;
      sets.set(entry.setId, { ...split, wallTime, uses: 0 });
      for (const id of entry.recordings) locked.add(id);
    } else if (entry.kind === 'locked-used') {
      const set = sets.get(entry.setId);
      if (set !== undefined) sets.set(entry.setId, { ...set, uses: set.uses + 1 });
    }
  };
  for (const kind of ['clips-locked', 'locked-used'] as const)
    for (const { body, wallTime } of ledger.notes(kind, Number.MAX_SAFE_INTEGER).toReversed())
      apply(body as DayEntry, wallTime);
  const append = (entry: DayEntry): number => {
    const { seq, wallTime } = ledger.append(entry);
    apply(entry, wallTime);
    return seq;
  };
  const need = (setId: string): LockedSet => {
    const set = sets.get(setId);
    if (set === undefined) throw new BenchError('not-found', `there is no locked set ${setId}`);
    return set;
  };
  return {
    isLocked: (recordingId) => locked.has(recordingId),
    recordings: () => [...locked],
    sets: (task) => [...sets.values()].filter((set) => set.task === task),
    lock(split) {
      const setId = `locked-${String(sets.size + 1).padStart(4, '0')}`;
      return { setId, seq: append({ kind: 'clips-locked', setId, ...split }) };
    },
    use(setId, what, by) {
      const { uses, task } = need(setId);
      if (uses >= usesOfSet)
        throw new BenchError('refused', `${setId} was used ${uses} times: it proves nothing more`, {
          hint: 'Label new clips and lock another set.',
        });
      append({ kind: 'locked-used', task, setId, what, by });
      return need(setId);
    },
  };
}
