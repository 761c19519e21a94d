/**
 * What the hub has accepted: main's own commits, and those taken from agents. Held in memory, read once at the start,
 * because this process is the hub's only writer. A commit that is not here was never weighed, whatever objects lie in
 * the repository.
 */
import { BenchError } from '../../base/model/errors.ts';
import type { Git } from './git.ts';
import { type GitObjects, parseCommit } from './gitObjects.ts';
import { type Listing, listKnown } from './treeListing.ts';

export interface MainCommit {
  readonly commit: string;
  readonly listing: Listing;
}

export interface AgentRef {
  readonly agentId: string;
  readonly number: number;
  readonly commit: string;
}

export interface History {
  /** Oldest first; never empty. */
  readonly main: readonly MainCommit[];
  has(commit: string): boolean;
  /** The newest commit of main that a known commit builds on. */
  baseOf(commit: string): MainCommit;
  /** Of one agent, oldest first. */
  refsOf(agentId: string): readonly AgentRef[];
  /** Commits of main and the newest of every agent: what a clone probably has. */
  tips(): readonly string[];
  /** The newest commit of main, after the template moved on. */
  addMain(commit: MainCommit): void;
  /** `commits`: parents before children. */
  accept(
    ref: AgentRef,
    commits: readonly (readonly [commit: string, parents: readonly string[]])[],
  ): void;
}

export const agentRef = ({ agentId, number }: Omit<AgentRef, 'commit'>): string =>
  `refs/agents/${agentId}/${number}`;

const maxHistoryBytes = 64 << 20;
const maxTips = 256;

async function readRefs(git: Git, gitDir: string): Promise<readonly AgentRef[]> {
  const format = '--format=%(refname) %(objectname)';
  const text = await git.run(['for-each-ref', format, 'refs/agents/'], {
    gitDir,
    maxBytes: maxHistoryBytes,
  });
  const refs = text
    .toString('latin1')
    .split('\n')
    .flatMap((line) => {
      const [, agentId, number, commit] =
        /^refs\/agents\/([a-z0-9-]+)\/(\d+) ([0-9a-f]{40})$/.exec(line) ?? [];
      if (agentId === undefined || commit === undefined) return [];
      return [{ agentId, number: Number(number), commit }];
    });
  return refs.sort((a, b) => a.number - b.number);
}

/** Commits of main that come after `after`, oldest first; all without one. */
export async function readMain(
  git: Git,
  gitDir: string,
  objects: GitObjects,
  after?: string,
): Promise<MainCommit[]> {
  const range = after === undefined ? 'refs/heads/main' : `${after}..refs/heads/main`;
  const list = ['rev-list', '--first-parent', '--reverse', range];
  const text = (await git.run(list, { gitDir })).toString('latin1');
  const commits = text.split('\n').filter((line) => line !== '');
  const main: MainCommit[] = [];
  for (const commit of commits) {
    const object = await objects.read(commit);
    const parsed = object.kind === 'commit' ? parseCommit(object.bytes) : null;
    if (parsed === null) {
      throw new BenchError('storage', `the hub ${gitDir} has lost commit ${commit}`, {
        hint: 'move the folder away: a new hub is made, results are in the ledger',
      });
    }
    main.push({ commit, listing: await listKnown(objects, parsed.tree) });
  }
  return main;
}

export async function loadHistory(git: Git, gitDir: string, objects: GitObjects): Promise<History> {
  const main = await readMain(git, gitDir, objects);
  const bases = new Map<string, number>(main.map(({ commit }, index) => [commit, index]));
  const byAgent = new Map<string, AgentRef[]>();
  const addRef = (ref: AgentRef): void => {
    const refs = byAgent.get(ref.agentId);
    if (refs === undefined) byAgent.set(ref.agentId, [ref]);
    else refs.push(ref);
  };
  const addCommit = (commit: string, parents: readonly string[]): void => {
    if (bases.has(commit)) return;
    bases.set(commit, Math.max(0, ...parents.map((parent) => bases.get(parent) ?? 0)));
  };
  for (const ref of await readRefs(git, gitDir)) addRef(ref);
  const list = ['rev-list', '--topo-order', '--reverse', '--parents', '--glob=refs/agents/*'];
  const text = await git.run([...list, '--not', 'refs/heads/main'], {
    gitDir,
    maxBytes: maxHistoryBytes,
  });
  for (const line of text.toString('latin1').split('\n')) {
    const [commit = '', ...parents] = line.split(' ');
    if (commit !== '') addCommit(commit, parents);
  }
  return {
    main,
    has: (commit) => bases.has(commit),
    baseOf: (commit) => main[bases.get(commit) ?? 0] as MainCommit,
    refsOf: (agentId) => byAgent.get(agentId) ?? [],
    tips: () => {
      const newest = [...byAgent.values()].map((refs) => (refs.at(-1) as AgentRef).commit);
      return [...main.slice(-8).map(({ commit }) => commit), ...newest.slice(-maxTips)];
    },
    addMain: (added) => {
      bases.set(added.commit, main.length);
      main.push(added);
    },
    accept: (ref, commits) => {
      for (const [commit, parents] of commits) addCommit(commit, parents);
      addRef(ref);
    },
  };
}
