/**
 * A night into a folder: contract, chain, records, policy, git. Written beside the wanted folder, which gets its name when
 * all of it is on the disk, `export.json` last of its files. A locked recording stays here; one that is locked while the
 * folder is written ends the export. What is damaged here is not exported.
 */
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { placeFolder, replaceFile } from '../../base/host/replaceFile.ts';
import { must } from '../../base/lib/assert.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { NightRow } from '../../base/model/night.ts';
import type { ExportedFrames, NightExportReport } from '../../base/model/nightExport.ts';
import { copyHashed } from '../../environment/carry/copyHashed.ts';
import { hashTree, listTree } from '../../environment/task/hashTree.ts';
import {
  nightDir,
  rowFile,
  rowFilmFile,
  sealDir,
  shelfDir,
  trialDir,
  verdictFile,
} from '../../store/dataLayout.ts';
import { folderOfPerson } from '../../store/folderOfPerson.ts';
import { type ChainHead, emptyHead, problemOfRow } from '../../store/ledger/chain.ts';
import type { Ledger, LedgerEntry } from '../../store/ledger/ledger.ts';
import type { FileSum } from '../../store/record/hashedFile.ts';
import { readVerdict } from '../../store/record/readRecord.ts';
import { sumWhole } from '../../store/record/sumFile.ts';
import { storageError } from '../../store/storageError.ts';
import { addEntry, emptyTally, type NightTally } from '../night/countNight.ts';
import { lineOf, type NightSpan, textOf } from './entriesOfNight.ts';
import { bundleFile, chainFile, type ExportFile, exportFile, leavesOut } from './exportFile.ts';
import type { ExportGit } from './exportGit.ts';

export interface ExportPorts {
  readonly dataDir: string;
  readonly ledger: Pick<Ledger, 'head' | 'entries'>;
  readonly isLocked: (recordingId: string) => boolean;
  readonly git: Pick<ExportGit, 'bundle'>;
  readonly wallTime: () => string;
  /** Lets others go first. */
  readonly pause: () => Promise<void>;
}

export interface ExportOrder {
  readonly night: NightSpan;
  readonly dir: string;
  readonly frames: ExportedFrames;
}

/** What the chain says of the night, up to the head that is exported. */
interface Told {
  readonly tally: NightTally;
  /** Of finished trials. */
  readonly finished: readonly { readonly id: string; readonly verdictHash: string }[];
  readonly policies: ReadonlySet<string>;
  readonly row: { readonly row: NightRow; readonly trials: readonly string[] } | null;
  readonly commits: ReadonlySet<string>;
}

type Files = Record<string, FileSum>;

const entriesPerPage = 200;

const damaged = (what: string): BenchError =>
  new BenchError('storage', `${what} is not what was recorded: it cannot be exported`, {
    hint: 'bench verify names what no longer fits',
  });

/** What it would have to prove cannot be proved without the data folder. */
const tooOld = (what: string): BenchError =>
  new BenchError('refused', `${what} is from before entries had salts`, {
    hint: 'It is proved here, with the whole data folder, and nowhere else.',
  });

async function* pagesUpTo(
  { ledger, pause }: ExportPorts,
  last: number,
  signal: AbortSignal,
): AsyncGenerator<readonly LedgerEntry[]> {
  for (let seq = 0; seq < last; ) {
    signal.throwIfAborted();
    const page = ledger.entries(seq + 1, Math.min(entriesPerPage, last - seq));
    if (page.length === 0) throw damaged(`ledger entry ${seq + 1}`);
    yield page;
    seq = must(page.at(-1)).seq;
    await pause();
  }
}

