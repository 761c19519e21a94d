/**
 * Ends a process and everything that belongs to it. Where the kernel or a supervisor holds all of it, that one is ended
 * first; then what /proc still shows, by descent or by a mark in its environment, is stopped, so that nobody forks while
 * the list is read, and killed, until nothing is alive. However many there are, this thread is never held for more than a
 * few milliseconds. A number that was given to another process in between is told by its start time.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { environBytes, type ProcessStat, readEnviron, readPids, readStat } from './procFiles.ts';

export interface Ended {
  readonly afterMs: number;
  /** Processes that are still there, as far as is known; 0: it was seen that there are none. */
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
/** Between two looks when nothing could be read. */
const againMs = 20;
/** How long a supervisor is trusted before its processes are ended from here. */
const supervisorMs = 500;
const limitMs = 3000;
/** Of work on this thread, before others have their turn. */
const turnMs = 3;
/** Environments read at a time: a process may keep a reader waiting, and the app has few threads for files. */
const readers = 2;
const maxRounds = 50;
/** So many may be ended at once. */
const crowd = 32;

type Known = Pick<ProcessStat, 'pid' | 'key'>;

interface Hunt {
  readonly clock: Clock;
  readonly spentMs: () => number;
  /** Resolves at once until a turn is used up, then when others had theirs. */
  readonly breathe: () => Promise<void>;
  /** `NAME=value` between zeros. */
  readonly mark: Buffer | null;
  /** What was looked at and is not ours: whoever has no mark does not get one, it was another's child. */
  readonly strangers: Set<string>;
}

function createBreathe(clock: Clock): () => Promise<void> {
  let endMs = clock.nowMs() + turnMs;
  return async () => {
    if (clock.nowMs() < endMs) return;
    await clock.sleep(0);
    endMs = clock.nowMs() + turnMs;
  };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended by itself
  }
}

/** A crowd that dies at once keeps every processor of the machine busy, the robot's servo waiting. */
async function signalAll({ clock, breathe }: Hunt, known: Iterable<Known>, name: NodeJS.Signals) {
  let sent = 0;
  for (const each of known) {
    await breathe();
    if (!isThere(each)) continue;
    signal(each.pid, name);
    if (++sent % crowd === 0) await clock.sleep(pollMs);
  }
}

const isThere = ({ pid, key }: Known): boolean => {
  const now = readStat(pid);
  return now?.alive === true && now.key === key;
};

/** Until none of them is alive; whoever is not is forgotten at once. Gives those that outlive the time. */
async function waitForEnd(hunt: Hunt, known: readonly Known[], untilMs: number) {
  const left = [...known];
  for (;;) {
    for (let last = left.at(-1); last !== undefined && !isThere(last); last = left.at(-1)) {
      left.pop();
      await hunt.breathe();
    }
    if (left.length === 0 || hunt.spentMs() >= untilMs) return left;
    await hunt.clock.sleep(pollMs);
  }
}

async function readTable({ breathe }: Hunt): Promise<readonly ProcessStat[]> {
  const table: ProcessStat[] = [];
  for (const pid of await readPids()) {
    const stat = pid === process.pid ? null : readStat(pid);
    if (stat?.alive === true && !stat.isKernel) table.push(stat);
    await breathe();
  }
  return table;
}

/** Adds what descends from them; `found` is called with each. */
async function addDescendants(
  hunt: Hunt,
  table: readonly ProcessStat[],
  ours: Map<string, Known>,
  found: (pid: number) => void,
) {
  const children = Map.groupBy(table, ({ parent }) => parent);
  const waiting = table.filter(({ key }) => ours.has(key));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const child of children.get(next.pid) ?? []) {
      await hunt.breathe();
      if (ours.has(child.key)) continue;
      ours.set(child.key, child);
      found(child.pid);
      waiting.push(child);
    }
  }
}

/** Whoever is stopped starts nobody. */
const stop = (pid: number): void => signal(pid, 'SIGSTOP');

async function addMarked(hunt: Hunt, table: readonly ProcessStat[], ours: Map<string, Known>) {
  const { mark, strangers } = hunt;
  if (mark === null) return;
  const unknown = table.filter(({ key }) => !ours.has(key) && !strangers.has(key));
  const read = async (): Promise<void> => {
    const room = Buffer.allocUnsafeSlow(environBytes);
    for (let next = unknown.pop(); next !== undefined; next = unknown.pop()) {
      const environ = await readEnviron(next.pid, room);
      if (environ.includes(mark)) {
        // Between the two looks the number may have become another's, but then that one is marked as well.
        ours.set(next.key, next);
        stop(next.pid);
      } else if (environ.length > 0) strangers.add(next.key);
      await hunt.breathe();
    }
  };
  await Promise.all(Array.from({ length: readers }, read));
}

