/**
 * An exported night looked through on whatever machine, with no data folder: plain files only, each the one that
 * export.json names, the chain with every link, the contract, each record against its entry, the policy, the counts, git.
 * Says the first thing that does not fit, by name. Believes nothing that lies there, and changes nothing.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { treeHashOf } from '../../base/host/treeHash.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { NightExportCheck } from '../../base/model/nightExport.ts';
import type { SealContract } from '../../base/model/seal.ts';
import { listTree } from '../../environment/task/hashTree.ts';
import { auditSeal } from '../../store/auditSeal.ts';
import { nightDir, rowFile, rowFilmFile, trialDir, verdictFile } from '../../store/dataLayout.ts';
import { auditRecord } from '../../store/record/auditRecord.ts';
import { auditRow } from '../../store/record/auditRow.ts';
import { readVerdict } from '../../store/record/readRecord.ts';
import {
  bundleFile,
  chainFile,
  type ExportFile,
  exportBounds,
  exportFile,
  exportSchema,
  leavesOut,
} from './exportFile.ts';
import type { ExportGit } from './exportGit.ts';
import { readChain, type ToldChain, type ToldTrial } from './readChain.ts';

export interface CheckPorts {
  readonly git: Pick<ExportGit, 'readBundle'>;
  /** Lets others go first. */
  readonly pause: () => Promise<void>;
}

export interface CheckOrder {
  readonly dir: string;
  /** A head of the chain that was noted somewhere else. */
  readonly head?: string | undefined;
}

const bad = (words: string): BenchError => new BenchError('bad-input', words);
const pieceBytes = 1 << 18;

/** Its bytes, hashed, never through a link. With `keep` they are given, too. */
async function readHashed(file: string, mostBytes: number, keep: boolean, signal: AbortSignal) {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  await using handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  const piece = Buffer.allocUnsafe(pieceBytes);
  for (let bytes = 0; ; ) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(piece, 0, pieceBytes);
    if (bytesRead === 0) return { sha256: hash.digest('hex'), content: Buffer.concat(kept) };
    bytes += bytesRead;
    if (bytes > mostBytes) throw bad(`${path.basename(file)} is too large`);
    hash.update(piece.subarray(0, bytesRead));
    if (keep) kept.push(Buffer.from(piece.subarray(0, bytesRead)));
  }
}

/** @throws BenchError `not-found`, `bad-input`. */
async function readExport(dir: string, signal: AbortSignal): Promise<ExportFile> {
  const info = await lstat(dir).catch(() => null);
  if (info === null) throw new BenchError('not-found', `there is no folder ${dir}`);
  if (!info.isDirectory()) throw bad(`${dir} is no folder`);
  const own = await lstat(path.join(dir, exportFile)).catch(() => null);
  if (own?.isFile() !== true)
    throw new BenchError('bad-input', `${dir} has no ${exportFile}`, {
      hint: 'choose a folder that bench night export wrote to its end',
    });
  const file = path.join(dir, exportFile);
  const { content } = await readHashed(file, exportBounds.exportBytes, true, signal);
  let value: unknown;
  try {
    value = JSON.parse(content.toString('utf8'));
  } catch {
    throw bad(`${exportFile} is not JSON`);
  }
  const parsed = exportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw bad(`${exportFile}: ${z.prettifyError(parsed.error).slice(0, 500)}`);
}

/** What lies there is what is named, byte for byte. */
async function checkFiles(dir: string, told: ExportFile, signal: AbortSignal): Promise<void> {
  const there = new Map(
    (await listTree(dir, null, exportBounds.tree)).map(({ name, bytes }) => [name, bytes]),
  );
  there.delete(exportFile);
  for (const [name, { bytes }] of Object.entries(told.files)) {
    const found = there.get(name);
    if (found === undefined) throw bad(`${name} is missing`);
    if (found !== bytes) throw bad(`${name} has ${found} bytes instead of ${bytes}`);
    there.delete(name);
  }
  const [stray] = there.keys();
  if (stray !== undefined) throw bad(`${stray} is not named in ${exportFile}`);
  for (const [name, { bytes, sha256 }] of Object.entries(told.files)) {
    const read = await readHashed(path.join(dir, name), bytes, false, signal);
    if (read.sha256 !== sha256) throw bad(`${name} is not what was exported`);
  }
}

