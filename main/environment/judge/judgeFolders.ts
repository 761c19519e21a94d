/**
 * Versions of judges as folders: put there whole, on the disk before the ledger hears of them, read-only, and hashed again
 * before one is used. What a crash left without an entry is swept when a core opens.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { placeFolder } from '../../base/host/replaceFile.ts';
import { BenchError } from '../../base/model/errors.ts';
import { judgesDir } from '../../store/dataLayout.ts';
import { syncFolder } from '../../store/record/hashedFile.ts';
import { storageError } from '../../store/storageError.ts';
import { hashTree, listTree } from '../task/hashTree.ts';
import { copyTree } from '../task/writeTask.ts';

const unfinished = '.new-';

/** All folders of a tree, deepest first, on the disk. */
function syncTree(dir: string, names: readonly string[]): void {
  const folders = new Set(names.map((name) => path.dirname(path.join(dir, name))));
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) syncFolder(folder);
}

/** A whole copy at `into`, which must not be there: read-only when asked for, flushed. Gives its hash. */
export async function copyJudge(from: string, into: string, readOnly: boolean): Promise<string> {
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

/**
 * Puts `from` at its place among the versions; `enter` tells the ledger. Nothing is left where either fails.
 * @throws BenchError `bad-input` for what may not be copied, `storage`.
 */
export async function placeVersion(
  dataDir: string,
  task: string,
  id: string,
  from: string,
  enter: (hash: string) => void,
): Promise<string> {
  const home = judgesDir(dataDir, task);
  const dir = path.join(home, id);
  const fresh = path.join(home, `${unfinished}${id}`);
  try {
    await rm(fresh, { recursive: true, force: true });
    const hash = await copyJudge(from, fresh, true);
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
    throw thrown instanceof BenchError ? thrown : storageError(`the judge ${id}`, thrown);
  }
}

/** @throws BenchError `refused` when it is not the folder that was hashed. */
export async function checkVersion(
  dataDir: string,
  { task, id, hash }: { readonly task: string; readonly id: string; readonly hash: string },
): Promise<string> {
  const dir = path.join(judgesDir(dataDir, task), id);
  const found = await hashTree(dir).catch(() => null);
  if (found === hash) return dir;
  throw new BenchError('refused', `${id} is not what was hashed: ${dir} was changed`, {
    hint: 'Restore the folder from a copy of the data folder, or write a new version.',
  });
}

/** Folders that no entry of the ledger names go. */
export async function sweepVersions(
  dataDir: string,
  isKnown: (task: string, id: string) => boolean,
): Promise<void> {
  const home = path.dirname(judgesDir(dataDir, 'any'));
  if (!existsSync(home)) return;
  for (const task of await readdir(home))
    for (const name of await readdir(path.join(home, task)).catch(() => []))
      if (name.startsWith(unfinished) || (/^judge-\d{4}$/.test(name) && !isKnown(task, name)))
        await rm(path.join(home, task, name), { recursive: true, force: true });
}
