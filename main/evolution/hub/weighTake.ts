/**
 * Whether what came out of a clone may enter the hub. Every commit on the way is weighed, not the last alone: objects of
 * a hub are seen by all agents, and what was in one commit stays in it. Reads only the quarantine; changes nothing.
 */

import type { Turns } from '../../base/lib/turns.ts';
import { turnBytes } from '../../base/lib/turns.ts';
import { printable } from './git.ts';
import { type GitObject, type GitObjects, type ParsedCommit, parseCommit } from './gitObjects.ts';
import type { History, MainCommit } from './history.ts';
import type { HubPart } from './hub.ts';
import type { NewObject } from './quarantine.ts';
import { findSecret } from './secrets.ts';
import { changedPaths, type Listing, listTree, type TreeCache } from './treeListing.ts';
import {
  isRefused,
  maxNamed,
  namedPaths,
  type Refused,
  type Surface,
  shown,
  takeBounds,
} from './treeRules.ts';

export interface TakeQuestion {
  readonly objects: GitObjects;
  readonly head: string;
  readonly history: History;
  readonly surface: Surface;
  /** The surface in words. */
  readonly surfaceWords: string;
  /** What the last commit must hold; null: nothing in particular. */
  readonly mainFile: string | null;
  /** The folder that no commit may lack. */
  readonly part: HubPart;
  readonly turns: Turns;
  /** Objects that came out of the clone: all others are the hub's. */
  readonly arrived: ReadonlySet<string>;
}

export interface Weighed {
  readonly kind: 'weighed';
  readonly subject: string;
  readonly policyTree: string;
  readonly changed: readonly string[];
  /** Parents before children. */
  readonly commits: readonly (readonly [commit: string, parents: readonly string[]])[];
  /** What to write into the hub. */
  readonly objects: readonly NewObject[];
}

/** Comparing or walking one listing of as many files as may be. */
const listingShare = turnBytes;

interface NewCommit extends ParsedCommit {
  readonly commit: string;
  readonly bytes: Buffer;
}

const startAnew =
  'to take it out of the history: git reset --soft origin/main, unstage what is not wanted, commit again';

export const noMainFile = (mainFile: string): string =>
  `the last commit has no file ${shown(mainFile)}: the program begins with it; put it back and commit`;

export const subjectOf = (message: string): string =>
  printable(message.trimStart().split('\n')[0] ?? '', 200);

const nameOf = ({ commit, message }: NewCommit): string =>
  `commit ${commit.slice(0, 10)} ("${printable(subjectOf(message), 60)}")`;

/** Why an object is not what was asked for; its end of the sentence. */
function notRead(object: GitObject): string {
  switch (object.kind) {
    case 'missing':
      return 'is not whole in your clone (git fsck may say why)';
    case 'large':
      return `has ${object.size} bytes, at most ${takeBounds.fileBytes} are taken`;
    case 'spent':
      return `is one too many: your commits bring over ${takeBounds.readBytes >> 20} MiB at once`;
    default:
      return `is a ${object.kind}`;
  }
}

async function readCommit(
  { objects, turns }: TakeQuestion,
  commit: string,
): Promise<NewCommit | Refused> {
  const object = await objects.read(commit);
  const parsed = object.kind === 'commit' ? parseCommit(object.bytes) : null;
  if (parsed === null || object.kind !== 'commit') {
    return { refused: `HEAD leads to ${commit}, which ${notRead(object)}; check out a branch` };
  }
  if (object.bytes.length > takeBounds.messageBytes) {
    return { refused: `commit ${commit} has over ${takeBounds.messageBytes >> 10} KiB of message` };
  }
  const secret = await findSecret(object.bytes, turns);
  if (secret !== null) {
    return { refused: `the message of commit ${commit} holds ${secret.kind}; ${startAnew}` };
  }
  return { ...parsed, commit, bytes: object.bytes };
}

/** Commits that the hub has not accepted, children before parents; every line must end in one that it has. */
async function newCommits(question: TakeQuestion): Promise<readonly NewCommit[] | Refused> {
  const { head, history } = question;
  const found = new Map<string, NewCommit>();
  const waiting = [head];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next) || history.has(next)) continue;
    if (found.size >= takeBounds.commits) {
      return { refused: `over ${takeBounds.commits} commits at once: squash some of them` };
    }
    const read = await readCommit(question, next);
    if (isRefused(read)) return read;
    if (read.parents.length === 0) {
      return {
        refused: `${nameOf(read)} does not descend from main: rebase your work on origin/main`,
      };
    }
    found.set(next, read);
    waiting.push(...read.parents);
  }
  return parentsFirst(found, head);
}

