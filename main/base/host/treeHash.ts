/** A folder of files as one hash: what trials, shelves, versions and contracts name it by. */
import type { SealedFile } from '../model/seal.ts';
import { sha256 } from './canonical.ts';

/** From its files sorted by path. */
export function treeHashOf(files: readonly SealedFile[]): string {
  return sha256(files.map(({ path, sha256: own }) => `${path} ${own}`).join('\n'));
}