function checkHead(told: ExportFile, chain: ToldChain, noted: string | undefined): void {
  const { seq, hash } = chain.head;
  if (told.head.seq !== seq || told.head.hash !== hash)
    throw bad(
      `${exportFile} names entry ${told.head.seq} as the head, the ledger ends with ${seq}`,
    );
  if (noted === undefined) return;
  const at = chain.hashes.indexOf(noted) + 1;
  if (at === 0) throw bad(`the head that was noted is no entry of this ledger`);
  if (at < chain.lastSeq)
    throw bad(
      `the head that was noted is entry ${at}, older than the night's last, ${chain.lastSeq}: it vouches for less`,
    );
}

function checkCounts(told: ExportFile, { tally, sealHash }: ToldChain): void {
  if (told.sealHash !== sealHash) throw bad(`${exportFile} names another contract than the ledger`);
  for (const [name, value] of Object.entries(tally.counts)) {
    const said = told.counts[name as keyof typeof told.counts];
    if (said !== value)
      throw bad(`${exportFile} says ${name} ${said}, the entries of the ledger make it ${value}`);
  }
}

async function checkSealed(dir: string, told: ExportFile, chain: ToldChain, signal: AbortSignal) {
  const { sealHash: hash, signatureHash } = chain;
  const { contract, problem } = await auditSeal(dir, { hash, signatureHash }, signal);
  if (problem !== null || contract === null) throw bad(problem ?? 'the contract cannot be read');
  if (contract.task.id !== told.task) throw bad(`the contract is of ${contract.task.id}`);
  return contract;
}

async function checkRecord(dir: string, told: ExportFile, trial: ToldTrial): Promise<void> {
  const { id, finished } = trial;
  if (finished === null) return;
  const without = (name: string): boolean => leavesOut(told.frames, name);
  const record = trialDir(dir, id);
  const problem = await auditRecord(record, { id, ...finished, without }, false);
  if (problem !== null) throw bad(problem);
  const verdict = readVerdict(record);
  for (const [name, promised] of Object.entries(verdict?.files ?? {}))
    if (!without(name) && told.files[`trials/${id}/${name}`]?.sha256 !== promised.sha256)
      throw bad(`trial ${id}: ${name} is not the one in ${verdictFile}`);
  if (verdict?.outcome.kind !== finished.outcome)
    throw bad(`trial ${id}: ${verdictFile} says another outcome than the ledger`);
}

async function checkTrials(
  dir: string,
  told: ExportFile,
  chain: ToldChain,
  contract: SealContract,
  { pause }: CheckPorts,
): Promise<number> {
  const { task, judge, reset } = contract;
  const withheld = new Set(told.withheld);
  let records = 0;
  for (const trial of chain.trials) {
    const { id, taskHash, judgeHash, resetHash } = trial;
    const ran = [taskHash, judgeHash, resetHash].join();
    if (ran !== [task.tree.hash, judge.hash, reset.hash].join())
      throw bad(`trial ${id}: it did not run what the contract names`);
    if (withheld.delete(id) || trial.finished === null) continue;
    await checkRecord(dir, told, trial);
    records++;
    await pause();
  }
  const [unknown] = withheld;
  if (unknown !== undefined)
    throw bad(`${exportFile} withholds ${unknown}, which is no trial of it`);
  return records;
}

/** A film stays at the bench with any record of it, and without pictures. */
function hasRowFilm(
  { frames, withheld }: ExportFile,
  { row, ends }: Pick<ToldChain, 'row' | 'ends'>,
): boolean {
  if (row === null || row.film === null || frames === 'none') return false;
  const between = ends.slice(ends.findIndex(({ id }) => id === row.from)).slice(0, row.trials);
  return between.every(({ id }) => !withheld.includes(id));
}

/** The film and the times of its pictures. */
async function checkRow(
  dir: string,
  told: ExportFile,
  { row, ends: trials }: ToldChain,
  pause: () => Promise<void>,
): Promise<void> {
  if (row === null) return;
  const { nightId } = told;
  const kept = { nightId, dir: nightDir(dir, nightId), row, trials, pause };
  const isHere = (id: string): boolean => !told.withheld.includes(id);
  const withoutFilm = !hasRowFilm(told, { row, ends: trials });
  const recordOf = (id: string): string | null => (isHere(id) ? trialDir(dir, id) : null);
  const problem = await auditRow({ ...kept, recordOf, withoutFilm });
  if (problem !== null) throw bad(problem);
}

