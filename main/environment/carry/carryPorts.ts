/** What carrying a task in and out needs of the rooms around it. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../../base/lib/log.ts';
import { BenchError } from '../../base/model/errors.ts';
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

/** A folder of a person's own. @throws BenchError `bad-input` when it is inside the data folder, or not named whole. */
export function folderOfPerson(given: string, dataDir: string): string {
  if (!path.isAbsolute(given))
    throw new BenchError('bad-input', `${given} is not a whole path`, {
      hint: 'Name the folder from the root, beginning with /.',
    });
  const real = (dir: string): string => {
    try {
      return realpathSync(dir);
    } catch {
      return path.resolve(dir);
    }
  };
  const dir = path.resolve(given);
  const inside = path.relative(
    real(dataDir),
    path.join(real(path.dirname(dir)), path.basename(dir)),
  );
  if (inside === '' || !(inside.startsWith('..') || path.isAbsolute(inside)))
    throw new BenchError('bad-input', `${given} lies in the data folder`, {
      hint: 'Choose a folder outside of it.',
    });
  return dir;
}
