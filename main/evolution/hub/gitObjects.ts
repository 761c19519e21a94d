/**
 * Objects of a repository, read by one `git cat-file --batch` for as long as it is open: commits and trees are parsed
 * from their own bytes, so a mode or a name is seen as it stands and not as git would show it. Nothing larger than a
 * bound is held. Reads answer in the order they were asked.
 */
import type { Git, GitOptions } from './git.ts';

export type GitObject =
  | { readonly kind: 'commit' | 'tree' | 'blob' | 'tag'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  /** Over the bound of one; nothing can be read after it. */
  | { readonly kind: 'large'; readonly size: number }
  /** All that was read together is over its bound; nothing can be read after it. */
  | { readonly kind: 'spent' };

export interface ObjectBounds {
  readonly objectBytes: number;
  readonly totalBytes: number;
}

export interface GitObjects extends AsyncDisposable {
  read(oid: string): Promise<GitObject>;
}

interface Waiting {
  readonly resolve: (object: GitObject) => void;
}

export const oidPattern = /^[0-9a-f]{40}$/;
const header = /^[0-9a-f]{40} (commit|tree|blob|tag) (\d+)$/;
const maxHeader = 128;

/** `options` names the repository. A process that dies answers `missing` from then on. */
export function openGitObjects(git: Git, options: GitOptions, bounds: ObjectBounds): GitObjects {
  const running = git.start(['cat-file', '--batch'], options);
  const { child } = running;
  const waiting: Waiting[] = [];
  let held: Buffer = Buffer.alloc(0);
  let over = false;
  let total = 0;

  const endWith = (object: GitObject): void => {
    over = true;
    running.kill();
    waiting.shift()?.resolve(object);
    for (const { resolve } of waiting.splice(0)) resolve({ kind: 'missing' });
  };
  /** Whether one whole answer was in what is held. */
  const answerOne = (): boolean => {
    const end = held.indexOf(10);
    if (end === -1) {
      if (held.length > maxHeader) endWith({ kind: 'missing' });
      return false;
    }
    const [, kind, sizeText] = header.exec(held.toString('latin1', 0, end)) ?? [];
    if (kind === undefined) {
      held = held.subarray(end + 1);
      waiting.shift()?.resolve({ kind: 'missing' });
      return true;
    }
    const size = Number(sizeText);
    if (size > bounds.objectBytes || total + size > bounds.totalBytes) {
      endWith(size > bounds.objectBytes ? { kind: 'large', size } : { kind: 'spent' });
      return false;
    }
    if (held.length < end + size + 2) return false;
    const bytes = Buffer.from(held.subarray(end + 1, end + 1 + size));
    held = held.subarray(end + size + 2);
    total += size;
    waiting.shift()?.resolve({ kind: kind as 'commit', bytes });
    return true;
  };
  child.stdout.on('data', (chunk: Buffer) => {
    if (over) return;
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (!over && answerOne());
  });
  void running.ended.then(() => endWith({ kind: 'missing' }));
  const onAbort = (): void => endWith({ kind: 'missing' });
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted) onAbort();

  return {
    read: (oid) => {
      if (over || !oidPattern.test(oid)) return Promise.resolve({ kind: 'missing' });
      return new Promise((resolve) => {
        waiting.push({ resolve });
        child.stdin.write(`${oid}\n`);
      });
    },
    [Symbol.asyncDispose]: async () => {
      options.signal?.removeEventListener('abort', onAbort);
      endWith({ kind: 'missing' });
      await running.ended;
    },
  };
}

export interface ParsedCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** Null for bytes that are no commit. */
export function parseCommit(bytes: Buffer): ParsedCommit | null {
  const text = bytes.toString('utf8');
  const [, tree, parents = '', rest = ''] =
    /^tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author ([\s\S]*)$/.exec(text) ?? [];
  const body = rest.indexOf('\n\n');
  if (tree === undefined || body === -1) return null;
  return {
    tree,
    parents: parents
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.slice('parent '.length)),
    message: rest.slice(body + 2),
  };
}

export interface TreeEntry {
  /** As it stands: `40000`, `100644`, or anything that somebody wrote. */
  readonly mode: string;
  /** Bytes as latin1: what is not ASCII stays visible as such. */
  readonly name: string;
  readonly oid: string;
}

/** Null for bytes that are no tree. */
export function parseTree(bytes: Buffer): readonly TreeEntry[] | null {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space);
    if (space === -1 || end === -1 || end + 21 > bytes.length) return null;
    entries.push({
      mode: bytes.toString('latin1', at, space),
      name: bytes.toString('latin1', space + 1, end),
      oid: bytes.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}
