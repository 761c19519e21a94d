/**
 * A lock that a process holds on a file: an exclusive SQLite transaction on an empty one. The operating system lets go
 * of it when the process dies, however it dies, so there is no stale lock to guess about.
 */
import { accessSync, constants } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../lib/clock.ts';

const againMs = 50;

function isBusy(thrown: unknown): boolean {
  const { errcode } = thrown as { errcode?: number };
  return errcode !== undefined && (errcode & 0xff) === 5; // SQLITE_BUSY
}

/**
 * Null when another process holds it. Creates the file; throws what SQLite or the system throws when the disk says no.
 * A file that may only be read is refused: SQLite would take a lock for readers on it, which everybody gets.
 */
export function takeFileLock(path: string): Disposable | null {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    accessSync(path, constants.W_OK);
  } catch (thrown) {
    db.close();
    if (isBusy(thrown)) return null;
    throw thrown;
  }
  return { [Symbol.dispose]: () => db.close() };
}

/** True once nobody holds it, false when somebody still does after `limitMs`. */
export async function fileLockFree(path: string, clock: Clock, limitMs: number): Promise<boolean> {
  const lastMs = clock.nowMs() + limitMs;
  for (;;) {
    const lock = takeFileLock(path);
    lock?.[Symbol.dispose]();
    if (lock !== null) return true;
    if (clock.nowMs() >= lastMs) return false;
    await clock.sleep(againMs);
  }
}
