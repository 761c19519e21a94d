/**
 * A folder that a person named to bring something in or out: a whole path, outside of the data folder, links and all, so
 * that nothing locked is fetched and nothing recorded is written over.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { liesWithin } from '../base/host/liesWithin.ts';
import { BenchError } from '../base/model/errors.ts';

function real(dir: string): string {
  try {
    return realpathSync(dir);
  } catch {
    return path.resolve(dir);
  }
}

/** @throws BenchError `bad-input`. */
export function folderOfPerson(given: string, dataDir: string): string {
  if (!path.isAbsolute(given))
    throw new BenchError('bad-input', `${given} is not a whole path`, {
      hint: 'Name the folder from the root, beginning with /.',
    });
  const dir = path.resolve(given);
  // Of a folder that is not there yet its parent says where it will be.
  const places = [real(dir), path.join(real(path.dirname(dir)), path.basename(dir))];
  const home = real(dataDir);
  for (const place of places) {
    if (liesWithin(home, place))
      throw new BenchError('bad-input', `${given} lies in the data folder`, {
        hint: 'Choose a folder outside of it.',
      });
  }
  return dir;
}
