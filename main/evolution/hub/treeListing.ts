/**
 * The files of one commit, walked tree by tree in the objects' own bytes under the rules of `treeRules.ts`. A small
 * repository can describe a tree of billions of files: the walk counts and stops. It does not read files.
 */
import { type GitObjects, parseTree, type TreeEntry } from './gitObjects.ts';
import type { HubPart } from './hub.ts';
import {
  foldCollision,
  isRefused,
  kindOfMode,
  maxNamed,
  nameProblem,
  type Refused,
  shown,
  takeBounds,
} from './treeRules.ts';

export interface ListedFile {
  readonly oid: string;
  readonly executable: boolean;
}

export interface Listing {
  readonly files: ReadonlyMap<string, ListedFile>;
  /** Object names of all its folders, the root included. */
  readonly trees: readonly string[];
  /** Of the part that was asked for. */
  readonly policyTree: string | null;
}

/** Reads trees; several commits share most of them. */
export type TreeCache = Map<
  string,
  { readonly bytes: Buffer; readonly entries: readonly TreeEntry[] }
>;

/** One folder of as many entries with the longest names as may be. */
const maxTreeObject = 128 << 10;

async function entriesOf(
  objects: GitObjects,
  oid: string,
  cache: TreeCache,
): Promise<readonly TreeEntry[] | null> {
  const cached = cache.get(oid);
  if (cached !== undefined) return cached.entries;
  const object = await objects.read(oid);
  if (object.kind !== 'tree' || object.bytes.length > maxTreeObject) return null;
  const entries = parseTree(object.bytes);
  if (entries === null) return null;
  cache.set(oid, { bytes: object.bytes, entries });
  return entries;
}

interface Folder {
  readonly path: string;
  readonly oid: string;
  readonly depth: number;
}

type EntryKind = ReturnType<typeof kindOfMode>;

/** The end of a sentence about one entry of a folder, or null. */
function entryProblem(
  full: string,
  name: string,
  kind: EntryKind,
  seen: ReadonlySet<string>,
): string | null {
  const problem = nameProblem(name);
  if (problem !== null) return problem;
  if (full.length > takeBounds.pathChars) return `is longer than ${takeBounds.pathChars}`;
  if (seen.has(full)) return 'is there twice';
  return typeof kind === 'string' ? null : kind.refused;
}

export async function listTree(
  objects: GitObjects,
  root: string,
  cache: TreeCache,
  part: HubPart = 'policy',
): Promise<Listing | Refused> {
  const files = new Map<string, ListedFile>();
  const seen = new Set<string>();
  const folders: Folder[] = [{ path: '', oid: root, depth: 0 }];
  const problems: string[] = [];
  let policyTree: string | null = null;
  for (let at = 0; at < folders.length; at++) {
    const { path, oid, depth } = folders[at] as Folder;
    const entries = await entriesOf(objects, oid, cache);
    if (entries === null)
      return { refused: `the folder ${shown(path)} is not whole, or too large` };
    if (entries.length === 0) return { refused: `the folder ${shown(path)} is empty` };
    for (const { mode, name, oid: entry } of entries) {
      const full = path === '' ? name : `${path}/${name}`;
      const kind = kindOfMode(mode);
      const problem = entryProblem(full, name, kind, seen);
      seen.add(full);
      if (problem !== null) {
        problems.push(`${shown(full)} ${problem}`);
        if (problems.length === maxNamed) return { refused: problems.join(', ') };
        continue;
      }
      if (kind === 'folder') {
        if (depth >= takeBounds.depth) return { refused: `${shown(full)} lies too deep` };
        folders.push({ path: full, oid: entry, depth: depth + 1 });
        if (full === part) policyTree = entry;
      } else files.set(full, { oid: entry, executable: kind === 'executable' });
      if (files.size > takeBounds.files) {
        return { refused: `it has over ${takeBounds.files} files: leave out what is made` };
      }
      if (folders.length > takeBounds.folders) {
        return { refused: `it has over ${takeBounds.folders} folders` };
      }
    }
  }
  if (problems.length > 0) return { refused: problems.join(', ') };
  const pair = foldCollision(seen);
  if (pair !== null) {
    return { refused: `${shown(pair[0])} and ${shown(pair[1])} differ by case alone` };
  }
  return { files, trees: folders.map(({ oid }) => oid), policyTree };
}

/** Paths of files that are not the same in both, sorted. */
export function changedPaths(before: Listing, after: Listing): readonly string[] {
  const differs = (path: string): boolean => {
    const [a, b] = [before.files.get(path), after.files.get(path)];
    return a?.oid !== b?.oid || a?.executable !== b?.executable;
  };
  return [...new Set([...before.files.keys(), ...after.files.keys()])].filter(differs).sort();
}

/** As `listTree`, of a commit that must be good: one of the hub's own. */
export async function listKnown(
  objects: GitObjects,
  tree: string,
  part: HubPart = 'policy',
): Promise<Listing> {
  const listing = await listTree(objects, tree, new Map(), part);
  if (isRefused(listing)) throw new Error(`a tree of the hub: ${listing.refused}`);
  return listing;
}
