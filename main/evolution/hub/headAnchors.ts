/**
 * Heads of the ledger's chain on a ref of the bench's own in each task's git: number, hash and time, nothing else. Agents
 * may read them and cannot write them, clones take copies of them along, and a ledger that is written anew with all hashes
 * shows against them. Reading trusts nothing: every hub is checked by git itself first.
 */

import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import { hubsDir as hubsDirOf } from '../../store/dataLayout.ts';
import type { NotedHead } from '../../store/ledger/auditLedger.ts';
import type { ChainHead } from '../../store/ledger/chain.ts';
import type { Git } from './git.ts';
import { createHubGit, fsckArgs } from './hubGit.ts';
import { importCommit, runImport } from './seedHub.ts';

export interface HeadToAnchor extends ChainHead {
  readonly wallTime: string;
}

export interface HubHeads {
  readonly heads: readonly NotedHead[];
  /** The first thing that is wrong with a hub, in words, or null. */
  readonly problem: string | null;
}

const benchPattern = /^[a-z0-9-]{1,64}$/;
const hubPattern = /^[a-z][a-z0-9.-]{0,50}\.git$/;
const headLine = /^Bench-Head: (\d{1,15}) ([0-9a-f]{64})$/m;
const mostHubs = 1000;
const maxLogBytes = 256 << 20;
const fsckTimeoutMs = 300_000;

export const headRefOf = (benchId: string): string => `refs/bench/${benchId}/heads`;

/** One commit more; the same head again is nothing. @throws BenchError `bad-input`, `storage`. */
export async function writeHead(
  git: Git,
  gitDir: string,
  benchId: string,
  { seq, hash, wallTime }: HeadToAnchor,
): Promise<void> {
  if (!benchPattern.test(benchId))
    throw new BenchError('bad-input', `${benchId} is no name for a bench's heads`);
  const ref = headRefOf(benchId);
  const line = `Bench-Head: ${seq} ${hash}`;
  const newest = (
    await git.run(['for-each-ref', '--format=%(contents)', ref], { gitDir })
  ).toString();
  if (newest.includes(line)) return;
  const message = `Head of the ledger at ${wallTime}\n\n${line}\n`;
  const atS = Math.floor(Date.parse(wallTime) / 1000);
  const commit = { ref, atS, message, onto: newest !== '', anew: false, files: [] };
  await runImport(git, gitDir, importCommit(commit));
}

/** All that were anchored in one repository. @throws BenchError `storage`. */
export async function readHeads(
  git: Git,
  gitDir: string,
  signal?: AbortSignal,
): Promise<readonly NotedHead[]> {
  const options = { gitDir, maxBytes: maxLogBytes, signal };
  const refs = 'refs/bench/*/heads';
  if ((await git.run(['for-each-ref', refs], options)).length === 0) return [];
  const log = await git.run(['log', '-z', '--format=%B', `--glob=${refs}`, '--'], options);
  const where = path.basename(gitDir);
  return log
    .toString('utf8')
    .split('\0')
    .flatMap((message) => {
      const [, seq, hash] = headLine.exec(message) ?? [];
      return hash === undefined ? [] : [{ seq: Number(seq), hash, where }];
    });
}

async function auditHub(git: Git, gitDir: string, signal?: AbortSignal): Promise<HubHeads> {
  const nothing = { heads: [], problem: null } as const;
  const name = `hubs/${path.basename(gitDir)}`;
  if (!(await lstat(gitDir)).isDirectory())
    return { ...nothing, problem: `${name} is no plain folder` };
  try {
    const options = { gitDir, timeoutMs: fsckTimeoutMs, maxBytes: 4 << 20, signal };
    await git.run(fsckArgs, options);
    return { heads: await readHeads(git, gitDir, signal), problem: null };
  } catch (thrown) {
    signal?.throwIfAborted();
    const { code, message } = toBenchError(thrown);
    if (code === 'unavailable') throw thrown;
    return { ...nothing, problem: `${name}: ${message}` };
  }
}

/** Of all tasks. @throws BenchError `unavailable` where there are hubs and no git, and the signal's reason. */
export async function auditHubs(
  dataDir: string,
  clock: Clock,
  signal?: AbortSignal,
): Promise<HubHeads> {
  const hubsDir = hubsDirOf(dataDir);
  const names = await readdir(hubsDir).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return [];
    throw thrown;
  });
  const hubs = names.filter((name) => hubPattern.test(name)).sort();
  if (hubs.length > mostHubs)
    return { heads: [], problem: `hubs/ has more than ${mostHubs} repositories` };
  const heads: NotedHead[] = [];
  if (hubs.length === 0) return { heads, problem: null };
  const git = createHubGit(clock, hubsDir);
  for (const name of hubs) {
    const one = await auditHub(git, path.join(hubsDir, name), signal);
    if (one.problem !== null) return { heads, problem: one.problem };
    heads.push(...one.heads);
  }
  return { heads, problem: null };
}
