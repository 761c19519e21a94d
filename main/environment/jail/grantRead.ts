/**
 * Lets every user read a program's folder. A jail that a root core opens runs as an unprivileged user, which a folder
 * made under a strict umask would lock out. Links are not followed; what is readable already is not touched.
 */
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { storageError } from '../../store/storageError.ts';

const maxFiles = 5000;

/** Throws `bad-input` for a folder with too many files, `storage` when rights can't be changed. */
export function grantRead(dir: string): void {
  let left = maxFiles;
  const visit = (file: string): void => {
    if (left-- <= 0) throw new BenchError('bad-input', `${dir} has over ${maxFiles} files`);
    const info = lstatSync(file);
    if (info.isSymbolicLink()) return;
    const wanted = info.isDirectory() || (info.mode & 0o100) !== 0 ? 0o555 : 0o444;
    if ((info.mode & wanted) !== wanted) chmodSync(file, (info.mode & 0o7777) | wanted);
    if (info.isDirectory()) for (const name of readdirSync(file)) visit(path.join(file, name));
  };
  try {
    visit(dir);
  } catch (thrown) {
    throw storageError(dir, thrown);
  }
}
