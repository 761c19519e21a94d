/**
 * What a person has typed and not saved yet, one small file each under `drafts/`: a window that is closed, a core that is
 * killed, another port at the next start lose none of it. The text is the window's own; nothing here reads it.
 */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Draft } from '../base/api/phaseOneCommands.ts';
import { BenchError } from '../base/model/errors.ts';
import { draftsDir } from './dataLayout.ts';
import { storageError } from './storageError.ts';
import { writeWholeFile } from './wholeFile.ts';

export interface DraftStore {
  /** Newest first. */
  list(): readonly Draft[];
  /** On the disk on return; null removes it. @throws BenchError `storage`, `refused` when there are too many. */
  save(key: string, text: string | null): void;
}

export const draftKeyPattern = /^[a-z][a-z0-9-]{0,39}$/;
/** More than anybody types by hand. */
const mostDrafts = 100;
const suffix = '.draft';

export function openDraftStore(dataDir: string): DraftStore {
  const dir = draftsDir(dataDir);
  const keys = (): readonly string[] => {
    try {
      return readdirSync(dir)
        .filter((name) => name.endsWith(suffix))
        .map((name) => name.slice(0, -suffix.length))
        .filter((key) => draftKeyPattern.test(key));
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code === 'ENOENT') return [];
      throw storageError('the drafts', thrown);
    }
  };
  const fileOf = (key: string): string => path.join(dir, `${key}${suffix}`);
  return {
    list: () => {
      try {
        return keys()
          .map((key) => ({
            key,
            text: readFileSync(fileOf(key), 'utf8'),
            wallTime: statSync(fileOf(key)).mtime.toISOString(),
          }))
          .toSorted((a, b) => b.wallTime.localeCompare(a.wallTime));
      } catch (thrown) {
        throw storageError('the drafts', thrown);
      }
    },
    save: (key, text) => {
      const known = keys();
      if (text !== null && !known.includes(key) && known.length >= mostDrafts) {
        throw new BenchError('refused', `there are ${mostDrafts} drafts already`, {
          hint: 'save or discard some of them',
        });
      }
      try {
        if (text === null) {
          rmSync(fileOf(key), { force: true });
          return;
        }
        writeWholeFile(fileOf(key), text);
      } catch (thrown) {
        throw storageError('a draft', thrown);
      }
    },
  };
}
