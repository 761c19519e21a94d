/** A reset of a task by its name, ready to be run: its folder, hashed; and what the task's working copy has now. */
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import type { ResetVersion } from '../../base/model/reset.ts';
import { hashTree } from '../task/hashTree.ts';
import { findTask } from '../task/installTask.ts';
import type { ResetBook } from './resetBook.ts';
import { resetFolders } from './resetFolders.ts';

export interface FindPorts {
  readonly book: Pick<ResetBook, 'versions' | 'version' | 'accepted'>;
  readonly dataDir: string;
  readonly templatesDir: string;
}

export interface FoundReset {
  /** A version's id, `shipped`, or `working` for what somebody changed by hand. */
  readonly id: string;
  readonly dir: string;
  readonly hash: string;
}

/** @throws BenchError `not-found`. */
export function needVersion(
  book: Pick<ResetBook, 'versions' | 'version'>,
  task: string,
  id: string,
): ResetVersion {
  const version = book.version(task, id);
  if (version !== null) return version;
  const ids = book.versions(task).map((each) => each.id);
  throw new BenchError('not-found', `${task} has no reset called ${id}`, {
    hint: ids.length === 0 ? 'There is no version yet.' : `There are ${ids.join(', ')}.`,
  });
}

/** What the working copy runs, by its bytes; null where there is none or it cannot be read. */
export async function resetInForce(ports: FindPorts, task: string): Promise<FoundReset | null> {
  const { book, dataDir, templatesDir } = ports;
  const { manifestDir, templateDir } = await findTask(templatesDir, dataDir, task);
  const dir = path.join(manifestDir, 'reset');
  const hash = await hashTree(dir).catch(() => null);
  if (hash === null) return null;
  const same = book.versions(task).filter((version) => version.hash === hash);
  const accepted = book.accepted(task)?.resetId;
  const version = same.find(({ id }) => id === accepted) ?? same.at(-1);
  if (version !== undefined) return { id: version.id, dir, hash };
  const shipped = await hashTree(path.join(templateDir, 'reset')).catch(() => null);
  return { id: hash === shipped ? 'shipped' : 'working', dir, hash };
}

/** @throws BenchError `not-found`. */
async function findShipped({ dataDir, templatesDir }: FindPorts, task: string) {
  const { templateDir } = await findTask(templatesDir, dataDir, task);
  const dir = path.join(templateDir, 'reset');
  const hash = await hashTree(dir).catch((cause: unknown) => {
    throw new BenchError('not-found', `no reset came with ${task}`, { cause });
  });
  return { id: 'shipped', dir, hash };
}

/** A version's id for `newest` and `accepted`. @throws BenchError `not-found`. */
function idOf({ book }: FindPorts, task: string, ref: string): string {
  if (ref === 'newest') return book.versions(task).at(-1)?.id ?? 'shipped';
  if (ref !== 'accepted') return ref;
  const accepted = book.accepted(task);
  if (accepted !== null) return accepted.resetId;
  throw new BenchError('not-found', `no reset of ${task} was accepted yet`, {
    hint: 'Name a version, shipped for the one that came with the task, or working.',
  });
}

/** @throws BenchError `not-found`, `refused` when a version's folder is not what was hashed. */
export async function findReset(ports: FindPorts, task: string, ref: string): Promise<FoundReset> {
  const id = idOf(ports, task, ref);
  if (id === 'shipped') return await findShipped(ports, task);
  if (id === 'working') {
    const found = await resetInForce(ports, task);
    if (found !== null) return found;
    throw new BenchError('not-found', `the working copy of ${task} has no reset`);
  }
  const { hash } = needVersion(ports.book, task, id);
  return { id, hash, dir: await resetFolders(ports.dataDir).check({ task, id, hash }) };
}
