/**
 * Which processes we run, by name, and what waits on the way to them: what `bench ps` lists and what the CPU figure
 * adds up. Reads /proc on Linux; elsewhere figures are zero. It never signals anything.
 */
import { readFileSync } from 'node:fs';
import type { ProcessView, QueueView } from '../model/view.ts';

export interface ProcessTable {
  /** Listed until disposed. */
  add(name: string, pid: number): Disposable;
  list(): readonly ProcessView[];
  /** Bytes that wait, asked only when somebody wants to know. Listed until disposed. */
  addQueue(name: string, boundBytes: number, readBytes: () => number): Disposable;
  queues(): readonly QueueView[];
}

/** USER_HZ of Linux: ticks a second in /proc/<pid>/stat. */
const ticksPerSecond = 100;

function readFigures(pid: number): { cpuSeconds: number; rssMb: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const cpuTicks = Number(fields[11]) + Number(fields[12]);
    return {
      cpuSeconds: cpuTicks / ticksPerSecond,
      rssMb: Math.round((Number(fields[21]) * 4096) / 1e6),
    };
  } catch {
    return { cpuSeconds: 0, rssMb: 0 };
  }
}

/** A jailed program is a child of its jail, a film encoder one of the recorder: they count as ours. */
function readTree(pid: number, depth = 0): { cpuSeconds: number; rssMb: number } {
  const own = readFigures(pid);
  if (depth > 4) return own;
  let children: readonly number[] = [];
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    children = text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return own;
  }
  for (const child of children) {
    const figures = readTree(child, depth + 1);
    own.cpuSeconds += figures.cpuSeconds;
    own.rssMb += figures.rssMb;
  }
  return own;
}

export function createProcessTable(): ProcessTable {
  const entries = new Map<number, string>();
  const queues = new Set<Omit<QueueView, 'bytes'> & { readonly readBytes: () => number }>();
  return {
    addQueue(name, boundBytes, readBytes) {
      const entry = { name, boundBytes, readBytes };
      queues.add(entry);
      return { [Symbol.dispose]: () => void queues.delete(entry) };
    },
    queues: () =>
      [...queues].map(({ name, boundBytes, readBytes }) => ({
        name,
        boundBytes,
        bytes: readBytes(),
      })),
    add(name, pid) {
      entries.set(pid, name);
      return { [Symbol.dispose]: () => void entries.delete(pid) };
    },
    list: () =>
      [...entries].map(([pid, name]) => {
        // The core is everybody's parent: its children are listed themselves.
        const figures = pid === process.pid ? readFigures(pid) : readTree(pid);
        return { name, pid, ...figures };
      }),
  };
}
