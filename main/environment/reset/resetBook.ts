/**
 * Resets as the ledger tells them: each version with its measuring and acceptance. Rebuilt when a core opens, changed only
 * by appending. Knows no folders.
 */
import type { ResetMeasure, ResetVersion } from '../../base/model/reset.ts';
import type { NightEntry } from '../../base/wire/nightEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';

const resetEntryKinds = ['reset-made', 'reset-measured', 'reset-accepted'] as const;
export type ResetEntry = Extract<NightEntry, { readonly kind: (typeof resetEntryKinds)[number] }>;

export interface ResetBook {
  tasks(): readonly string[];
  /** Oldest first. */
  versions(task: string): readonly ResetVersion[];
  version(task: string, id: string): ResetVersion | null;
  /** The newest measuring of these bytes, whatever they are called. */
  measure(task: string, hash: string): ResetMeasure | null;
  /** What a newer measuring of these bytes is held against: the one they were accepted with, else their first. */
  standard(task: string, hash: string): ResetMeasure | null;
  /** The version that was accepted last, with the number of its entry. */
  accepted(task: string): { readonly resetId: string; readonly seq: number } | null;
  nextId(task: string): string;
  /** Durable on return. @throws BenchError `storage`. */
  append(entry: ResetEntry): void;
}

interface Page {
  readonly versions: Map<string, Omit<ResetVersion, 'measure'>>;
  /** By hash. */
  readonly measures: Map<string, ResetMeasure>;
  readonly standards: Map<string, ResetMeasure>;
  accepted: { readonly resetId: string; readonly seq: number } | null;
}

export function openResetBook(ledger: Pick<Ledger, 'notes' | 'append'>): ResetBook {
  const pages = new Map<string, Page>();
  const pageOf = (task: string): Page => {
    const known = pages.get(task) ?? {
      ...{ versions: new Map(), measures: new Map(), standards: new Map(), accepted: null },
    };
    pages.set(task, known);
    return known;
  };
  const apply = (entry: ResetEntry, seq: number, wallTime: string): void => {
    const page = pageOf(entry.task);
    const { task, resetId: id, hash } = entry;
    switch (entry.kind) {
      case 'reset-made': {
        const { by, words } = entry;
        page.versions.set(id, { id, task, hash, by, words, wallTime, accepted: null });
        return;
      }
      case 'reset-measured': {
        const measure = { ...entry.measure, wallTime };
        page.measures.set(hash, measure);
        if (!page.standards.has(hash)) page.standards.set(hash, measure);
        return;
      }
      case 'reset-accepted': {
        const { by, overrode } = entry;
        const version = page.versions.get(id);
        if (version !== undefined)
          page.versions.set(id, { ...version, accepted: { by, overrode, wallTime } });
        const measure = page.measures.get(hash);
        if (measure !== undefined) page.standards.set(hash, measure);
        page.accepted = { resetId: id, seq };
      }
    }
  };
  const past = resetEntryKinds.flatMap((kind) => ledger.notes(kind, Number.MAX_SAFE_INTEGER));
  for (const { body, seq, wallTime } of past.sort((a, b) => a.seq - b.seq))
    apply(body as ResetEntry, seq, wallTime);
  const measure = (task: string, hash: string): ResetMeasure | null =>
    pages.get(task)?.measures.get(hash) ?? null;
  const told = (version: Omit<ResetVersion, 'measure'>): ResetVersion => ({
    ...version,
    measure: measure(version.task, version.hash),
  });
  return {
    measure,
    tasks: () => [...pages.keys()],
    versions: (task) => [...(pages.get(task)?.versions.values() ?? [])].map(told),
    version(task, id) {
      const version = pages.get(task)?.versions.get(id);
      return version === undefined ? null : told(version);
    },
    standard: (task, hash) => pages.get(task)?.standards.get(hash) ?? null,
    accepted: (task) => pages.get(task)?.accepted ?? null,
    nextId: (task) => `reset-${String((pages.get(task)?.versions.size ?? 0) + 1).padStart(4, '0')}`,
    append(entry) {
      const { seq, wallTime } = ledger.append(entry);
      apply(entry, seq, wallTime);
    },
  };
}
