/**
 * What the kernel says of a core and everything it started: who is there, how much memory and how many open files.
 * Reads /proc; Linux only. Processes are known by pid and start time, so a number that is used again is another.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  /** Ticks since boot: with the pid it names a process for good. */
  readonly started: string;
  readonly command: string;
}

export interface ProcessLoad {
  readonly rssMb: number;
  readonly handles: number;
}

function factsOf(pid: number): ProcessFacts | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const close = stat.lastIndexOf(')');
    const fields = stat.slice(close + 2).split(' ');
    return {
      pid,
      parent: Number(fields[1]),
      state: fields[0] ?? '?',
      started: fields[19] ?? '',
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 300),
    };
  } catch {
    return null; // it ended meanwhile
  }
}

/** The process and all below it, parents first. */
export function treeOf(root: number): readonly ProcessFacts[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => factsOf(Number(name)))
    .filter((facts) => facts !== null);
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

export function isAlive({ pid, started }: ProcessFacts): boolean {
  const now = factsOf(pid);
  return now !== null && now.started === started && now.state !== 'Z';
}

export function loadOf(pid: number): ProcessLoad | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const rssKb = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
    if (!Number.isFinite(rssKb)) return null;
    return { rssMb: rssKb / 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return null;
  }
}
