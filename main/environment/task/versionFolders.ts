/**
 * Versions of a task's programs (its judge, its reset) as folders: put there whole, on the disk before the ledger hears of
 * them, read-only, and hashed again before one is used. What a crash left without an entry is swept when a core opens.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { placeFolder } from '../../base/host/replaceFile.ts';
import { BenchError } from '../../base/model/errors.ts';
import { syncFolder } from '../../store/record/hashedFile.ts';
import { storageError } from '../../store/storageError.ts';
import { hashTree, listTree } from './hashTree.ts';
import { copyTree } from './writeTask.ts';

export interface VersionHome {
  /** Of which program, in words. */
  readonly what: 'judge' | 'reset';
  /** Where a task's versions lie; all tasks' lie side by side. */
  readonly dirOf: (task: string) => string;
  readonly idPattern: RegExp;
}

export interface NamedVersion {
  readonly task: string;
  readonly id: string;
  readonly hash: string;
}

export interface VersionFolders {
  /**
   * Puts `from` at its place among the versions; `enter` tells the ledger. Nothing is left where either fails.
   * @throws BenchError `bad-input` for what may not be copied, `storage`.
   */
  place(task: string, id: string, from: string, enter: (hash: string) => void): Promise<string>;
  /** Its folder, absolute. @throws BenchError `refused` when it is not the folder that was hashed. */
  check(version: NamedVersion): Promise<string>;
  /** Folders that no entry of the ledger names go. */
  sweep(isKnown: (task: string, id: string) => boolean): Promise<void>;
}

const unfinished = '.new-';

/** All folders of a tree, deepest first, on the disk. */
function syncTree(dir: string, names: readonly string[]): void {
  const folders = new Set(names.map((name) => path.dirname(path.join(dir, name))));
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) syncFolder(folder);
}

/** A whole copy at `into`, which must not be there: read-only when asked for, flushed. Gives its hash. */
export async function copyVersion(from: string, into: string, readOnly: boolean): Promise<string> {
  await mkdir(into, { recursive: true });
  await copyTree(from, into);
  const files = await listTree(into);
  if (readOnly)
    for (const { name, executable } of files)
      await chmod(path.join(into, name), executable ? 0o555 : 0o444);
  syncTree(
    into,
    files.map(({ name }) => name),
  );
  return await hashTree(into);
}

export function createVersionFolders({ what, dirOf, idPattern }: VersionHome): VersionFolders {
  return {
    async place(task, id, from, enter) {
      const home = dirOf(task);
      const dir = path.join(home, id);
      const fresh = path.join(home, `${unfinished}${id}`);
      try {
        await rm(fresh, { recursive: true, force: true });
        const hash = await copyVersion(from, fresh, true);
        await rm(dir, { recursive: true, force: true });
        await placeFolder(fresh, dir);
        try {
          enter(hash);
        } catch (thrown) {
          await rm(dir, { recursive: true, force: true });
          throw thrown;
        }
        return hash;
      } catch (thrown) {
        await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
        throw thrown instanceof BenchError ? thrown : storageError(`the ${what} ${id}`, thrown);
      }
    },
    async check({ task, id, hash }) {
      const dir = path.join(dirOf(task), id);
      const found = await hashTree(dir).catch(() => null);
      if (found === hash) return dir;
      throw new BenchError('refused', `${id} is not what was hashed: ${dir} was changed`, {
        hint: 'Restore the folder from a copy of the data folder, or write a new version.',
      });
    },
    async sweep(isKnown) {
      const home = path.dirname(dirOf('any'));
      if (!existsSync(home)) return;
      for (const task of await readdir(home))
        for (const name of await readdir(path.join(home, task)).catch(() => []))
          if (name.startsWith(unfinished) || (idPattern.test(name) && !isKnown(task, name)))
            await rm(path.join(home, task, name), { recursive: true, force: true });
    },
  };
}
