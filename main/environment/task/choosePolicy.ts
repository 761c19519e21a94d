/**
 * Which policy a run uses: the task's own, a folder, or a commit, of the task's hub or of this repository. Whichever it
 * is, a copy of it goes on the shelf under its hash and runs from there. A commit is weighed by git's own listing before it
 * is unpacked.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from '../../base/model/errors.ts';
import { commitPattern } from '../../base/model/task.ts';
import { checkTreeSize } from './hashTree.ts';
import type { InstalledTask } from './installTask.ts';
import { type ShelvedTree, shelve } from './shelf.ts';

/** A folder that already holds what a commit of an agents' hub has as its policy. */
export interface HubPolicy {
  readonly dir: string;
  readonly commit: string;
}

export interface ChosenPolicy extends ShelvedTree {
  /** The full commit it was taken from; null for a folder and for the task's own. */
  readonly commit: string | null;
}

const run = promisify(execFile);
const gitTimeoutMs = 20_000;
const maxListingBytes = 1 << 20;

interface Repository {
  readonly dir: string;
  /** A hub, which has no working copy. */
  readonly bare: boolean;
  /** Where the policy lies in a commit. */
  readonly sub: string;
}

async function git({ dir, bare }: Repository, home: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', GIT_CONFIG_NOSYSTEM: '1', HOME: home };
  const options = { timeout: gitTimeoutMs, env, cwd: dir, maxBuffer: maxListingBytes };
  return (await run('git', bare ? ['--git-dir=.', ...args] : args, options)).stdout;
}

/** Lines of `git ls-tree -l -r`: mode, kind, hash, size, a tab, the path. */
function checkListing(tree: string, listing: string): void {
  const lines = listing.split('\0').filter((line) => line !== '');
  let bytes = 0;
  for (const line of lines) {
    const [mode, kind, , size] = line.split(/\s+/, 4);
    if (kind !== 'blob' || mode === '120000') {
      throw new BenchError('bad-input', `${tree} holds a link: ${line.split('\t')[1]}`);
    }
    bytes += Number(size);
  }
  checkTreeSize(tree, lines.length, bytes);
}

/** Unpacks the policy as of `commit` into `into`; gives the full commit, or null where that repository has none. */
async function checkOut(
  repository: Repository,
  wanted: string,
  into: string,
): Promise<string | null> {
  const ask = (...args: string[]): Promise<string> => git(repository, into, ...args);
  const found = await ask('rev-parse', '--verify', `${wanted}^{commit}`).catch(() => null);
  if (found === null) return null;
  const commit = found.trim();
  const tree = `${commit}:${repository.sub}`;
  const listing = await ask('ls-tree', '--full-tree', '-r', '-l', '-z', tree).catch(() => null);
  if (listing === null) return null;
  checkListing(tree, listing);
  const archive = path.join(into, 'policy.tar');
  await ask('archive', '--format=tar', `--output=${archive}`, tree);
  await run('tar', ['-xf', archive, '-C', into], { timeout: gitTimeoutMs });
  await rm(archive);
  return commit;
}

export interface PolicyPlaces {
  readonly shelfDir: string;
  readonly appDir: string;
  /** Of the task's hub, whether or not it is there yet; absent: commits are this repository's. */
  readonly hubDir?: string | undefined;
}

const hint =
  'give a folder that holds a policy, or a commit of the task’s hub or of this repository';

/** @throws BenchError `not-found` or `bad-input`; nothing is left behind then. */
export async function choosePolicy(
  wanted: string | HubPolicy | undefined,
  task: InstalledTask,
  { shelfDir, appDir, hubDir }: PolicyPlaces,
): Promise<ChosenPolicy> {
  if (wanted === undefined) {
    return { ...(await shelve(shelfDir, path.join(task.dir, 'policy'))), commit: null };
  }
  if (typeof wanted !== 'string') {
    return { ...(await shelve(shelfDir, wanted.dir)), commit: wanted.commit };
  }
  const found = await stat(wanted).catch(() => null);
  if (found?.isDirectory()) {
    return { ...(await shelve(shelfDir, await realpath(wanted))), commit: null };
  }
  if (!commitPattern.test(wanted)) {
    throw new BenchError('bad-input', `${wanted} is neither a folder nor a commit`, { hint });
  }
  await mkdir(shelfDir, { recursive: true });
  const work = await mkdtemp(path.join(shelfDir, '.commit-'));
  try {
    const hub = hubDir === undefined ? null : { dir: hubDir, bare: true, sub: 'policy' };
    const own = { dir: appDir, bare: false, sub: `tasks/${task.id}/policy` };
    const taken = hub === null ? null : await checkOut(hub, wanted, work);
    const commit = taken ?? (await checkOut(own, wanted, work));
    if (commit === null)
      throw new BenchError('not-found', `no policy of ${task.id} at commit ${wanted}`, { hint });
    return { ...(await shelve(shelfDir, work)), commit };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
