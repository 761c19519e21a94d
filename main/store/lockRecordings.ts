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

/** One recording with all that was made of it. Gives the folders that it left. */
function lockOne(dataDir: string, home: string, id: string): readonly string[] {
  const left = [demosDir(dataDir), trialsDir(dataDir)].filter((source) =>
    existsSync(path.join(source, id)),
  );
  for (const source of left) {
    renameSync(path.join(source, id), path.join(home, id));
    chmodSync(path.join(home, id), ownersOnly);
  }
  rmSync(thumbsDir(dataDir, id), { recursive: true, force: true });
  rmSync(framePlacesFile(dataDir, id), { force: true });
  return left;
}

/** @throws BenchError `storage` when one could not be moved; the others are, and calling again goes on. */
export function lockRecordings(dataDir: string, recordingIds: readonly string[]): void {
  if (recordingIds.length === 0) return;
  const home = lockedDir(dataDir);
  const failed: unknown[] = [];
  try {
    mkdirSync(home, { recursive: true, mode: ownersOnly });
    chmodSync(home, ownersOnly);
    const left = new Set<string>();
    for (const id of recordingIds) {
      try {
        for (const source of lockOne(dataDir, home, id)) left.add(source);
      } catch (thrown) {
        failed.push(thrown);
      }
    }
    if (left.size > 0) syncFolder(home);
    for (const source of left) syncFolder(source);
  } catch (thrown) {
    failed.push(thrown);
  }
  if (failed.length > 0) throw storageError(home, failed[0]);
}
