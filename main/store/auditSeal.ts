/**
 * One sealed contract's folder against what was promised: contract.json has the hash that names it, signature.json the one
 * in the ledger, software.txt and every file of task, judge, reset and scene the one in the contract, and nothing else lies
 * there. A link or a device is a mismatch, whatever it leads to. Says the first thing that does not fit, in plain words.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { treeHashOf } from '../base/host/treeHash.ts';
import { BenchError } from '../base/model/errors.ts';
import type { SealContract, SealedFile } from '../base/model/seal.ts';
import { sealDir } from './dataLayout.ts';
import { parseChecked } from './record/readBounded.ts';
import {
  contractFile,
  mostSealJsonBytes,
  type SealPart,
  sealContractSchema,
  sealParts,
  signatureFile,
  softwareFile,
  treeOfPart,
} from './sealFiles.ts';
import { storageError } from './storageError.ts';

export interface SealPromise {
  readonly hash: string;
  /** SHA-256 of signature.json, as the ledger has it. */
  readonly signatureHash: string;
}

/** What is wrong, with the name of the file. */
const mismatch = (words: string): BenchError => new BenchError('refused', words);

const pieceBytes = 1 << 18;

/** Its bytes, hashed. Opened without following a link and without waiting at a pipe. @throws what the disk throws. */
async function hashPlain(
  name: string,
  at: string,
  mostBytes: number,
  keep: boolean,
): Promise<{ readonly bytes: number; readonly sha256: string; readonly content: Buffer }> {
  const info = await lstat(at).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR') throw mismatch(`${name} is missing`);
    throw thrown;
  });
  if (!info.isFile()) throw mismatch(`${name} is no plain file`);
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  await using handle = await open(at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!(await handle.stat()).isFile()) throw mismatch(`${name} is no plain file`);
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  const piece = Buffer.allocUnsafe(pieceBytes);
  for (let bytes = 0; ; ) {
    const { bytesRead } = await handle.read(piece, 0, pieceBytes);
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex'), content: Buffer.concat(kept) };
    bytes += bytesRead;
    if (bytes > mostBytes) throw mismatch(`${name} has more than ${mostBytes} bytes`);
    hash.update(piece.subarray(0, bytesRead));
    if (keep) kept.push(Buffer.from(piece.subarray(0, bytesRead)));
  }
}

async function checkFile(part: SealPart, dir: string, promised: SealedFile): Promise<void> {
  const name = `${part}/${promised.path}`;
  const { bytes, sha256 } = await hashPlain(
    name,
    path.join(dir, part, promised.path),
    promised.bytes,
    false,
  );
  if (bytes !== promised.bytes)
    throw mismatch(`${name} has ${bytes} bytes instead of ${promised.bytes}`);
  if (sha256 !== promised.sha256)
    throw mismatch(`${name} was changed, its hash is not the one in ${contractFile}`);
}

/** Entries of `dir/within`, each a file or a folder that was promised. */
async function checkNames(
  dir: string,
  within: string,
  files: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): Promise<void> {
  const entries = await readdir(path.join(dir, within), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = path.posix.join(within, entry.name);
    if (folders.has(name)) {
      if (!entry.isDirectory()) throw mismatch(`${name} is no folder`);
      await checkNames(dir, name, files, folders);
    } else if (!files.has(name)) throw mismatch(`${name} is not part of what was sealed`);
  }
}

function namesOf(contract: SealContract) {
  const files = new Set<string>([contractFile, signatureFile, softwareFile]);
  const folders = new Set<string>();
  for (const part of sealParts) {
    folders.add(part);
    for (const { path: file } of treeOfPart(contract, part).files) {
      const name = `${part}/${file}`;
      files.add(name);
      for (let up = path.posix.dirname(name); up !== '.'; up = path.posix.dirname(up))
        folders.add(up);
    }
  }
  return { files, folders };
}

async function readContract(dir: string, hash: string): Promise<SealContract> {
  const info = await lstat(dir).catch(() => null);
  if (info === null) throw mismatch('its folder is missing');
  if (!info.isDirectory()) throw mismatch('its folder is none');
  const file = path.join(dir, contractFile);
  const { sha256, content } = await hashPlain(contractFile, file, mostSealJsonBytes, true);
  if (sha256 !== hash)
    throw mismatch(`${contractFile} was changed, its hash is not the name of its folder`);
  return parseChecked(file, content.toString('utf8'), sealContractSchema);
}

async function checkRest(
  dir: string,
  { signatureHash }: SealPromise,
  contract: SealContract,
  signal: AbortSignal | undefined,
): Promise<void> {
  const hashOf = async (name: string): Promise<string> =>
    (await hashPlain(name, path.join(dir, name), mostSealJsonBytes, false)).sha256;
  if ((await hashOf(signatureFile)) !== signatureHash)
    throw mismatch(`${signatureFile} was changed, its hash is not the one in the ledger`);
  if ((await hashOf(softwareFile)) !== contract.software.tree)
    throw mismatch(`${softwareFile} was changed, its hash is not the one in ${contractFile}`);
  for (const part of sealParts) {
    const tree = treeOfPart(contract, part);
    if (treeHashOf(tree.files) !== tree.hash)
      throw mismatch(`${contractFile} names another hash of ${part} than its files have`);
    for (const file of tree.files) {
      signal?.throwIfAborted();
      await checkFile(part, dir, file);
    }
  }
  const { files, folders } = namesOf(contract);
  await checkNames(dir, '', files, folders);
}

export interface SealAudit {
  /** Null where contract.json itself is not what was sealed. */
  readonly contract: SealContract | null;
  readonly problem: string | null;
}

/** Reads without blocking. @throws the signal's reason alone. */
export async function auditSeal(
  dataDir: string,
  promised: SealPromise,
  signal?: AbortSignal,
): Promise<SealAudit> {
  const dir = sealDir(dataDir, promised.hash);
  let contract: SealContract | null = null;
  try {
    contract = await readContract(dir, promised.hash);
    await checkRest(dir, promised, contract, signal);
    return { contract, problem: null };
  } catch (thrown) {
    signal?.throwIfAborted();
    const { message } = storageError(dir, thrown);
    return { contract, problem: `seal ${promised.hash.slice(0, 12)}: ${message}` };
  }
}
