/**
 * What the disk said, as the one typed error of the house. SQLite's result codes and the system's errno become
 * `storage` with the cause in plain words and what to do; anything unknown keeps its own message.
 */
import { BenchError } from '../base/model/errors.ts';

export type DiskCause = 'full' | 'read-only' | 'corrupt' | 'busy' | 'unreadable' | 'other';

/** SQLite primary result codes, https://sqlite.org/rescode.html. */
const sqliteCauses: Readonly<Record<number, DiskCause>> = {
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  10: 'unreadable',
  11: 'corrupt',
  13: 'full',
  14: 'unreadable',
  26: 'corrupt',
};

const errnoCauses: Readonly<Record<string, DiskCause>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EIO: 'unreadable',
  ENOENT: 'unreadable',
  ENOTDIR: 'unreadable',
  EISDIR: 'unreadable',
};

const words: Readonly<Record<DiskCause, readonly [said: string, hint: string]>> = {
  full: ['the disk is full', 'free some space on the disk of the data folder, then resume'],
  'read-only': ['it may not be written', 'check the mount and the owner of the data folder'],
  corrupt: [
    'its bytes are damaged',
    'run `bench verify`, then restore the data folder from a copy',
  ],
  busy: ['another process holds it', 'end the other core that uses this data folder'],
  unreadable: ['the disk could not read or write it', 'check the disk and the path'],
  other: ['the disk refused', 'see the cause'],
};

export function diskCauseOf(thrown: unknown): DiskCause {
  const error = thrown as { code?: unknown; errcode?: unknown } | null;
  if (error === null || typeof error !== 'object') return 'other';
  if (error.code === 'ERR_SQLITE_ERROR' && typeof error.errcode === 'number')
    return sqliteCauses[error.errcode & 0xff] ?? 'other';
  return typeof error.code === 'string' ? (errnoCauses[error.code] ?? 'other') : 'other';
}

/** `what` names the thing ("the ledger", a file's path). A BenchError passes unchanged. */
export function storageError(what: string, thrown: unknown): BenchError {
  if (thrown instanceof BenchError) return thrown;
  const cause = diskCauseOf(thrown);
  const [said, hint] = words[cause];
  const detail = thrown instanceof Error ? ` (${thrown.message})` : '';
  return new BenchError('storage', `${what}: ${said}${detail}`, { hint, cause: thrown });
}
