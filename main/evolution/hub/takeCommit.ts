/**
 * One take from beginning to end: read the clone's HEAD into a quarantine, weigh it there, write what was weighed into the
 * hub, and only then make the ref. What the agent did wrong is a refusal; what went wrong with us is thrown.
 */
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Turns } from '../../base/lib/turns.ts';
import { BenchError } from '../../base/model/errors.ts';
import { type AgentBytes, maxAgentBytes } from './agentBytes.ts';
import { fetchHead } from './fetchHead.ts';
import type { Git } from './git.ts';
import { openGitObjects, parseCommit } from './gitObjects.ts';
import { type AgentRef, agentRef, type History } from './history.ts';
import type { HubPart, HubPorts, Taken } from './hub.ts';
import { loosely, openQuarantine } from './quarantine.ts';
import { changedPaths, listKnown } from './treeListing.ts';
import { isRefused, planSurface, takeBounds } from './treeRules.ts';
import { noMainFile, subjectOf, type Weighed, weighTake } from './weighTake.ts';

export interface TakeRoom {
  readonly ports: HubPorts;
  readonly git: Git;
  readonly dir: string;
  readonly scratchDir: string;
  readonly history: History;
  /** Null: a policy may begin anywhere. */
  readonly mainFile: string | null;
  readonly part: HubPart;
  readonly turns: Turns;
  readonly agentBytes: AgentBytes;
  /** What the hub may still grow. */
  readonly roomBytes: () => number;
  readonly grew: (bytes: number) => void;
}

export interface TakeRequest {
  readonly agentId: string;
  readonly clone: string;
  readonly surface: readonly string[];
  readonly signal: AbortSignal;
}

const maxTakesOfAgent = 2000;
/** A single thing in git's memory while it reads what others made. */
const allocLimit = 16 << 20;
/** What one object may be: a file, or a commit with its message; a tree is smaller still. */
const weighBounds = { objectBytes: takeBounds.fileBytes, totalBytes: takeBounds.readBytes };

const serving = (gitDir: string): readonly string[] => [
  ...['git', '-c', 'safe.directory=*', '-c', 'core.hooksPath=/dev/null'],
  ...['upload-pack', '--strict', '--timeout=20', gitDir],
];

/**
 * Where nothing confines an agent, git reads its clone as ourselves. Then a clone whose `.git` is not plainly its own is
 * refused: it keeps mistakes out, not an agent that means it, which can read all that we can anyway.
 */
async function looksOwn(clone: string, hubDir: string): Promise<boolean> {
  const isFolder = async (name: string): Promise<boolean> =>
    (await lstat(path.join(clone, name)).catch(() => null))?.isDirectory() ?? false;
  for (const name of [
    '.git',
    '.git/objects',
    '.git/objects/info',
    '.git/objects/pack',
    '.git/refs',
  ])
    if (!(await isFolder(name))) return false;
  const other = ['.git/commondir', '.git/objects/info/http-alternates'];
  for (const name of other)
    if ((await lstat(path.join(clone, name)).catch(() => null)) !== null) return false;
  const alternates = path.join(clone, '.git/objects/info/alternates');
  const info = await lstat(alternates).catch(() => null);
  if (info === null || !info.isFile() || info.size > 8192) return false;
  return (await readFile(alternates, 'utf8')).trim() === path.join(hubDir, 'objects');
}

/** The command that serves the clone, or null when it may not be read. */
async function servingCommand(room: TakeRoom, clone: string): Promise<readonly string[] | null> {
  const prefix = room.ports.packCommand(clone);
  if (prefix === null) {
    return (await looksOwn(clone, room.dir)) ? serving(path.join(clone, '.git')) : null;
  }
  const seenAt = prefix.at(-1) ?? '';
  return [...prefix.slice(0, -1), ...serving(path.posix.join(seenAt, '.git'))];
}

const uncommitted = 'what is not committed is not taken: git add, git commit';

