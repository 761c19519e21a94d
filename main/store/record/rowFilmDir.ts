/** Where the film of a night's row lies, for showing: what is locked is shown to nobody, and a film with it neither. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { nightDir, rowFile, rowFilmFile } from '../dataLayout.ts';
import { maxRowBytes } from './auditRow.ts';
import { readJson } from './readBounded.ts';
import { rowSchema } from './rowContent.ts';

/** @throws BenchError `not-found`, `storage`. */
export function rowFilmDir(
  dataDir: string,
  nightId: string,
  isLocked: (recordingId: string) => boolean,
): string {
  const dir = nightDir(dataDir, nightId);
  const isThere = [rowFile, rowFilmFile].every((name) => existsSync(path.join(dir, name)));
  if (!isThere) throw new BenchError('not-found', `there is no film of a row of ${nightId}`);
  const { trials } = readJson(path.join(dir, rowFile), maxRowBytes, rowSchema);
  if (!trials.some(({ id }) => isLocked(id))) return dir;
  throw new BenchError('not-found', `the film of the row of ${nightId} has a locked trial in it`);
}