/** Every file has a place in a night; the policy is the one that ran. */
function checkPlaces(told: ExportFile, { trials, sealHash, row, ends }: ToldChain): void {
  // Nobody would hold any other film against the chain.
  const rowFiles = hasRowFilm(told, { row, ends }) ? [rowFile, rowFilmFile] : [rowFile];
  const policies = new Set(trials.map(({ policyHash }) => policyHash));
  const withheld = new Set(told.withheld);
  const records = new Set(
    trials.flatMap(({ id, finished }) => (finished === null || withheld.has(id) ? [] : [id])),
  );
  const trees = new Map<string, { path: string; bytes: number; sha256: string }[]>();
  for (const [name, sum] of Object.entries(told.files)) {
    const [top = '', second = '', ...rest] = name.split('/');
    const fits =
      name === chainFile ||
      name === bundleFile ||
      (row !== null && rowFiles.some((file) => name === `nights/${told.nightId}/${file}`)) ||
      (top === 'seals' && second === sealHash && rest.length > 0) ||
      (top === 'trials' && records.has(second) && rest.length === 1) ||
      (top === 'shelf' && policies.has(second) && rest.length > 0);
    if (!fits) throw bad(`${name} belongs to no part of ${told.nightId}`);
    if (top !== 'shelf') continue;
    const tree = trees.get(second) ?? [];
    trees.set(second, tree);
    tree.push({ path: rest.join('/'), ...sum });
  }
  for (const hash of policies) {
    const tree = (trees.get(hash) ?? []).sort((a, b) => (a.path < b.path ? -1 : 1));
    if (treeHashOf(tree) !== hash) throw bad(`shelf/${hash}: it is not the policy that ran`);
  }
}

/** Heads that were anchored before the export; null: no git came along. */
async function checkGit(
  dir: string,
  told: ExportFile,
  chain: ToldChain,
  { git }: CheckPorts,
  signal: AbortSignal,
): Promise<number | null> {
  if (told.files[bundleFile] === undefined) return null;
  const heads = await git.readBundle(path.join(dir, bundleFile), signal).catch((thrown) => {
    const { code, message } = toBenchError(thrown);
    if (code !== 'bad-input') throw thrown;
    throw bad(`${bundleFile}: ${message}`);
  });
  const past = heads.filter(({ seq }) => seq <= chain.head.seq);
  const other = past.find(({ seq, hash }) => chain.hashes[seq - 1] !== hash);
  if (other !== undefined)
    throw bad(`ledger entry ${other.seq} is not the one that was anchored in ${bundleFile}`);
  return past.length;
}

/**
 * @throws BenchError `not-found`, `bad-input` where it is no such folder at all, `unavailable` without git, and the
 * signal's reason. What does not fit is in the answer.
 */
export async function checkExport(
  ports: CheckPorts,
  { dir, head }: CheckOrder,
  signal: AbortSignal,
): Promise<NightExportCheck> {
  const told = await readExport(dir, signal);
  const { nightId, task, sealHash, counts, frames, withheld } = told;
  let report: NightExportCheck = {
    ...{ ok: false, nightId, task, sealHash, counts, frames, head: told.head, records: 0 },
    ...{ entries: { whole: 0, links: 0, taken: 0 }, withheld: withheld.length, heads: null },
  };
  try {
    await checkFiles(dir, told, signal);
    const chain = await readChain(path.join(dir, chainFile), nightId, async () => {
      await ports.pause();
      signal.throwIfAborted();
    });
    const { whole, links, taken } = chain;
    report = { ...report, entries: { whole, links, taken } };
    checkHead(told, chain, head);
    checkCounts(told, chain);
    const contract = await checkSealed(dir, told, chain, signal);
    checkPlaces(told, chain);
    const records = await checkTrials(dir, told, chain, contract, ports);
    await checkRow(dir, told, chain, ports.pause);
    const heads = await checkGit(dir, told, chain, ports, signal);
    return { ...report, ok: true, records, heads };
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message } = toBenchError(thrown);
    if (code === 'unavailable') throw thrown;
    return { ...report, firstProblem: message };
  }
}