async function writeChain(
  ports: ExportPorts,
  span: NightSpan,
  head: ChainHead,
  file: string,
  signal: AbortSignal,
): Promise<Told> {
  const { nightId, sealHash, fromSeq } = span;
  let isSigned = false;
  const finished: { id: string; verdictHash: string }[] = [];
  const policies = new Set<string>();
  const commits = new Set<string>();
  const ends: string[] = [];
  let row: Told['row'] = null;
  let tally = emptyTally;
  let before = emptyHead;
  await using out = await open(file, 'wx');
  for await (const page of pagesUpTo(ports, head.seq, signal)) {
    const lines: string[] = [];
    for (const entry of page) {
      const { body } = entry;
      if (problemOfRow(before, { ...entry, body: textOf(body) }) !== null)
        throw damaged(`ledger entry ${entry.seq}`);
      before = entry;
      if (entry.seq >= fromSeq && entry.salt === '') throw tooOld(nightId);
      if (body.kind === 'sealed' && body.hash === sealHash) isSigned ||= entry.salt !== '';
      if (entry.seq === fromSeq && !isSigned) throw tooOld(`the signature under ${nightId}`);
      if (body.kind === 'trial-finished' && tally.open.includes(body.id))
        finished.push({ id: body.id, verdictHash: body.verdictHash });
      if (body.kind === 'trial-started' && body.provenance.nightId === nightId) {
        policies.add(body.provenance.policyHash);
        if (body.provenance.policyCommit !== null) commits.add(body.provenance.policyCommit);
      }
      if ('row' in body && tally.open.includes(body.row.id)) ends.push(body.row.id);
      if (body.kind === 'night-row' && body.nightId === nightId)
        row = { row: body, trials: ends.slice(ends.indexOf(body.from), ends.indexOf(body.to) + 1) };
      tally = addEntry(tally, nightId, body);
      lines.push(`${JSON.stringify(lineOf(span, entry))}\n`);
    }
    await out.writeFile(lines.join(''));
  }
  await out.sync();
  const [endless] = tally.open;
  if (endless !== undefined)
    throw new BenchError('refused', `trial ${endless} has no end in the ledger`, {
      hint: 'Wait for its end. One that the disk refused comes with the next run or start.',
    });
  return { tally, finished, policies, commits, row };
}

async function copyTree(
  from: string,
  fresh: string,
  name: string,
  signal: AbortSignal,
): Promise<Files> {
  const files: Files = {};
  for (const file of await listTree(from))
    files[`${name}/${file.name}`] = await copyHashed(
      path.join(from, file.name),
      path.join(fresh, name, file.name),
      signal,
    );
  return files;
}

async function copyRecord(
  { dataDir }: ExportPorts,
  { id, verdictHash }: Told['finished'][number],
  fresh: string,
  frames: ExportedFrames,
  signal: AbortSignal,
): Promise<Files> {
  const from = trialDir(dataDir, id);
  const verdict = readVerdict(from);
  if (verdict === null) throw damaged(`the record of ${id}`);
  const files: Files = {};
  for (const name of [...Object.keys(verdict.files), verdictFile]) {
    if (leavesOut(frames, name)) continue;
    const sum = await copyHashed(
      path.join(from, name),
      path.join(fresh, 'trials', id, name),
      signal,
    );
    const promised = name === verdictFile ? verdictHash : verdict.files[name]?.sha256;
    if (sum.sha256 !== promised) throw damaged(`${name} of ${id}`);
    files[`trials/${id}/${name}`] = sum;
  }
  return files;
}

/** Film and times of the row; with a locked record in it the film stays here, as that record does. */
async function copyRow(
  { dataDir, isLocked }: ExportPorts,
  { night: { nightId }, frames }: ExportOrder,
  { row, trials }: NonNullable<Told['row']>,
  fresh: string,
  signal: AbortSignal,
): Promise<Files> {
  const files: Files = {};
  const isShown = row.film !== null && frames !== 'none' && !trials.some(isLocked);
  for (const name of isShown ? [rowFile, rowFilmFile] : [rowFile]) {
    const from = path.join(nightDir(dataDir, nightId), name);
    const sum = await copyHashed(from, path.join(nightDir(fresh, nightId), name), signal);
    if (sum.sha256 !== (name === rowFile ? row.factsHash : row.film?.sha256))
      throw damaged(`${name} of ${nightId}`);
    files[`nights/${nightId}/${name}`] = sum;
  }
  return files;
}

