/**
 * A folder of code as one hash. Only plain files and folders are code: a link, a device, or something that may not be
 * read is refused, never skipped, so that equal hashes mean equal trees. Counted and weighed before a byte is read.
 */
import { constants } from 'node:fs';
import { lstat, opendir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256 } from '../../base/host/canonical.ts';
import { treeHashOf } from '../../base/host/treeHash.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { SealedFile, SealedTree } from '../../base/model/seal.ts';

export interface TreeFile {
  /** Relative to the tree, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
  readonly executable: boolean;
}

export interface TreeBounds {
  readonly files: number;
  readonly bytes: number;
}

/** Of a tree that may run. */
export const codeBounds: TreeBounds = { files: 2000, bytes: 64 << 20 };

/** @throws BenchError `bad-input` when a tree of so many files and bytes is over the bounds. */
export function checkTreeSize(
  dir: string,
  files: number,
  bytes: number,
  bounds: TreeBounds = codeBounds,
): void {
  if (files > bounds.files)
    throw new BenchError('bad-input', `${dir} has over ${bounds.files} files`);
  if (bytes > bounds.bytes) {
    const mib = Math.floor(bounds.bytes / 2 ** 20);
    throw new BenchError('bad-input', `${dir} holds over ${mib} MiB`);
  }
}

function unreadable(file: string, cause: unknown): BenchError {
  return new BenchError('bad-input', `${file} cannot be read`, { cause });
}

/**
 * The files of a tree, sorted by name; with `only` those of these entries of its top, which may be missing.
 * @throws BenchError `bad-input` for links, devices, what cannot be read, and trees over the bounds.
 */
export async function listTree(
  dir: string,
  only: readonly string[] | null = null,
  bounds: TreeBounds = codeBounds,
): Promise<readonly TreeFile[]> {
  const found: TreeFile[] = [];
  let entries = 0;
  let bytes = 0;
  const visit = async (name: string): Promise<void> => {
    const file = path.join(dir, name);
    // The hash has a line for each file: a name must not be able to look like two.
    if (name.includes('\n'))
      throw new BenchError('bad-input', `${dir} has a name with a line break`);
    const info = await lstat(file).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT' && only?.includes(name)) return null;
      throw unreadable(file, cause);
    });
    if (info === null) return;
    checkTreeSize(dir, ++entries, bytes, bounds);
    if (info.isDirectory()) return await visitAll(name);
    if (!info.isFile()) {
      throw new BenchError('bad-input', `${file} is neither a plain file nor a folder`, {
        hint: 'a program holds no links: copy what it needs into its folder',
      });
    }
    bytes += info.size;
    checkTreeSize(dir, entries, bytes, bounds);
    found.push({ name, bytes: info.size, executable: (info.mode & 0o100) !== 0 });
  };
  const visitAll = async (inside: string): Promise<void> => {
    const at = path.join(dir, inside);
    const folder = await opendir(at).catch((cause: unknown) => {
      throw unreadable(at, cause);
    });
    for await (const { name } of folder) await visit(path.posix.join(inside, name));
  };
  if (only === null) await visitAll('');
  else for (const name of only) await visit(name);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A file's bytes; a link that took its place meanwhile is refused. */
export async function readPlain(file: string): Promise<Buffer> {
  const flag = constants.O_RDONLY | constants.O_NOFOLLOW;
  return await readFile(file, { flag }).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
}

/** A folder's files with their hashes, and the one of all. @throws as `listTree`. */
export async function readTree(
  dir: string,
  only: readonly string[] | null = null,
): Promise<SealedTree> {
  const files: SealedFile[] = [];
  for (const { name } of await listTree(dir, only)) {
    const bytes = await readPlain(path.join(dir, name));
    files.push({ path: name, bytes: bytes.byteLength, sha256: sha256(bytes) });
  }
  return { hash: treeHashOf(files), files };
}

/** SHA-256 over the sorted relative paths and contents of a folder's files. @throws as `listTree`. */
export async function hashTree(
  dir: string,
  only: readonly string[] | null = null,
): Promise<string> {
  return (await readTree(dir, only)).hash;
}
