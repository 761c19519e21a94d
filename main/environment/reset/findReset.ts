/** A reset of a task by its name, ready to be run: its folder, hashed; and what the task's working copy has now. */
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { hashTree } from '../task/hashTree.ts';
import { findTask } from '../task/installTask.ts';
import { needVersion, versionIdOf, versionWith } from '../task/namedVersions.ts';
import type { ResetBook } from './resetBook.ts';
import { resetFolders } from './resetFolders.ts';

export interface FindPorts {
  readonly book: Pick<ResetBook, 'versions' | 'version' | 'accepted' | 'byAgent'>;
  readonly dataDir: string;
  readonly templatesDir: string;
}

export interface FoundReset {
  /** A version's id, `shipped`, or `working` for what somebody changed by hand. */
  readonly id: string;
  readonly dir: string;
  readonly hash: string;
}

/** What the working copy runs, by its bytes; null where there is none or it cannot be read. */
export async function resetInForce(ports: FindPorts, task: string): Promise<FoundReset | null> {
  const { book, dataDir, templatesDir } = ports;
  const { manifestDir, templateDir } = await findTask(templatesDir, dataDir, task);
  const dir = path.join(manifestDir, 'reset');
  const hash = await hashTree(dir).catch(() => null);
  if (hash === null) return null;
  const version = versionWith(book.versions(task), hash, book.accepted(task)?.resetId);
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

/** @throws BenchError `not-found`, `refused` when a version's folder is not what was hashed. */
export async function findReset(ports: FindPorts, task: string, ref: string): Promise<FoundReset> {
  const { book } = ports;
  const id = versionIdOf('reset', book, {
    ...{ task, ref, acceptedId: book.accepted(task)?.resetId },
    hint: 'Name a version, shipped for the one that came with the task, or working.',
  });
  if (id === 'shipped') return await findShipped(ports, task);
  if (id === 'working') {
    const found = await resetInForce(ports, task);
    if (found !== null) return found;
    throw new BenchError('not-found', `the working copy of ${task} has no reset`);
  }
  const { hash } = needVersion('reset', book, task, id);
  return { id, hash, dir: await resetFolders(ports.dataDir).check({ task, id, hash }) };
}
