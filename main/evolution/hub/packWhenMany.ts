/**
 * Packs a hub's loose objects when there are many: each takes a block of the disk, and a take leaves about ten. Nothing is
 * pruned, not even what no ref names, because clones borrow the hub's objects.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Git } from './git.ts';

/** So many cost more room and time than packing them once, when the hub is opened. */
const manyObjects = 5000;
const packTimeoutMs = 120_000;

/** Gives whether it packed. */
export async function packWhenMany(git: Git, dir: string, many = manyObjects): Promise<boolean> {
  let loose = 0;
  for (const folder of await readdir(path.join(dir, 'objects'))) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    loose += (await readdir(path.join(dir, 'objects', folder))).length;
  }
  if (loose < many) return false;
  const options = { gitDir: dir, timeoutMs: packTimeoutMs };
  await git.run(['repack', '-q', '-a', '-d', '-k'], options);
  await git.run(['pack-refs', '--all'], options);
  return true;
}