/** All but export.json. */
async function fill(
  ports: ExportPorts,
  order: ExportOrder,
  fresh: string,
  signal: AbortSignal,
  progress: (done: number, total: number) => void,
): Promise<Omit<ExportFile, 'wallTime'>> {
  const { dataDir, ledger, isLocked, git } = ports;
  const { night, frames } = order;
  const { nightId, task, sealHash } = night;
  const head = ledger.head();
  const chain = path.join(fresh, chainFile);
  const told = await writeChain(ports, night, head, chain, signal);
  const files: Files = { [chainFile]: await sumWhole(chain, { signal }) };
  const bundle = path.join(fresh, bundleFile);
  await git.bundle(task, [...told.commits], bundle, signal);
  if ((await stat(bundle).catch(() => null)) !== null)
    files[bundleFile] = await sumWhole(bundle, { signal });
  Object.assign(
    files,
    await copyTree(sealDir(dataDir, sealHash), fresh, `seals/${sealHash}`, signal),
  );
  for (const hash of told.policies) {
    Object.assign(
      files,
      await copyTree(path.join(shelfDir(dataDir), hash), fresh, `shelf/${hash}`, signal),
    );
    if ((await hashTree(path.join(fresh, 'shelf', hash))) !== hash)
      throw damaged(`the policy ${hash.slice(0, 12)}`);
  }
  const withheld = told.finished.filter(({ id }) => isLocked(id)).map(({ id }) => id);
  const shown = told.finished.filter(({ id }) => !isLocked(id));
  for (const [done, trial] of shown.entries()) {
    progress(done, shown.length);
    Object.assign(files, await copyRecord(ports, trial, fresh, frames, signal));
    await ports.pause();
  }
  if (told.row !== null) Object.assign(files, await copyRow(ports, order, told.row, fresh, signal));
  progress(shown.length, shown.length);
  return {
    ...{ kind: 'nightbench-night', version: 1, nightId, task, sealHash, head, frames, withheld },
    counts: told.tally.counts,
    files,
  };
}

/**
 * @throws BenchError `bad-input` for the folder, `refused` when something was locked meanwhile, a trial has no end, or the
 * night is too old, `storage`, and the signal's reason.
 */
export async function exportNight(
  ports: ExportPorts,
  order: ExportOrder,
  signal: AbortSignal,
  progress: (done: number, total: number) => void,
): Promise<NightExportReport> {
  const into = folderOfPerson(order.dir, ports.dataDir);
  if ((await stat(into).catch(() => null)) !== null)
    throw new BenchError('bad-input', `${into} is there already`, {
      hint: 'name a folder that is not there yet',
    });
  let fresh: string | null = null;
  try {
    fresh = await mkdtemp(path.join(path.dirname(into), `.${path.basename(into)}-`));
    const filled = await fill(ports, order, fresh, signal, progress);
    const { files, head, withheld } = filled;
    const content: ExportFile = { ...filled, wallTime: ports.wallTime() };
    const text = `${JSON.stringify(content, null, 1)}\n`;
    await replaceFile(path.join(fresh, exportFile), text);
    const records = new Set(
      Object.keys(files).flatMap((name) => /^trials\/([^/]+)\//.exec(name)?.[1] ?? []),
    );
    if ([...records].some(ports.isLocked))
      throw new BenchError('refused', 'a recording of it was locked meanwhile', {
        hint: 'Export again: it stays here then.',
      });
    await placeFolder(fresh, into);
    const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, text.length);
    const counted = { files: Object.keys(files).length + 1, bytes, records: records.size };
    return { dir: into, ...counted, withheld, head };
  } catch (thrown) {
    if (fresh !== null) await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
    signal.throwIfAborted();
    throw storageError(`the export to ${into}`, thrown);
  }
}
