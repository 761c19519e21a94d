/**
 * A file that is only ever appended to, hashed as it is written, and on the disk itself once `finish` returned.
 * Writes block: the recorder is a process of its own, and a write that waits is how it slows its caller.
 */

import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { storageError } from '../storageError.ts';

export interface FileSum {
  readonly bytes: number;
  readonly sha256: string;
}

/** Throws `storage`. Disposing without `finish` keeps what was written, unsynced. */
export interface HashedFile extends Disposable {
  write(bytes: Uint8Array): void;
  readonly bytes: number;
  finish(): FileSum;
}

/** The file must not exist yet. */
export function openHashedFile(path: string): HashedFile {
  const guarded = <T>(run: () => T): T => {
    try {
      return run();
    } catch (thrown) {
      throw storageError(path, thrown);
    }
  };
  const fd = guarded(() => openSync(path, 'wx'));
  const hash = createHash('sha256');
  let bytes = 0;
  let open = true;
  const close = (): void => {
    if (open) closeSync(fd);
    open = false;
  };
  return {
    write: (chunk) =>
      guarded(() => {
        // A disk that is almost full takes a part and refuses the rest at the next call.
        for (let at = 0; at < chunk.byteLength; ) at += writeSync(fd, chunk, at);
        hash.update(chunk);
        bytes += chunk.byteLength;
      }),
    get bytes() {
      return bytes;
    },
    finish: () =>
      guarded(() => {
        fsyncSync(fd);
        close();
        return { bytes, sha256: hash.digest('hex') };
      }),
    [Symbol.dispose]: close,
  };
}

/** Makes names that were added to a folder survive a power cut. */
export function syncFolder(path: string): void {
  let fd = -1;
  try {
    fd = openSync(path, 'r');
    fsyncSync(fd);
  } catch (thrown) {
    throw storageError(path, thrown);
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}
