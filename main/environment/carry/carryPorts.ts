/** What carrying a task in and out needs of the rooms around it. */

import type { Log } from '../../base/lib/log.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { ClipBook } from '../clips/clipBook.ts';
import type { LockedBook } from '../clips/lockedBook.ts';
import type { DemoBook } from '../demos/demoBook.ts';
import type { TaskChanges } from '../task/taskChanges.ts';
import type { TaskPlaces } from '../task/writeTask.ts';

export interface CarryPorts extends TaskPlaces {
  readonly log: Log;
  readonly wallTime: () => string;
  /** Lets the loop turn. */
  readonly pause: () => Promise<void>;
  readonly ledger: Pick<Ledger, 'head' | 'notes'>;
  readonly changes: TaskChanges;
  readonly demos: Pick<DemoBook, 'list' | 'record' | 'trim' | 'nextId'>;
  readonly clips: Pick<ClipBook, 'clips' | 'label' | 'amend' | 'cut'>;
  readonly locked: Pick<LockedBook, 'isLocked'>;
}