/** A commit that the hub has: told as it is, nothing is written. */
async function alreadyTaken(room: TakeRoom, commit: string): Promise<Taken> {
  await using objects = openGitObjects(room.git, { gitDir: room.dir }, weighBounds);
  const object = await objects.read(commit);
  const parsed = object.kind === 'commit' ? parseCommit(object.bytes) : null;
  if (parsed === null) throw new BenchError('storage', `the hub has lost commit ${commit}`);
  const listing = await listKnown(objects, parsed.tree, room.part);
  if (room.mainFile !== null && !listing.files.has(room.mainFile)) {
    return { kind: 'refused', reason: noMainFile(room.mainFile) };
  }
  const base = room.history.baseOf(commit);
  return {
    kind: 'accepted',
    commit,
    policyTree: listing.policyTree ?? '',
    ref: null,
    changed: changedPaths(base.listing, listing),
    subject: subjectOf(parsed.message),
    unchanged: true,
    note: `HEAD is ${commit.slice(0, 10)}, which the hub has already; ${uncommitted}`,
  };
}

/** Writes what was weighed, then the ref: created, never moved. */
async function keep(
  room: TakeRoom,
  ref: AgentRef,
  weighed: Weighed,
  publish: (objects: Weighed['objects']) => Promise<number>,
): Promise<void> {
  room.grew(await publish(weighed.objects));
  const none = '0'.repeat(40);
  await room.git.run(['update-ref', agentRef(ref), ref.commit, none], { gitDir: room.dir });
  room.history.accept(ref, weighed.commits);
}

async function weighAndKeep(room: TakeRoom, request: TakeRequest): Promise<Taken> {
  const { git, history, dir } = room;
  const { agentId, clone, surface, signal } = request;
  const command = await servingCommand(room, clone);
  if (command === null) {
    return { kind: 'refused', reason: 'the .git of your clone is not as the bench made it' };
  }
  await using quarantine = await openQuarantine(room.scratchDir, dir, room.turns);
  const own = history.refsOf(agentId);
  const haves = [...new Set([...own.slice(-8).map(({ commit }) => commit), ...history.tips()])];
  const source = { git, command, into: quarantine.dir, haves, isKnown: history.has, signal };
  const fetched = await fetchHead(source);
  if (isRefused(fetched)) return { kind: 'refused', reason: fetched.refused };
  const { commit } = fetched;
  if (history.has(commit)) return await alreadyTaken(room, commit);
  if (own.length >= maxTakesOfAgent) {
    return {
      kind: 'refused',
      reason: `the hub keeps ${maxTakesOfAgent} takes of an agent, no more`,
    };
  }
  await using objects = openGitObjects(
    git,
    { gitDir: quarantine.dir, allocLimit, signal },
    weighBounds,
  );
  const weighed = await weighTake({
    objects,
    head: commit,
    history,
    surface: planSurface(surface),
    surfaceWords: surface.join(', '),
    mainFile: room.mainFile,
    part: room.part,
    turns: room.turns,
    arrived: await quarantine.arrived(),
  });
  if (isRefused(weighed)) return { kind: 'refused', reason: weighed.refused };
  const bytes = loosely(weighed.objects);
  if (bytes > room.roomBytes()) {
    return { kind: 'refused', reason: 'the hub is full: ask a person to make room' };
  }
  if (signal.aborted) return { kind: 'refused', reason: '' };
  if (!(await room.agentBytes.spend(agentId, bytes))) {
    const most = `${maxAgentBytes >> 20} MiB of new objects`;
    return { kind: 'refused', reason: `the hub keeps ${most} of an agent, no more: commit less` };
  }
  const ref = { agentId, number: (own.at(-1)?.number ?? 0) + 1, commit };
  await keep(room, ref, weighed, quarantine.publish);
  const { policyTree, changed, subject } = weighed;
  const words = `taken as ${agentId}/${ref.number}; ${uncommitted}`;
  const taken = { policyTree, changed, subject, unchanged: false, note: words };
  return { kind: 'accepted', commit, ref: agentRef(ref), ...taken };
}

const takeTimeoutMs = 30_000;

/** Bounded in time; `cancelled` when the caller said so. */
export async function takeCommit(room: TakeRoom, request: TakeRequest): Promise<Taken> {
  const { clock } = room.ports;
  const late = new AbortController();
  using _limit = clock.after(takeTimeoutMs, () => late.abort());
  const signal = AbortSignal.any([request.signal, late.signal]);
  const taken = await weighAndKeep(room, { ...request, signal });
  if (taken.kind === 'accepted') return taken;
  if (request.signal.aborted) throw new BenchError('cancelled', 'the take was cancelled');
  if (late.signal.aborted) {
    const reason = `reading your clone took over ${takeTimeoutMs / 1000} s: commit less at once`;
    return { kind: 'refused', reason };
  }
  return taken;
}
