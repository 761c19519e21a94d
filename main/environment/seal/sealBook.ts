/**
 * Contracts as the ledger tells them: which were sealed of each task, by whom, and who signed one again. Rebuilt when a
 * core opens, changed only by appending. Knows no folders.
 */
import { sealHashPattern } from '../../base/model/seal.ts';
import type { NightEntry } from '../../base/wire/nightEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';

type Sealed = Extract<NightEntry, { kind: 'sealed' }>;

/** By its newest signing. */
export interface SealedEntry extends Omit<Sealed, 'kind'> {
  readonly wallTime: string;
}

export interface SealBook {
  /** Each contract once, in the order in which they were signed last. */
  list(task: string): readonly SealedEntry[];
  newest(task: string): SealedEntry | null;
  find(hash: string): SealedEntry | null;
  /** Durable on return. @throws BenchError `storage`. */
  append(entry: Omit<Sealed, 'kind'>): SealedEntry;
}

export function openSealBook(ledger: Pick<Ledger, 'notes' | 'append'>): SealBook {
  /** In the order of signing. */
  const seals = new Map<string, SealedEntry>();
  const apply = ({ kind: _kind, ...sealed }: Sealed, wallTime: string): SealedEntry => {
    const entry = { ...sealed, wallTime };
    seals.delete(sealed.hash);
    seals.set(sealed.hash, entry);
    return entry;
  };
  for (const { body, wallTime } of ledger.notes('sealed', Number.MAX_SAFE_INTEGER).toReversed()) {
    const sealed = body as Sealed;
    // It becomes the name of a folder; what is no hash was written by nobody here.
    if (typeof sealed.hash === 'string' && sealHashPattern.test(sealed.hash))
      apply(sealed, wallTime);
  }
  const list = (task: string): readonly SealedEntry[] =>
    [...seals.values()].filter((sealed) => sealed.task === task);
  return {
    list,
    newest: (task) => list(task).at(-1) ?? null,
    find: (hash) => seals.get(hash) ?? null,
    append(entry) {
      const sealed = { kind: 'sealed', ...entry } as const;
      const { wallTime } = ledger.append(sealed);
      return apply(sealed, wallTime);
    },
  };
}
