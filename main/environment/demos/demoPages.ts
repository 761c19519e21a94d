/**
 * Demos as plain pages, and what each ledger entry does to them; how a trim, a split or a removal is taken back is kept
 * beside it. Rebuilt from the entries at every start. Knows no disk.
 */
import type { LabelValue, RecordingOrigin } from '../../base/model/episode.ts';
import type { DayEntry } from '../../base/wire/dayEntry.ts';

export interface BookedDemo {
  readonly id: string;
  readonly recordingId: string;
  readonly task: string;
  readonly origin: RecordingOrigin;
  readonly result: LabelValue | null;
  readonly nearMiss: string | null;
  readonly wallTime: string;
  readonly roles: readonly string[];
  readonly why: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly frames: number;
}

export type DemoEntry = Extract<
  DayEntry,
  { kind: 'demo-recorded' | 'demo-trimmed' | 'demo-split' | 'demo-removed' | 'demo-undone' }
>;

export const demoEntryKinds = [
  'demo-recorded',
  'demo-trimmed',
  'demo-split',
  'demo-removed',
  'demo-undone',
] as const satisfies readonly DemoEntry['kind'][];

/** One change that counts, and how it is taken back. */
interface Change {
  readonly undo: () => void;
}

export interface DemoPages {
  /** In the order they came to be, removed ones left out. */
  readonly demos: ReadonlyMap<string, BookedDemo>;
  /** The task of the demo that changed, or null when nothing did. */
  apply(entry: DemoEntry, wallTime: string): string | null;
  canUndo(task: string): boolean;
  /** The highest number that any demo ever had. */
  readonly lastNumber: number;
  /** Of any demo there ever was; null for a name that none had. */
  recordingOf(demoId: string): string | null;
}

const numberOf = (id: string): number => Number(id.slice('demo-'.length));

/** Frames of a span, by the share of time that it keeps: the entry has the counted number since it was first cut. */
const shareOf = (demo: BookedDemo, fromMs: number, toMs: number): number =>
  Math.round((demo.frames * (toMs - fromMs)) / Math.max(1, demo.toMs - demo.fromMs));

export function createDemoPages(): DemoPages {
  const demos = new Map<string, BookedDemo>();
  const changes = new Map<string, Change[]>();
  const recordings = new Map<string, string>();
  let lastNumber = 0;
  const note = (task: string, undo: () => void): void => {
    const known = changes.get(task) ?? [];
    known.push({ undo });
    changes.set(task, known);
  };
  /** A removed demo that comes back stands where its number says. */
  const putBack = (demo: BookedDemo): void => {
    const all = [...demos.values(), demo].sort((a, b) => numberOf(a.id) - numberOf(b.id));
    demos.clear();
    for (const each of all) demos.set(each.id, each);
  };
  const record = (entry: Extract<DemoEntry, { kind: 'demo-recorded' }>, wallTime: string): void => {
    const { kind: _kind, endHash: _endHash, demoId, ...rest } = entry;
    demos.set(demoId, { ...rest, id: demoId, wallTime });
    recordings.set(demoId, rest.recordingId);
    lastNumber = Math.max(lastNumber, numberOf(demoId));
  };
  const trim = (entry: Extract<DemoEntry, { kind: 'demo-trimmed' }>): void => {
    const demo = demos.get(entry.demoId);
    if (demo === undefined) return;
    const { fromMs, toMs } = entry;
    const frames = entry.frames ?? shareOf(demo, fromMs, toMs);
    demos.set(demo.id, { ...demo, fromMs, toMs, frames });
    note(demo.task, () => demos.set(demo.id, demo));
  };
  const split = (entry: Extract<DemoEntry, { kind: 'demo-split' }>): void => {
    const demo = demos.get(entry.demoId);
    if (demo === undefined) return;
    const { atMs, newId } = entry;
    const before = entry.frames ?? shareOf(demo, demo.fromMs, atMs);
    demos.set(demo.id, { ...demo, toMs: atMs, frames: before });
    demos.set(newId, { ...demo, id: newId, fromMs: atMs, frames: demo.frames - before });
    recordings.set(newId, demo.recordingId);
    lastNumber = Math.max(lastNumber, numberOf(newId));
    note(demo.task, () => {
      demos.delete(newId);
      demos.set(demo.id, demo);
    });
  };
  const remove = (demoId: string): void => {
    const demo = demos.get(demoId);
    if (demo === undefined) return;
    demos.delete(demoId);
    note(demo.task, () => putBack(demo));
  };
  return {
    demos,
    get lastNumber() {
      return lastNumber;
    },
    recordingOf: (demoId) => recordings.get(demoId) ?? null,
    canUndo: (task) => (changes.get(task)?.length ?? 0) > 0,
    apply(entry, wallTime) {
      if (entry.kind === 'demo-undone') {
        changes.get(entry.task)?.pop()?.undo();
        return entry.task;
      }
      const task =
        entry.kind === 'demo-recorded' ? entry.task : (demos.get(entry.demoId)?.task ?? null);
      if (entry.kind === 'demo-recorded') record(entry, wallTime);
      else if (entry.kind === 'demo-trimmed') trim(entry);
      else if (entry.kind === 'demo-split') split(entry);
      else remove(entry.demoId);
      return task;
    },
  };
}
