/**
 * One demo's recording against what was promised: demo-end.json has the hash that the ledger holds, and every file has
 * the size and hash that it holds. Says the first thing that does not fit, in plain words, or null.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256 } from '../../base/host/canonical.ts';
import { demoEndFile } from '../dataLayout.ts';
import { storageError } from '../storageError.ts';
import { filesProblem } from './auditRecord.ts';
import { readDemoEnd } from './demoSchema.ts';

/** `deep`: hash every file, not just demo-end.json. Reads without blocking; never throws `storage`. */
export async function auditDemo(
  dir: string,
  endHash: string,
  deep: boolean,
): Promise<string | null> {
  const what = `recording ${path.basename(dir)}`;
  try {
    const file = path.join(dir, demoEndFile);
    if (!existsSync(dir)) return `${what}: its folder is missing`;
    if (!existsSync(file)) return `${what}: ${demoEndFile} is missing`;
    if (sha256(await readFile(file)) !== endHash)
      return `${what}: ${demoEndFile} was changed, its hash is not the one in the ledger`;
    const end = readDemoEnd(dir);
    return end === null ? null : await filesProblem(dir, { what, ...end, from: demoEndFile }, deep);
  } catch (thrown) {
    return `${what}: ${storageError(dir, thrown).message}`;
  }
}
