/** Versions of resets on the disk: their folders, and what is meant while one is put in force. */
import { resetIdPattern } from '../../base/model/reset.ts';
import { resetsDir } from '../../store/dataLayout.ts';
import { type AcceptingNotes, createAcceptingNotes } from '../task/acceptingNote.ts';
import { createVersionFolders, type VersionFolders } from '../task/versionFolders.ts';

export interface ResetFolders extends VersionFolders {
  readonly accepting: AcceptingNotes;
}

export function resetFolders(dataDir: string): ResetFolders {
  const dirOf = (task: string): string => resetsDir(dataDir, task);
  return {
    ...createVersionFolders({ what: 'reset', dirOf, idPattern: resetIdPattern }),
    accepting: createAcceptingNotes(dirOf),
  };
}
