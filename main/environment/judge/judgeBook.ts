/**
 * Judges as the ledger tells them: each version with its measures and acceptance, the labels an author doubted last, what
 * the watch found last. Rebuilt when a core opens, changed only by appending. Knows no folders.
 */
import type { DriftView, JudgeVersion, LockedMeasure } from '../../base/model/judge.ts';
import { type JudgeEntry, judgeEntryKinds } from '../../base/wire/judgeEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';

/** What the ledger says of a version. */
export type MadeJudge = Pick<
  JudgeVersion,
  'id' | 'task' | 'hash' | 'by' | 'words' | 'wallTime' | 'locked' | 'accepted'
>;

export interface Doubts {
  readonly clips: readonly string[];
  /** A look that was given later settles it. */
  readonly wallTime: string;
}

export interface JudgeBook {
  tasks(): readonly string[];
  /** Oldest first. */
  versions(task: string): readonly MadeJudge[];
  version(task: string, id: string): MadeJudge | null;
  /** The newest measuring of this very judge. */
  measure(task: string, id: string, hash: string): LockedMeasure | null;
  /** The version that was accepted last, with the number of its entry. */
  accepted(task: string): { readonly judgeId: string; readonly seq: number } | null;
  /** Recordings that any writer of judges was given so far, or that any version learnt from. */
  shown(task: string): ReadonlySet<string>;
  /** Recordings that the judge with these bytes may have learnt from, whatever it is called. */
  learntFrom(task: string, hash: string): ReadonlySet<string>;
  doubts(task: string): Doubts;
  watched(task: string): DriftView | null;
  nextId(task: string): string;
  /** Durable on return. @throws BenchError `storage`. */
  append(entry: JudgeEntry): void;
}

const noDoubts: Doubts = { clips: [], wallTime: '' };

interface Page {
  readonly versions: Map<string, MadeJudge>;
  /** Newest by id and hash: also of the one that came with the task, which is no version. */
  readonly measures: Map<string, LockedMeasure>;
  readonly shown: Set<string>;
  /** By hash. */
  readonly learnt: Map<string, Set<string>>;
  accepted: { judgeId: string; seq: number } | null;
  doubts: Doubts;
  watched: DriftView | null;
}

export function openJudgeBook(ledger: Pick<Ledger, 'notes' | 'append'>): JudgeBook {
  const pages = new Map<string, Page>();
  const pageOf = (task: string): Page => {
    const known = pages.get(task) ?? {
      ...{ versions: new Map(), measures: new Map(), accepted: null, watched: null },
      ...{ shown: new Set(), learnt: new Map() },
      doubts: noDoubts,
    };
    pages.set(task, known);
    return known;
  };
  const change = (page: Page, id: string, more: Partial<MadeJudge>): void => {
    const version = page.versions.get(id);
    if (version !== undefined) page.versions.set(id, { ...version, ...more });
  };
  const apply = (entry: JudgeEntry, seq: number, wallTime: string): void => {
    const page = pageOf(entry.task);
    switch (entry.kind) {
      case 'judge-made': {
        const { judgeId: id, task, hash, by, words } = entry;
        const version = { id, task, hash, by, words, wallTime, locked: null, accepted: null };
        page.versions.set(id, version);
        const { learntFrom = [] } = entry;
        page.learnt.set(hash, new Set([...(page.learnt.get(hash) ?? []), ...learntFrom]));
        for (const recording of learntFrom) page.shown.add(recording);
        return;
      }
      case 'clips-shown':
        for (const recording of entry.recordings) page.shown.add(recording);
        return;
      case 'judge-measured':
        page.measures.set(`${entry.judgeId} ${entry.hash}`, { ...entry.measure, wallTime });
        change(page, entry.judgeId, { locked: { ...entry.measure, wallTime } });
        return;
      case 'judge-accepted': {
        const { by, overrode, judgeId } = entry;
        change(page, judgeId, { accepted: { by, overrode, wallTime } });
        page.accepted = { judgeId, seq };
        return;
      }
      case 'labels-doubted':
        page.doubts = { clips: entry.clips, wallTime };
        return;
      case 'judge-watched':
        page.watched = { ...entry.found, wallTime };
    }
  };
  const past = judgeEntryKinds.flatMap((kind) => ledger.notes(kind, Number.MAX_SAFE_INTEGER));
  for (const { body, seq, wallTime } of past.sort((a, b) => a.seq - b.seq))
    apply(body as JudgeEntry, seq, wallTime);
  return {
    tasks: () => [...pages.keys()],
    versions: (task) => [...(pages.get(task)?.versions.values() ?? [])],
    version: (task, id) => pages.get(task)?.versions.get(id) ?? null,
    measure: (task, id, hash) => pages.get(task)?.measures.get(`${id} ${hash}`) ?? null,
    accepted: (task) => pages.get(task)?.accepted ?? null,
    shown: (task) => pages.get(task)?.shown ?? new Set(),
    learntFrom: (task, hash) => pages.get(task)?.learnt.get(hash) ?? new Set(),
    doubts: (task) => pages.get(task)?.doubts ?? noDoubts,
    watched: (task) => pages.get(task)?.watched ?? null,
    nextId: (task) => `judge-${String((pages.get(task)?.versions.size ?? 0) + 1).padStart(4, '0')}`,
    append(entry) {
      const { seq, wallTime } = ledger.append(entry);
      apply(entry, seq, wallTime);
    },
  };
}
