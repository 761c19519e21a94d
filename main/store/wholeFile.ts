/**
 * Small files that are there whole or not at all: written aside, on the disk itself, then renamed. Whoever reads one finds
 * the old or the new, whatever dies in between; what a crash leaves aside is overwritten by the next write. Each write
 * blocks for a few milliseconds, like the ledger's.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { syncFolder } from './record/hashedFile.ts';
import { storageError } from './storageError.ts';

/** Durable on return, readable by this user only. @throws BenchError `storage`; then the old file stands. */
export function writeWholeFile(file: string, text: string): void {
  const aside = `${file}.new`;
  const bytes = Buffer.from(text, 'utf8');
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const fd = openSync(aside, 'w', 0o600);
    try {
      for (let at = 0; at < bytes.byteLength; ) at += writeSync(fd, bytes, at);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(aside, file);
  } catch (thrown) {
    throw storageError(file, thrown);
  }
  syncFolder(path.dirname(file));
}

/** Gone for good on return; one that is not there is gone already. @throws BenchError `storage`. */
export function removeWholeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return;
    throw storageError(file, thrown);
  }
  syncFolder(path.dirname(file));
}
