/**
 * Moves recordings to where nothing but the measuring of a judge reads them: `locked/<id>`, for the owner's eyes alone.
 * The ledger says first which; moving is repeated by every core until all of them are there, so that a crash in between
 * leaves nothing in two states for long. What was made of their pictures goes.
 */
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { demosDir, framePlacesFile, lockedDir, thumbsDir, trialsDir } from './dataLayout.ts';
import { syncFolder } from './record/hashedFile.ts';
import { storageError } from './storageError.ts';

const ownersOnly = 0o700;

/** @throws BenchError `storage`; what was moved by then stays moved, and calling again goes on. */
export function lockRecordings(dataDir: string, recordingIds: readonly string[]): void {
  if (recordingIds.length === 0) return;
  const home = lockedDir(dataDir);
  try {
    mkdirSync(home, { recursive: true, mode: ownersOnly });
    chmodSync(home, ownersOnly);
    const sources = [demosDir(dataDir), trialsDir(dataDir)];
    const left = new Set<string>();
    for (const id of recordingIds) {
      for (const source of sources) {
        const from = path.join(source, id);
        if (!existsSync(from)) continue;
        renameSync(from, path.join(home, id));
        chmodSync(path.join(home, id), ownersOnly);
        left.add(source);
      }
      rmSync(thumbsDir(dataDir, id), { recursive: true, force: true });
      rmSync(framePlacesFile(dataDir, id), { force: true });
    }
    if (left.size === 0) return;
    syncFolder(home);
    for (const source of left) syncFolder(source);
  } catch (thrown) {
    throw storageError(home, thrown);
  }
}
