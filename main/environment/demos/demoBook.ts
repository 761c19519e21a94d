/**
 * What the ledger says of demos: rebuilt from its entries when a core opens, and changed only by appending one. Trims,
 * splits and removals are entries that can be undone; a recording itself never changes. Demos of locked recordings are
 * not told. Knows no bench and no process.
 */
import { createSignal } from '../../base/lib/topic.ts';
import type { DemoView } from '../../base/model/episode.ts';
import type { DayEntry } from '../../base/wire/dayEntry.ts';

export type DemoRecorded = Extract<DayEntry, { kind: 'demo-recorded' }>;

export interface DemoBook {
  /** `demo-000001` and on; also the name of a new recording. */
  nextId(): string;
  /** Of a task, oldest first, without removed and locked ones. */
  list(task: string): readonly DemoView[];
  demo(id: string): DemoView | null;
  /** The recording is on the disk. Durable on return; @throws BenchError `storage`. */
  record(entry: Omit<DemoRecorded, 'kind'>): DemoView;
  trim(id: string, fromMs: number, toMs: number): DemoView;
  split(id: string, atMs: number): { readonly first: DemoView; readonly second: DemoView };
  remove(id: string): void;
  undo(task: string): void;
  /** After every change of a task's demos. */
  onChange(on: (task: string) => void): Disposable;
}

export function openDemoBook(): DemoBook {
  const changed = createSignal<string>();
  const none = (): never => {
    throw new Error('the demo book is empty');
  };
  return {
    nextId: () => 'demo-000001',
    list: () => [],
    demo: () => null,
    record: none,
    trim: none,
    split: none,
    remove: none,
    undo: none,
    onChange: (on) => changed.on(on),
  };
}
