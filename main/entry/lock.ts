/**
 * One core per data folder. Beside its lock `core.json` (mode 0600) says who holds it and how the same user's command
 * line gets in; it may be stale, the lock never is.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { takeFileLock } from '../base/host/fileLock.ts';
import { BenchError } from '../base/model/errors.ts';

const cardSchema = z.object({
  pid: z.int().positive(),
  url: z.url().max(200),
  token: z.string().min(16).max(200),
  version: z.string().max(40),
  startedWallTime: z.string().max(40),
});

/** How to reach the core of a data folder. */
export type CoreCard = z.infer<typeof cardSchema>;

export interface DataLock extends Disposable {
  /** Tells the same user's command lines where the core is. */
  publish(card: CoreCard): void;
}

const cardPath = (dataDir: string): string => join(dataDir, 'core.json');

/** Null when there is none, or none that can be understood. It may be of a core that died. */
export function readCoreCard(dataDir: string): CoreCard | null {
  try {
    const parsed = cardSchema.safeParse(JSON.parse(readFileSync(cardPath(dataDir), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function writeCard(dataDir: string, card: CoreCard): void {
  const fresh = `${cardPath(dataDir)}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(card)}\n`, { mode: 0o600 });
  chmodSync(fresh, 0o600); // the mode above is only for a file that was not there
  renameSync(fresh, cardPath(dataDir));
}

/** Creates the folder. Throws `busy` when another process holds it, `storage` when the disk says no. */
export function takeLock(dataDir: string): DataLock {
  let held: Disposable | null;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    held = takeFileLock(join(dataDir, 'core.lock'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BenchError('storage', `the data folder ${dataDir} cannot be used: ${why}`, { cause });
  }
  if (held === null) {
    const card = readCoreCard(dataDir);
    const who = card === null ? 'another process' : `process ${card.pid}`;
    throw new BenchError('busy', `${who} already runs a core on ${dataDir}`, {
      hint: card === null ? 'It is just starting; try again.' : `Its window is at ${card.url}`,
    });
  }
  const lock = held;
  rmSync(cardPath(dataDir), { force: true }); // of a core that died
  return {
    publish: (card) => writeCard(dataDir, card),
    [Symbol.dispose]() {
      rmSync(cardPath(dataDir), { force: true });
      lock[Symbol.dispose]();
    },
  };
}