/** Without recursion: a history may be as deep as it is long. */
function parentsFirst(found: ReadonlyMap<string, NewCommit>, head: string): readonly NewCommit[] {
  const sorted: NewCommit[] = [];
  const done = new Set<string>();
  const stack: { readonly commit: NewCommit; readonly leave: boolean }[] = [];
  const push = (oid: string): void => {
    const commit = found.get(oid);
    if (commit !== undefined && !done.has(oid)) stack.push({ commit, leave: false });
  };
  push(head);
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (done.has(top.commit.commit)) continue;
    if (top.leave) {
      done.add(top.commit.commit);
      sorted.push(top.commit);
      continue;
    }
    stack.push({ commit: top.commit, leave: true });
    for (const parent of top.commit.parents) push(parent);
  }
  return sorted;
}

/** Paths outside the surface at which it is not as main was at any one time. */
async function strayPaths(
  { surface, history, turns }: TakeQuestion,
  listing: Listing,
  base: MainCommit,
): Promise<readonly string[]> {
  const stray = async (against: MainCommit): Promise<readonly string[]> => {
    await turns.take(listingShare);
    return changedPaths(against.listing, listing).filter((path) => !surface(path));
  };
  const atBase = await stray(base);
  if (atBase.length === 0) return [];
  for (const other of history.main) if ((await stray(other)).length === 0) return [];
  return atBase;
}

/** Reads the files of a listing that are new, and weighs all. */
async function weighFiles(
  question: TakeQuestion,
  listing: Listing,
  sizes: Map<string, number>,
  kept: Map<string, NewObject>,
): Promise<string | null> {
  let total = 0;
  const secrets: string[] = [];
  for (const [path, { oid }] of listing.files) {
    let size = sizes.get(oid);
    if (size === undefined) {
      const object = await question.objects.read(oid);
      if (object.kind !== 'blob') return `${shown(path)} ${notRead(object)}`;
      size = object.bytes.length;
      sizes.set(oid, size);
      if (question.arrived.has(oid)) {
        const secret = await findSecret(object.bytes, question.turns);
        if (secret !== null) {
          secrets.push(`${shown(path)} line ${secret.line} holds ${secret.kind}`);
          if (secrets.length === maxNamed) break;
        }
        kept.set(oid, { oid, kind: 'blob', bytes: object.bytes });
      }
    }
    total += size;
    if (total > takeBounds.treeBytes) return `it holds over ${takeBounds.treeBytes >> 20} MiB`;
  }
  return secrets.length === 0 ? null : `${secrets.join(', ')}; take it out everywhere`;
}

/** The base of a new commit: the newest that one of its parents builds on. */
function baseOf(
  history: History,
  bases: ReadonlyMap<string, MainCommit>,
  parents: readonly string[],
): MainCommit {
  const found = parents.map((parent) => bases.get(parent) ?? history.baseOf(parent));
  return found.reduce((a, b) => (history.main.indexOf(b) > history.main.indexOf(a) ? b : a));
}

export async function weighTake(question: TakeQuestion): Promise<Weighed | Refused> {
  const { history, objects, arrived, turns } = question;
  const commits = await newCommits(question);
  if (isRefused(commits)) return commits;
  const trees: TreeCache = new Map();
  const sizes = new Map<string, number>();
  const kept = new Map<string, NewObject>();
  const bases = new Map<string, MainCommit>();
  let last: { listing: Listing; base: MainCommit } | null = null;
  for (const commit of commits) {
    const no = (why: string): Refused => ({ refused: `${nameOf(commit)}: ${why}; ${startAnew}` });
    const base = baseOf(history, bases, commit.parents);
    bases.set(commit.commit, base);
    // Trees that are known already are walked without any wait of their own.
    await turns.take(listingShare);
    const listing = await listTree(objects, commit.tree, trees, question.part);
    if (isRefused(listing)) return no(listing.refused);
    const stray = await strayPaths(question, listing, base);
    if (stray.length > 0) {
      return no(`${namedPaths(stray)} may not change, only ${question.surfaceWords} may`);
    }
    if (listing.policyTree === null) return no(`${question.part}/ is gone`);
    const problem = await weighFiles(question, listing, sizes, kept);
    if (problem !== null) return no(problem);
    last = { listing, base };
  }
  if (last === null) return { refused: 'HEAD has nothing new' };
  for (const [oid, { bytes }] of trees) {
    if (arrived.has(oid)) kept.set(oid, { oid, kind: 'tree', bytes });
  }
  for (const { commit, bytes } of commits) kept.set(commit, { oid: commit, kind: 'commit', bytes });
  const { listing, base } = last;
  const { mainFile } = question;
  if (mainFile !== null && !listing.files.has(mainFile)) return { refused: noMainFile(mainFile) };
  return {
    kind: 'weighed',
    subject: subjectOf((commits.at(-1) as NewCommit).message),
    policyTree: listing.policyTree as string,
    changed: changedPaths(base.listing, listing),
    commits: commits.map(({ commit, parents }) => [commit, parents] as const),
    objects: [...kept.values()],
  };
}
