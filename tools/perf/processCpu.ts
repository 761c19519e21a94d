/**
 * CPU time of a process and everything below it, from /proc (Linux): own time and that of the children it has reaped,
 * so that a film encoder which ended between two looks is not lost. Only looks; signals nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Clock } from '../../main/base/lib/clock.ts';

/** USER_HZ of Linux: ticks a second in /proc/<pid>/stat. */
const ticksPerSecond = 100;
const observeEveryMs = 1000;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
}

function readProcess(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name in brackets: state, parent, …; 11–14 are own and reaped user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, text) => sum + Number(text), 0);
    return { pid, parent: Number(fields[1]), seconds: ticks / ticksPerSecond };
  } catch {
    return null; // it ended while we looked
  }
}

export function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** `rootPid` and all its descendants that live now. */
export function processTree(rootPid: number): readonly Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((each) => each !== null);
  const tree = all.filter(({ pid }) => pid === rootPid);
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** CPU seconds that the trees under `pids` have used so far. */
export function treeSeconds(pids: readonly number[]): number {
  const trees = pids.flatMap((pid) => processTree(pid));
  return trees.reduce((sum, { seconds }) => sum + seconds, 0);
}

/**
 * Cores in use, once a second for `spanMs`: one list per group, in the order of `groups`. Each group says which trees
 * it is now. A second in which a tree was cut (its time went away with it) is left out of all groups.
 */
export async function observeCores(
  clock: Pick<Clock, 'nowMs' | 'sleep'>,
  spanMs: number,
  groups: readonly (() => number)[],
): Promise<readonly (readonly number[])[]> {
  const cores: number[][] = groups.map(() => []);
  const endMs = clock.nowMs() + spanMs;
  let before = groups.map((seconds) => seconds());
  let beforeMs = clock.nowMs();
  while (clock.nowMs() < endMs) {
    await clock.sleep(observeEveryMs);
    const now = groups.map((seconds) => seconds());
    const nowMs = clock.nowMs();
    const used = now.map((seconds, i) => seconds - (before[i] ?? 0));
    if (used.every((seconds) => seconds >= 0)) {
      for (const [i, seconds] of used.entries())
        cores[i]?.push((1000 * seconds) / (nowMs - beforeMs));
    }
    before = now;
    beforeMs = nowMs;
  }
  return cores;
}
