/**
 * What the ledger says of tasks as a whole: which one the window works on, which are archived. Rebuilt from its entries
 * when a core opens, and changed only by appending one. What a task is, its package says.
 */
import { createSignal } from '../../base/lib/topic.ts';
import type { DayEntry } from '../../base/wire/dayEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';

export type TaskWritten = Extract<DayEntry, { kind: 'task-written' }>;

export interface TaskBook {
  /** The task the window works on; null before one was chosen. */
  readonly current: string | null;
  isArchived(task: string): boolean;
  /** Durable on return; @throws BenchError `storage`, and then nothing changed. */
  open(task: string | null): void;
  written(task: string, hash: string, how: TaskWritten['how']): void;
  /** After every change. */
  onChange(on: () => void): Disposable;
}

export function openTaskBook(ledger: Pick<Ledger, 'append' | 'notes'>): TaskBook {
  const changed = createSignal<void>();
  const archived = new Set<string>();
  let current: string | null = null;
  const apply = (entry: DayEntry): void => {
    if (entry.kind === 'task-opened') current = entry.task;
    if (entry.kind !== 'task-written') return;
    if (entry.how === 'archive') archived.add(entry.task);
    if (entry.how === 'unarchive') archived.delete(entry.task);
  };
  const past = (['task-written', 'task-opened'] as const).flatMap((kind) =>
    ledger.notes(kind, Number.MAX_SAFE_INTEGER),
  );
  for (const { body } of [...past].sort((a, b) => a.seq - b.seq)) apply(body as DayEntry);
  const append = (entry: DayEntry): void => {
    ledger.append(entry);
    apply(entry);
    changed.emit();
  };
  return {
    get current() {
      return current;
    },
    isArchived: (task) => archived.has(task),
    open: (task) => {
      if (task !== current) append({ kind: 'task-opened', task });
    },
    written: (task, hash, how) => append({ kind: 'task-written', task, hash, how }),
    onChange: (on) => changed.on(on),
  };
}
