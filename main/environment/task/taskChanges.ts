/**
 * Changes of tasks, one at a time: two windows, or a window and an import, never write the same package at once. What was
 * changed is then told: in the ledger, and to the hub, which follows.
 */
import type { Log } from '../../base/lib/log.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { InstalledTask } from './installTask.ts';
import { type ReadTask, readTask } from './readManifest.ts';
import type { TaskBook, TaskWritten } from './taskBook.ts';

export interface TaskChanges {
  /** After those that were asked for before. */
  inTurn<T>(run: () => Promise<T>): Promise<T>;
  /** A task was written: durable in the ledger on return, and the hub has what agents may see of it. */
  written(task: InstalledTask, how: TaskWritten['how']): Promise<ReadTask>;
}

export interface TaskChangesPorts {
  readonly log: Log;
  readonly book: Pick<TaskBook, 'written'>;
  /** The hub follows the working copy: of it, only what agents may see. */
  readonly seedHub: (task: { readonly id: string; readonly dir: string }) => Promise<void>;
}

/** `first`: what goes before all changes. */
export function createTaskChanges(ports: TaskChangesPorts, first: Promise<void>): TaskChanges {
  const { log, book, seedHub } = ports;
  let last: Promise<unknown> = first;
  return {
    inTurn(run) {
      const mine = last.then(run);
      last = mine.catch(() => undefined);
      return mine;
    },
    async written({ id, dir }, how) {
      const read = await readTask(dir);
      book.written(id, read.hash, how);
      // It follows when the first agent starts, at the latest: without git a task can still be set up.
      await seedHub({ id, dir }).catch((thrown: unknown) =>
        log.log('warn', 'the hub did not follow its task', {
          task: id,
          error: toBenchError(thrown).message,
        }),
      );
      return read;
    },
  };
}
