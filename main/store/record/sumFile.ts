/** Size and SHA-256 of a file that somebody else wrote, read piece by piece. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { storageError } from '../storageError.ts';
import type { FileSum } from './hashedFile.ts';

/** `sync`: also wait until it is on the disk itself. Throws `storage`. */
export function sumFile(path: string, options: { readonly sync?: boolean } = {}): FileSum {
  let fd = -1;
  try {
    fd = openSync(path, options.sync === true ? 'r+' : 'r');
    if (!fstatSync(fd).isFile()) throw new Error('it is no plain file');
    if (options.sync === true) fsyncSync(fd);
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(1 << 20);
    let bytes = 0;
    for (;;) {
      const got = readSync(fd, piece, 0, piece.byteLength, null);
      if (got === 0) return { bytes, sha256: hash.digest('hex') };
      hash.update(piece.subarray(0, got));
      bytes += got;
    }
  } catch (thrown) {
    throw storageError(path, thrown);
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

/** The same of a large file, with others at work meanwhile. */
export async function sumWhole(
  path: string,
  { sync = false, signal }: { readonly sync?: boolean; readonly signal?: AbortSignal } = {},
): Promise<FileSum> {
  const hash = createHash('sha256');
  let bytes = 0;
  await using handle = await open(path, sync ? 'r+' : 'r');
  if (sync) await handle.sync();
  for await (const piece of handle.createReadStream({ highWaterMark: 1 << 18, autoClose: false })) {
    signal?.throwIfAborted();
    hash.update(piece as Buffer);
    bytes += (piece as Buffer).byteLength;
  }
  return { bytes, sha256: hash.digest('hex') };
}
