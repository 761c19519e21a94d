/**
 * One finished trial's folder against what was promised: verdict.json has the hash that the ledger holds, and every
 * file has the size and hash that verdict.json holds. Says the first thing that does not fit, in plain words, or null.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256 } from '../../base/host/canonical.ts';
import type { RecordFile } from '../../base/model/view.ts';
import type { VerdictFile } from '../../base/wire/recorder.ts';
import { framesFile, stepsFile, trialFile, verdictFile } from '../dataLayout.ts';
import { storageError } from '../storageError.ts';
import { parseChecked } from './readBounded.ts';
import { readVerdict } from './readRecord.ts';
import { verdictFileSchema } from './recordSchema.ts';

export interface RecordPromise {
  readonly id: string;
  /** Null: there is no promise yet (a trial that the ledger did not hear of). */
  readonly verdictHash: string | null;
  readonly stepHash: string | null;
  /** Files that need not be there, where only a part of the record was carried here. */
  readonly without?: ((name: string) => boolean) | undefined;
}

/** A record has about six files. */
const maxFilesShown = 64;

/** `deep`: hash every file, not just verdict.json. Reads without blocking; never throws `storage`. */
export async function auditRecord(
  dir: string,
  promised: RecordPromise,
  deep: boolean,
): Promise<string | null> {
  const { id } = promised;
  try {
    const file = path.join(dir, verdictFile);
    if (!existsSync(dir)) return `trial ${id}: its folder is missing`;
    if (!existsSync(file)) return `trial ${id}: ${verdictFile} is missing`;
    const text = await readFile(file);
    if (promised.verdictHash !== null && sha256(text) !== promised.verdictHash)
      return `trial ${id}: ${verdictFile} was changed, its hash is not the one in the ledger`;
    const verdict = parseChecked(file, text.toString('utf8'), verdictFileSchema);
    if (verdict.id !== id) return `trial ${id}: ${verdictFile} is of trial ${verdict.id}`;
    if (promised.stepHash !== null && verdict.files[stepsFile]?.sha256 !== promised.stepHash)
      return `trial ${id}: the ledger holds another hash of ${stepsFile}`;
    const { without = () => false } = promised;
    const files = Object.entries(verdict.files).filter(([name]) => !without(name));
    const what = `trial ${id}`;
    const promises = { what, files: Object.fromEntries(files), from: verdictFile };
    return namesProblem(dir, verdict) ?? (await filesProblem(dir, promises, deep));
  } catch (thrown) {
    return `trial ${id}: ${storageError(dir, thrown).message}`;
  }
}

function namesProblem(dir: string, { id, files }: VerdictFile): string | null {
  for (const name of [trialFile, framesFile, stepsFile])
    if (files[name] === undefined) return `trial ${id}: ${verdictFile} does not list ${name}`;
  const stray = readdirSync(dir).find((name) => name !== verdictFile && !(name in files));
  return stray === undefined
    ? null
    : `trial ${id}: ${stray} is in the folder but not in the record`;
}

/** What the last file of a recording promises of all others. */
export interface PromisedFiles extends Pick<VerdictFile, 'files'> {
  /** The recording, in words. */
  readonly what: string;
  /** Name of that last file. */
  readonly from: string;
}

/** The first file that is not as promised. @throws what the disk throws. */
export async function filesProblem(
  dir: string,
  { what, files, from }: PromisedFiles,
  deep: boolean,
): Promise<string | null> {
  for (const [name, promised] of Object.entries(files)) {
    const file = path.join(dir, name);
    const info = statSync(file, { throwIfNoEntry: false });
    if (info === undefined || !info.isFile()) return `${what}: ${name} is missing`;
    if (info.size !== promised.bytes)
      return `${what}: ${name} has ${info.size} bytes instead of ${promised.bytes}`;
    if (deep && (await hashOf(file)) !== promised.sha256)
      return `${what}: ${name} was changed, its hash is not the one in ${from}`;
  }
  return null;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 18 })) hash.update(piece);
  return hash.digest('hex');
}

/** Every file of the folder by itself: is it what was promised? For people who look at one trial. */
export async function checkRecordFiles(
  dir: string,
  promised: RecordPromise,
): Promise<readonly RecordFile[]> {
  const hashes = new Map<string, string>();
  const verdict = readVerdictSafely(dir);
  for (const [name, { sha256: hash }] of Object.entries(verdict?.files ?? {}))
    hashes.set(name, hash);
  if (promised.verdictHash !== null) hashes.set(verdictFile, promised.verdictHash);
  const there = existsSync(dir) ? readdirSync(dir) : [];
  const names = [...new Set([...hashes.keys(), ...there])].sort().slice(0, maxFilesShown);
  const files: RecordFile[] = [];
  for (const name of names) {
    const info = statSync(path.join(dir, name), { throwIfNoEntry: false });
    const hash = hashes.get(name);
    if (info === undefined) files.push({ name, bytes: 0, state: 'missing' });
    else if (hash === undefined) files.push({ name, bytes: info.size, state: 'unpromised' });
    else {
      const same = info.isFile() && (await hashOf(path.join(dir, name))) === hash;
      files.push({ name, bytes: info.size, state: same ? 'verified' : 'changed' });
    }
  }
  return files;
}

/** Null also when it is damaged: `auditRecord` says what is wrong with it. */
function readVerdictSafely(dir: string): VerdictFile | null {
  try {
    return readVerdict(dir);
  } catch {
    return null;
  }
}
