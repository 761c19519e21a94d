/** Versions of judges on the disk: their folders, and what is meant while one is put in force. */
import { judgeIdPattern } from '../../base/model/judge.ts';
import { judgesDir } from '../../store/dataLayout.ts';
import { type AcceptingNotes, createAcceptingNotes } from '../task/acceptingNote.ts';
import { createVersionFolders, type VersionFolders } from '../task/versionFolders.ts';

export function judgeFolders(
  dataDir: string,
): VersionFolders & { readonly accepting: AcceptingNotes } {
  const dirOf = (task: string): string => judgesDir(dataDir, task);
  return {
    ...createVersionFolders({ what: 'judge', dirOf, idPattern: judgeIdPattern }),
    accepting: createAcceptingNotes(dirOf),
  };
}
