/**
 * Resets as the ledger tells them: each version with its measuring and acceptance. Rebuilt when a core opens, changed only
 * by appending. Knows no folders.
 */
import type { ResetMeasure, ResetVersion } from '../../base/model/reset.ts';
import { type StartBox, startsKey } from '../../base/model/starts.ts';
import type { NightEntry } from '../../base/wire/nightEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';

const resetEntryKinds = ['reset-made', 'reset-measured', 'reset-accepted'] as const;
export type ResetEntry = Extract<NightEntry, { readonly kind: (typeof resetEntryKinds)[number] }>;

export interface ResetBook {
  tasks(): readonly string[];
  /** Oldest first, each with its newest measuring for these starts; without a box for all of the stated ones. */
  versions(task: string, starts?: StartBox): readonly ResetVersion[];
  version(task: string, id: string, starts?: StartBox): ResetVersion | null;
  /** An agent wrote these bytes, whoever added them as well. */
  byAgent(task: string, hash: string): boolean;
  /**
   * The newest measuring of these bytes for these starts, whatever they are called. Of bytes that an agent wrote one
   * without a second look is told as one at which nobody else could look.
   */
  measure(task: string, hash: string, starts?: StartBox): ResetMeasure | null;
  /** Of these bytes for these starts, oldest first, the newest fifty. */
  measures(task: string, hash: string, starts?: StartBox): readonly ResetMeasure[];
  /** What a newer measuring of these bytes is held against: the one they were accepted with, else their first. */
  standard(task: string, hash: string, starts?: StartBox): ResetMeasure | null;
  /** The version that was accepted last, with the number of its entry. */
  accepted(task: string): { readonly resetId: string; readonly seq: number } | null;
  nextId(task: string): string;
  /** Durable on return. @throws BenchError `storage`. */
  append(entry: ResetEntry): void;
}

interface Page {
  readonly versions: Map<string, Omit<ResetVersion, 'measure'>>;
  /** By hash and starts, as is what stands for each. */
  readonly measures: Map<string, readonly ResetMeasure[]>;
  readonly standards: Map<string, ResetMeasure>;
  accepted: { readonly resetId: string; readonly seq: number } | null;
}

const mostMeasures = 50;
const keyOf = (hash: string, starts?: StartBox): string => `${hash} ${startsKey(starts)}`;

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
        const key = keyOf(hash, measure.starts);
        page.measures.set(key, [...(page.measures.get(key) ?? []), measure].slice(-mostMeasures));
        if (!page.standards.has(key)) page.standards.set(key, measure);
        return;
      }
      case 'reset-accepted': {
        const { by, overrode } = entry;
        const version = page.versions.get(id);
        if (version !== undefined)
          page.versions.set(id, { ...version, accepted: { by, overrode, wallTime } });
        for (const [key, measures] of page.measures) {
          const measure = measures.at(-1);
          if (key.startsWith(`${hash} `) && measure !== undefined) page.standards.set(key, measure);
        }
        page.accepted = { resetId: id, seq };
      }
    }
  };
  const past = resetEntryKinds.flatMap((kind) => ledger.notes(kind, Number.MAX_SAFE_INTEGER));
  for (const { body, seq, wallTime } of past.sort((a, b) => a.seq - b.seq))
    apply(body as ResetEntry, seq, wallTime);
  const measures: ResetBook['measures'] = (task, hash, starts) =>
    pages.get(task)?.measures.get(keyOf(hash, starts)) ?? [];
  const byAgent: ResetBook['byAgent'] = (task, hash) =>
    [...(pages.get(task)?.versions.values() ?? [])].some(
      (version) => version.hash === hash && version.by.kind === 'agent',
    );
  const measure: ResetBook['measure'] = (task, hash, starts) => {
    const newest = measures(task, hash, starts).at(-1) ?? null;
    if (newest === null || newest.second !== undefined || !byAgent(task, hash)) return newest;
    const { k } = newest.verified;
    return { ...newest, second: { by: null, asked: k, denied: k, apartM: null } };
  };
  const told = (version: Omit<ResetVersion, 'measure'>, starts?: StartBox): ResetVersion => ({
    ...version,
    measure: measure(version.task, version.hash, starts),
  });
  return {
    byAgent,
    measure,
    tasks: () => [...pages.keys()],
    measures,
    versions: (task, starts) =>
      [...(pages.get(task)?.versions.values() ?? [])].map((version) => told(version, starts)),
    version(task, id, starts) {
      const version = pages.get(task)?.versions.get(id);
      return version === undefined ? null : told(version, starts);
    },
    standard: (task, hash, starts) => pages.get(task)?.standards.get(keyOf(hash, starts)) ?? null,
    accepted: (task) => pages.get(task)?.accepted ?? null,
    nextId: (task) => `reset-${String((pages.get(task)?.versions.size ?? 0) + 1).padStart(4, '0')}`,
    append(entry) {
      const { seq, wallTime } = ledger.append(entry);
      apply(entry, seq, wallTime);
    },
  };
}
