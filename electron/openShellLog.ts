/**
 * The shell's own log beside its crash dumps: JSON lines, turned over at 1 MB with one kept. A disk that refuses it
 * loses log lines and nothing else. Nothing of it ever leaves the machine.
 */
import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../main/base/lib/log.ts';
import { createLog } from '../main/base/lib/log.ts';

const turnBytes = 1 << 20;

/** `say` gets every line as well: the terminal or the process that started the shell. */
export function openShellLog(
  shellDir: string,
  wallTime: () => string,
  say: (line: string) => void,
): Log {
  const path = join(shellDir, 'shell.log');
  const write = (line: string): void => {
    say(line);
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > turnBytes)
        renameSync(path, `${path}.1`);
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
    } catch {
      // full or read-only; the next line tries again
    }
  };
  return createLog(write, wallTime, 'shell');
}