/** Stops all that is ours until a list has nothing new. */
async function stopAll(hunt: Hunt, ours: Map<string, Known>): Promise<void> {
  await signalAll(hunt, ours.values(), 'SIGSTOP');
  for (let round = 0; round < maxRounds; round++) {
    const before = ours.size;
    const table = await readTable(hunt);
    const there = new Set(table.map(({ key }) => key));
    await addDescendants(hunt, table, ours, stop);
    await addMarked(hunt, table, ours);
    await addDescendants(hunt, table, ours, stop);
    const isNew = ours.size > before;
    for (const key of ours.keys()) if (!there.has(key)) ours.delete(key);
    if (!isNew || hunt.spentMs() >= limitMs) return;
  }
}

async function sweep(hunt: Hunt, ours: Map<string, Known>): Promise<void> {
  for (;;) {
    await stopAll(hunt, ours);
    if (ours.size === 0 || hunt.spentMs() >= limitMs) return;
    await signalAll(hunt, ours.values(), 'SIGKILL');
    const left = await waitForEnd(hunt, [...ours.values()], limitMs);
    ours.clear();
    for (const each of left) ours.set(each.key, each);
  }
}

/** Ends a crowd bit by bit: whoever holds it ends the rest at once when the eldest has gone, so that one is last. */
async function thinOut(hunt: Hunt, table: readonly ProcessStat[], holder: ProcessStat) {
  const below = new Map<string, Known>([[holder.key, holder]]);
  await addDescendants(hunt, table, below, stop);
  below.delete(holder.key);
  if (below.size > crowd) await signalAll(hunt, [...below.values()].reverse(), 'SIGKILL');
}

/** The first in the namespace goes, and all in it, before its parent outside; they are gone when it is. */
async function endNamespace(hunt: Hunt, outer: ProcessStat): Promise<void> {
  const table = await readTable(hunt);
  const first = table.filter(({ parent }) => parent === outer.pid);
  for (const each of first) await thinOut(hunt, table, each);
  await signalAll(hunt, [...first, outer], 'SIGKILL');
  await waitForEnd(hunt, [...first, outer], limitMs);
}

async function endSupervisor(hunt: Hunt, supervisor: ProcessStat): Promise<void> {
  await thinOut(hunt, await readTable(hunt), supervisor);
  if (isThere(supervisor)) signal(supervisor.pid, 'SIGTERM');
  await waitForEnd(hunt, [supervisor], hunt.spentMs() + supervisorMs);
}

/** `NAME=value` between zeros; null: it is not known. */
async function findMark({ pid, mark: { name, value } }: EndOptions): Promise<Buffer | null> {
  if (value !== undefined) return Buffer.from(`\0${name}=${value}\0`);
  if (pid <= 1) return null;
  const environ = await readEnviron(pid, Buffer.allocUnsafeSlow(environBytes));
  const from = environ.indexOf(`\0${name}=`);
  const to = environ.indexOf(0, from + 1);
  return from < 0 || to < 0 ? null : Buffer.from(environ.subarray(from, to + 1));
}

/** The process itself, if its number is not another's by now. */
async function findOwn(pid: number, mark: Buffer | null): Promise<ProcessStat | null> {
  const stat = pid > 1 && mark !== null ? readStat(pid) : null;
  if (stat?.alive !== true || mark === null) return null;
  const environ = await readEnviron(pid, Buffer.allocUnsafeSlow(environBytes));
  return environ.includes(mark) && isThere(stat) ? stat : null;
}

async function endOnce(options: EndOptions, spentMs: Hunt['spentMs'], ours: Map<string, Known>) {
  const { pid, clock, held } = options;
  const mark = await findMark(options);
  const hunt = {
    clock,
    spentMs,
    breathe: createBreathe(clock),
    mark,
    strangers: new Set<string>(),
  };
  const own = await findOwn(pid, mark);
  if (own !== null && held === 'namespace') await endNamespace(hunt, own);
  if (own !== null && held === 'supervisor') await endSupervisor(hunt, own);
  if (own !== null && isThere(own)) ours.set(own.key, own);
  await sweep(hunt, ours);
}

/** Never rejects: when nothing can be read it looks again, and in the end tells what may be left. */
export async function endProcesses(options: EndOptions): Promise<Ended> {
  const { clock } = options;
  const startedMs = clock.nowMs();
  const spentMs = (): number => clock.nowMs() - startedMs;
  const ours = new Map<string, Known>();
  using late = new DisposableStack();
  // A process that keeps its memory to itself keeps a reader waiting, not us.
  const limit = new Promise<'late'>((resolve) => {
    late.use(clock.after(limitMs + supervisorMs, () => resolve('late')));
  });
  for (;;) {
    const ending = endOnce(options, spentMs, ours).then(
      () => 'done' as const,
      () => 'again' as const,
    );
    const outcome = await Promise.race([ending, limit]);
    if (outcome === 'done') return { afterMs: spentMs(), left: ours.size };
    if (outcome === 'late' || spentMs() >= limitMs)
      return { afterMs: spentMs(), left: Math.max(1, ours.size) };
    await clock.sleep(againMs);
  }
}
