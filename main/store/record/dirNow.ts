/** Where a recording's folder lies now: in its place, or with what is locked. For proving, never for showing. */
import { existsSync } from 'node:fs';
import { demoDir, lockedRecordingDir, trialDir } from '../dataLayout.ts';

function dirNow(dataDir: string, id: string, open: string): string {
  const locked = lockedRecordingDir(dataDir, id);
  return !existsSync(open) && existsSync(locked) ? locked : open;
}

export const trialDirNow = (dataDir: string, id: string): string =>
  dirNow(dataDir, id, trialDir(dataDir, id));

export const demoDirNow = (dataDir: string, recordingId: string): string =>
  dirNow(dataDir, recordingId, demoDir(dataDir, recordingId));
