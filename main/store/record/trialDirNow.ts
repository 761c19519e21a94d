/** Where a trial's folder lies now: among the trials, or with what is locked. For proving records, never for showing them. */
import { existsSync } from 'node:fs';
import { lockedRecordingDir, trialDir } from '../dataLayout.ts';

export function trialDirNow(dataDir: string, id: string): string {
  const open = trialDir(dataDir, id);
  const locked = lockedRecordingDir(dataDir, id);
  return !existsSync(open) && existsSync(locked) ? locked : open;
}
