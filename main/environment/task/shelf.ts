/**
 * The shelf of a data folder: trees of code under their own hash, exactly as they ran. What runs, runs from here, so
 * nobody's edit changes a running batch and what ran can be found again. Files are read-only, and because that stops
 * no one who means it, a tree is hashed again before it is used. Folders stay writable so that a person can delete it.
 */
import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { hashTree, listTree, readPlain } from './hashTree.ts';

export interface ShelvedTree {
  /** On the shelf, named by the hash. */
  readonly dir: string;
  readonly hash: string;
}

async function isWhole(dir: string, hash: string): Promise<boolean> {
  if ((await stat(dir).catch(() => null)) === null) return false;
  return await hashTree(dir).then(
    (present) => present === hash,
    () => false,
  );
}

async function copyPlain(
  from: string,
  only: readonly string[] | null,
  into: string,
): Promise<void> {
  await chmod(into, 0o755);
  for (const { name, executable } of await listTree(from, only)) {
    const file = path.join(into, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, await readPlain(path.join(from, name)), { flag: 'wx' });
    await chmod(file, executable ? 0o555 : 0o444);
  }
}

/**
 * Puts a copy of `from` (with `only`: of these entries) on the shelf, or finds it there, verified.
 * @throws BenchError `bad-input` for a tree that may not run (`listTree`); nothing is left behind then.
 */
export async function shelve(
  shelfDir: string,
  from: string,
  only: readonly string[] | null = null,
): Promise<ShelvedTree> {
  const present = await hashTree(from, only);
  const there = path.join(shelfDir, present);
  if (await isWhole(there, present)) return { dir: there, hash: present };
  await mkdir(shelfDir, { recursive: true });
  const work = await mkdtemp(path.join(shelfDir, '.new-'));
  try {
    await copyPlain(from, only, work);
    // What was copied is what counts, whatever became of `from` meanwhile.
    const hash = await hashTree(work);
    const dir = path.join(shelfDir, hash);
    if (!(await isWhole(dir, hash))) {
      await rm(dir, { recursive: true, force: true });
      await rename(work, dir);
    }
    return { dir, hash };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @throws BenchError `refused` unless the tree on the shelf still is the one of its hash. */
export async function checkShelved(what: string, { dir, hash }: ShelvedTree): Promise<void> {
  if (await isWhole(dir, hash)) return;
  throw new BenchError('refused', `${what} is not what was hashed: ${dir} was changed`, {
    hint: 'nothing runs from it; a new run puts a whole copy there',
  });
}
