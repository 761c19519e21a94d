/**
 * The core's own log, DATA/logs/core.log: JSON lines, turned over at 8 MB with three kept. A disk that refuses it
 * loses log lines, never a trial: the ledger and the records have their own errors.
 */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { createLog } from '../../base/lib/log.ts';
import { logsDir } from '../../store/dataLayout.ts';

const turnBytes = 8 << 20;
const kept = 3;

export interface LogFile extends Disposable {
  readonly log: Log;
  readonly path: string;
}

function turn(path: string): void {
  for (let n = kept - 1; n >= 1; n--) {
    try {
      renameSync(n === 1 ? path : `${path}.${n - 1}`, `${path}.${n}`);
    } catch {
      // there are not so many yet
    }
  }
}

export function openLogFile(dataDir: string, clock: Clock): LogFile {
  const path = join(logsDir(dataDir), 'core.log');
  let fd: number | null = null;
  let bytes = 0;
  const open = (): void => {
    mkdirSync(logsDir(dataDir), { recursive: true });
    fd = openSync(path, 'a', 0o600);
    bytes = fstatSync(fd).size;
  };
  const close = (): void => {
    if (fd !== null) closeSync(fd);
    fd = null;
  };
  const write = (line: string): void => {
    try {
      if (fd === null) open();
      if (bytes > turnBytes) {
        close();
        turn(path);
        open();
      }
      if (fd !== null) bytes += writeSync(fd, `${line}\n`);
    } catch {
      close(); // full or read-only; the next line tries again
    }
  };
  return { log: createLog(write, clock.wallTime), path, [Symbol.dispose]: close };
}
