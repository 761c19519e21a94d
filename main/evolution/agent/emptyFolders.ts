/**
 * Gives back the room that an ended agent's home and clone take, largest first, until little is left: its words and its
 * work are small, caches and what it filled the disk with are not. Where that can't be counted all of it goes. Nothing is
 * followed out of the two folders: links are removed, not what they lead to. Only for an agent of which nothing runs.
 */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { Exec } from '../../environment/jail/runtimeMounts.ts';
import type { AgentFiles } from './agentFolders.ts';

export interface EmptiedFolders {
  /** Paths that were removed; a folder with everything in it as `folder/*`. */
  readonly removed: readonly string[];
  /** What is left; null: it can't be said. */
  readonly leftBytes: number | null;
}

const keptBytes = 256 * 2 ** 20;
const countMs = 20_000;
const removeMs = 120_000;
/** Names in one call. */
const batch = 100;

interface Entry {
  readonly at: string;
  readonly bytes: number;
}

/** What lies in a folder, one level deep; null when it can't be counted in time, or is more than can be told. */
async function entriesOf(exec: Exec, dir: string): Promise<readonly Entry[] | null> {
  const asked = ['-0', '-a', '-k', '--max-depth=1', '--', dir];
  const { code, stdout } = await exec('du', asked, { timeoutMs: countMs });
  const all = [...stdout.matchAll(/(\d+)\t([^\0]*)\0/g)].map(([, kib, at = '']) => ({
    at,
    bytes: Number(kib) * 1024,
  }));
  // The folder itself is told last.
  if (code !== 0 || all.at(-1)?.at !== dir) return null;
  return all.slice(0, -1).filter(({ at }) => path.dirname(at) === dir);
}

const isFolder = async (dir: string): Promise<boolean> =>
  (await lstat(dir).catch(() => null))?.isDirectory() ?? false;

/** `find` does not follow links, `chmod` is given folders only, and nobody swaps one for the other any more. */
async function open(exec: Exec, dirs: readonly string[]): Promise<void> {
  const closed = [
    '-xdev',
    '-type',
    'd',
    '!',
    '-perm',
    '-u=rwx',
    '-exec',
    'chmod',
    'u+rwx',
    '{}',
    ';',
  ];
  await exec('find', [...dirs, ...closed], { timeoutMs: removeMs });
}

export async function emptyFolders(
  files: Pick<AgentFiles, 'home' | 'clone'>,
  exec: Exec,
  kept = keptBytes,
): Promise<EmptiedFolders> {
  const dirs: string[] = [];
  for (const dir of [files.home, files.clone]) if (await isFolder(dir)) dirs.push(dir);
  if (dirs.length === 0) return { removed: [], leftBytes: 0 };
  await open(exec, dirs);
  const counted: Entry[] = [];
  const removed: string[] = [];
  for (const dir of dirs) {
    const entries = await entriesOf(exec, dir);
    if (entries !== null) counted.push(...entries);
    else {
      await exec('find', [dir, '-xdev', '-mindepth', '1', '-delete'], { timeoutMs: removeMs });
      removed.push(`${dir}/*`);
    }
  }
  counted.sort((a, b) => b.bytes - a.bytes);
  let left = counted.reduce((sum, { bytes }) => sum + bytes, 0);
  const gone: string[] = [];
  for (const { at, bytes } of counted) {
    if (left <= kept) break;
    gone.push(at);
    left -= bytes;
  }
  for (let i = 0; i < gone.length; i += batch) {
    const names = gone.slice(i, i + batch);
    await exec('rm', ['-rf', '--one-file-system', '--', ...names], { timeoutMs: removeMs });
  }
  const rest = await Promise.all(dirs.map((dir) => entriesOf(exec, dir)));
  const leftBytes = rest.some((entries) => entries === null)
    ? null
    : rest.flatMap((entries) => entries ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  return { removed: [...removed, ...gone], leftBytes };
}
