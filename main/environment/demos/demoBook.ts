/**
 * What the ledger says of demos: rebuilt from its entries when a core opens, and changed only by appending one. Trims,
 * splits and removals are entries that can be undone; a recording itself never changes. Demos of locked recordings are
 * not told. Knows no bench and no process.
 */
import { createSignal } from '../../base/lib/topic.ts';
import type { DemoView } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { DayEntry } from '../../base/wire/dayEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { type BookedDemo, createDemoPages, type DemoEntry, demoEntryKinds } from './demoPages.ts';

export type DemoRecorded = Extract<DayEntry, { kind: 'demo-recorded' }>;

export interface DemoBook {
  /** `demo-000001` and on; also the name of a new recording. */
  nextId(): string;
  /** Of a task, oldest first, without removed and locked ones. */
  list(task: string): readonly DemoView[];
  demo(id: string): DemoView | null;
  /**
   * The recording is on the disk. Its demo gets another name where an import took the wanted one while it was recorded.
   * Durable on return; @throws BenchError `storage`.
   */
  record(entry: Omit<DemoRecorded, 'kind'>): DemoView;
  /** `frames`: of its first camera in the new span, where somebody counted them. */
  trim(id: string, fromMs: number, toMs: number, frames?: number): DemoView;
  /** `frames`: those before. */
  split(
    id: string,
    atMs: number,
    frames?: number,
  ): { readonly first: DemoView; readonly second: DemoView };
  remove(id: string): void;
  undo(task: string): void;
  /** After every change of a task's demos. */
  onChange(on: (task: string) => void): Disposable;
}

export interface DemoBookPorts {
  readonly ledger: Pick<Ledger, 'notes' | 'append'>;
  /** Nothing of a locked recording is told. */
  readonly isLocked: (recordingId: string) => boolean;
  /** Clips that were cut from a demo. */
  readonly clipsOf: (demoId: string) => number;
  /** A folder of that name is there although no entry knows it. */
  readonly isTaken: (recordingId: string) => boolean;
}

/** No part of a demo is shorter. */
const shortestMs = 100;

/** Reads what there is; throws `storage` when the ledger can't be read. */
export function openDemoBook(ports: DemoBookPorts): DemoBook {
  const { ledger, isLocked, clipsOf, isTaken } = ports;
  const changed = createSignal<string>();
  const pages = createDemoPages();
  const past = demoEntryKinds.flatMap((kind) => ledger.notes(kind, Number.MAX_SAFE_INTEGER));
  for (const entry of [...past].sort((a, b) => a.seq - b.seq))
    pages.apply(entry.body as DemoEntry, entry.wallTime);

  const append = (entry: DemoEntry): void => {
    const { wallTime } = ledger.append(entry);
    const task = pages.apply(entry, wallTime);
    if (task !== null) changed.emit(task);
  };
  const viewOf = (demo: BookedDemo): DemoView => ({ ...demo, clips: clipsOf(demo.id) });
  const shown = (id: string): BookedDemo | null => {
    const demo = pages.demos.get(id);
    return demo === undefined || isLocked(demo.recordingId) ? null : demo;
  };
  const need = (id: string): BookedDemo => {
    const demo = shown(id);
    if (demo !== null) return demo;
    throw new BenchError('not-found', `there is no demo ${id}`, {
      hint: 'bench demos list says which there are',
    });
  };
  const view = (id: string): DemoView => viewOf(need(id));
  const nextId = (): string => {
    let number = pages.lastNumber + 1;
    const idOf = (): string => `demo-${String(number).padStart(6, '0')}`;
    while (isTaken(idOf())) number++;
    return idOf();
  };
  return {
    nextId,
    list: (task) =>
      [...pages.demos.values()]
        .filter((demo) => demo.task === task && !isLocked(demo.recordingId))
        .map(viewOf),
    demo: (id) => (shown(id) === null ? null : view(id)),
    record(entry) {
      const { recordingId, demoId: wanted } = entry;
      const isFree = (pages.recordingOf(wanted) ?? recordingId) === recordingId;
      const demoId = isFree ? wanted : nextId();
      append({ kind: 'demo-recorded', ...entry, demoId });
      return view(demoId);
    },
    trim(id, fromMs, toMs, frames) {
      const demo = need(id);
      if (!(fromMs >= demo.fromMs && toMs <= demo.toMs && toMs - fromMs >= shortestMs))
        throw new BenchError('bad-input', `${id} cannot be trimmed to that`, {
          hint: `it goes from ${demo.fromMs} to ${demo.toMs} ms; at least ${shortestMs} ms stay`,
        });
      append({ kind: 'demo-trimmed', demoId: id, fromMs, toMs, frames });
      return view(id);
    },
    split(id, atMs, frames) {
      const demo = need(id);
      if (!(atMs - demo.fromMs >= shortestMs && demo.toMs - atMs >= shortestMs))
        throw new BenchError('bad-input', `${id} cannot be split there`, {
          hint: `between ${demo.fromMs + shortestMs} and ${demo.toMs - shortestMs} ms`,
        });
      const newId = nextId();
      append({ kind: 'demo-split', demoId: id, newId, atMs, frames });
      return { first: view(id), second: view(newId) };
    },
    remove(id) {
      need(id);
      append({ kind: 'demo-removed', demoId: id });
    },
    undo(task) {
      if (!pages.canUndo(task))
        throw new BenchError('refused', `nothing was trimmed, split or removed in ${task}`);
      append({ kind: 'demo-undone', task });
    },
    onChange: (on) => changed.on(on),
  };
}
