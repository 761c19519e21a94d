/**
 * Sealed contracts as folders named by their hash: put there whole, on the disk before the ledger hears of them, read-only.
 * What was copied is what counts: the contract is made once more from the copies. What a crash left without an entry of
 * the ledger is swept when a core opens.
 */
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson, type Json, sha256 } from '../../base/host/canonical.ts';
import { placeFolder } from '../../base/host/replaceFile.ts';
import { BenchError } from '../../base/model/errors.ts';
import { sealHashPattern } from '../../base/model/seal.ts';
import { sealsDir } from '../../store/dataLayout.ts';
import { syncFolder } from '../../store/record/hashedFile.ts';
import {
  contractFile,
  type SealPart,
  type SealSignature,
  sealParts,
  signatureFile,
  softwareFile,
} from '../../store/sealFiles.ts';
import { storageError } from '../../store/storageError.ts';
import { listTree, readPlain } from '../task/hashTree.ts';
import { copyVersion } from '../task/versionFolders.ts';
import { type SealPlaces, sealedOf } from './contractOf.ts';

const unfinished = '.new-';

export interface SealContent {
  readonly hash: string;
  /** Canonical. */
  readonly contract: string;
  readonly signature: SealSignature;
  readonly software: string;
  readonly places: SealPlaces;
}

async function writeReadOnly(file: string, bytes: string | Uint8Array): Promise<void> {
  await writeFile(file, bytes, { flag: 'wx', flush: true });
  await chmod(file, 0o444);
}

async function copyPart(part: SealPart, from: string, into: string): Promise<void> {
  const only = sealedOf(part);
  if (only === null) return void (await copyVersion(from, into, true));
  await mkdir(into);
  for (const { name } of await listTree(from, only))
    await writeReadOnly(path.join(into, name), await readPlain(path.join(from, name)));
  syncFolder(into);
}

/** Where each part lies in a sealed folder. */
export const partsOf = (dir: string): SealPlaces =>
  Object.fromEntries(sealParts.map((part) => [part, path.join(dir, part)])) as SealPlaces;

/**
 * `hashAgain` makes the contract of the copies; `enter` tells the ledger, given the signature's SHA-256. Nothing is left
 * where either fails. Gives what `enter` gave.
 * @throws BenchError `refused` when a file was changed while it was copied, `bad-input` for what may not be copied,
 * `storage`.
 */
export async function placeSeal<T>(
  dataDir: string,
  { hash, contract, signature, software, places }: SealContent,
  hashAgain: (copies: SealPlaces) => Promise<string>,
  enter: (signatureHash: string) => T,
): Promise<T> {
  const home = sealsDir(dataDir);
  const dir = path.join(home, hash);
  const fresh = path.join(home, `${unfinished}${hash}`);
  const signed = `${canonicalJson(signature as unknown as Json)}\n`;
  try {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    syncFolder(dataDir);
    await writeReadOnly(path.join(fresh, contractFile), contract);
    await writeReadOnly(path.join(fresh, signatureFile), signed);
    await writeReadOnly(path.join(fresh, softwareFile), software);
    for (const part of sealParts) await copyPart(part, places[part], path.join(fresh, part));
    if ((await hashAgain(partsOf(fresh))) !== hash)
      throw new BenchError('refused', 'a file was changed while it was sealed', {
        hint: 'look at what changed, then seal again',
      });
    await rm(dir, { recursive: true, force: true });
    await placeFolder(fresh, dir);
    try {
      return enter(sha256(signed));
    } catch (thrown) {
      await rm(dir, { recursive: true, force: true });
      throw thrown;
    }
  } catch (thrown) {
    await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
    throw thrown instanceof BenchError ? thrown : storageError(`the seal ${hash}`, thrown);
  }
}

/** Folders that no entry of the ledger names go. */
export async function sweepSeals(
  dataDir: string,
  isKnown: (hash: string) => boolean,
): Promise<void> {
  const home = sealsDir(dataDir);
  const names = await readdir(home).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return [];
    throw storageError(home, thrown);
  });
  for (const name of names)
    if (name.startsWith(unfinished) || (sealHashPattern.test(name) && !isKnown(name)))
      await rm(path.join(home, name), { recursive: true, force: true });
}
