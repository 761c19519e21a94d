/**
 * Ends a process and everything that descends from it, by what /proc says: stopped first, so that nobody forks while the
 * list is read, then killed, until nothing of it is alive. A zombie is not alive. A number that was given to another
 * process in between is told by its start time.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Clock } from '../../base/lib/clock.ts';

export interface Ended {
  readonly afterMs: number;
  /** Processes that are still there; 0 unless the kernel itself holds on to one. */
  readonly left: number;
}

interface EndOptions {
  readonly pid: number;
  readonly clock: Clock;
  /**
   * What holds its processes together. namespace: the kernel, which ends all when the first in it is killed.
   * supervisor: the Landlock launcher, which ends all and then itself when told to. nothing: only what /proc says.
   */
  readonly held: 'namespace' | 'supervisor' | 'nothing';
  /** The variable by whose value in their environment its processes are known; read of `pid` when there is no value. */
  readonly mark: { readonly name: string; readonly value: string | undefined };
}

const pollMs = 1;
/** How long a supervisor is trusted before its processes are ended from here. */
const supervisorMs = 500;
const limitMs = 3000;

interface Entry {
  readonly pid: number;
  readonly parent: number;
  /** Ticks since boot: with the number, unique. */
  readonly started: string;
  readonly alive: boolean;
}

function readEntry(pid: number): Entry | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = 'X', parent = '0'] = fields;
    const alive = state !== 'Z' && state !== 'X';
    return { pid, parent: Number(parent), started: fields[19] ?? '', alive };
  } catch {
    return null;
  }
}

function readAll(): readonly Entry[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.map(readEntry).filter((entry) => entry !== null);
}

function readVariables(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return []; // gone, or somebody else's
  }
}

/** `NAME=value` */
function markOf({ pid, mark: { name, value } }: EndOptions): string | null {
  if (value !== undefined) return `${name}=${Buffer.from(value).toString('latin1')}`;
  const own = pid > 1 ? readVariables(pid) : [];
  return own.find((variable) => variable.startsWith(`${name}=`)) ?? null;
}

const keyOf = ({ pid, started }: Entry): string => `${pid}@${started}`;

/** Adds what descends from the known ones and what carries the mark. */
function collect(known: Map<string, Entry>, pid: number, mark: string | null): void {
  const all = readAll().filter((entry) => entry.pid !== process.pid);
  const pids = new Set([...known.values()].filter(isThere).map((entry) => entry.pid));
  for (const entry of all)
    if (entry.pid === pid || (mark !== null && readVariables(entry.pid).includes(mark)))
      pids.add(entry.pid);
  for (let before = -1; before !== pids.size; ) {
    before = pids.size;
    for (const { pid: each, parent } of all) if (pids.has(parent)) pids.add(each);
  }
  for (const entry of all) if (pids.has(entry.pid)) known.set(keyOf(entry), entry);
}

function isThere(entry: Entry): boolean {
  const now = readEntry(entry.pid);
  return now?.alive === true && now.started === entry.started;
}

function signalAll(entries: readonly Pick<Entry, 'pid'>[], signal: NodeJS.Signals): void {
  for (const { pid } of entries) {
    try {
      process.kill(pid, signal);
    } catch {
      // it has ended by itself
    }
  }
}

const maxRounds = 50;

/** Stops what is known until the list has nothing new: whoever is stopped starts nobody. */
function stopAll(known: Map<string, Entry>, mark: string | null): readonly Entry[] {
  const stopped = new Set<string>();
  for (let round = 0; round < maxRounds; round++) {
    collect(known, -1, mark);
    const fresh = [...known.values()].filter((e) => !stopped.has(keyOf(e)) && isThere(e));
    if (fresh.length === 0) break;
    signalAll(fresh, 'SIGSTOP');
    for (const entry of fresh) stopped.add(keyOf(entry));
  }
  return [...known.values()].filter(isThere);
}

export async function endProcesses(options: EndOptions): Promise<Ended> {
  const { pid, clock, held } = options;
  const startedMs = clock.nowMs();
  const spentMs = (): number => clock.nowMs() - startedMs;
  const known = new Map<string, Entry>();
  const alive = (): boolean => [...known.values()].some(isThere);
  const mark = markOf(options);
  // A number alone may be another process's by now.
  const isOurs = pid > 1 && mark !== null && readVariables(pid).includes(mark);
  if (isOurs && held === 'supervisor') signalAll([{ pid }], 'SIGTERM');
  if (isOurs) collect(known, pid, null);
  if (held === 'namespace') signalAll([...known.values()].filter(isThere), 'SIGKILL');
  const patienceMs = { namespace: limitMs, supervisor: supervisorMs, nothing: 0 }[held];
  while (alive() && spentMs() < patienceMs) await clock.sleep(pollMs);
  for (;;) {
    const left = stopAll(known, held === 'namespace' ? null : mark);
    if (left.length === 0 || spentMs() >= limitMs) return { afterMs: spentMs(), left: left.length };
    signalAll(left, 'SIGKILL');
    while (alive() && spentMs() < limitMs) await clock.sleep(pollMs);
  }
}
