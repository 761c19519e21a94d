/**
 * Where an agent's things lie in the data folder, and what is put there before it starts: home, clone, the way to its
 * desk, the brief as its program likes it, the recipe's files. An agent that goes on keeps the folders it had.
 */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { assert } from '../../base/lib/assert.ts';
import { agentIdPattern, type UsageRecord } from '../../base/model/agent.ts';
import type { AgentInside, Recipe } from './recipes/recipe.ts';

export interface AgentFiles {
  readonly dir: string;
  readonly home: string;
  readonly clone: string;
  /** Of each session: one that is taken up again leaves what the one before showed. */
  readonly scrollbackOf: (agentId: string) => string;
  /** What its policies printed, a file a request. */
  readonly wordsDir: string;
  readonly usage: string;
  /** Of a session that writes a judge: the clips it has, while it runs. */
  readonly clips: string;
}

/** `root`: the first session of the folders. */
export function agentFiles(dataDir: string, root: string): AgentFiles {
  assert(agentIdPattern.test(root), 'an agent id names a folder');
  const dir = path.join(dataDir, 'agents', root);
  return {
    dir,
    home: path.join(dir, 'home'),
    clone: path.join(dir, 'clone'),
    scrollbackOf: (agentId) =>
      path.join(dir, agentId === root ? 'terminal.bin' : `terminal-${agentId}.bin`),
    wordsDir: path.join(dir, 'policy-words'),
    usage: path.join(dir, 'usage.ndjson'),
    clips: path.join(dir, 'clips'),
  };
}

/** What a policy printed in a trial of a night, until a request is answered with it and after. */
export const nightWordsPath = (dataDir: string, nightId: string, index: number): string =>
  path.join(dataDir, 'agents', 'night-words', nightId, `${index}.txt`);

export const providersPath = (dataDir: string): string =>
  path.join(dataDir, 'agents', 'providers.json');
export const pricesPath = (dataDir: string): string => path.join(dataDir, 'agents', 'prices.json');
export const sitesPath = (dataDir: string): string => path.join(dataDir, 'agents', 'reading.json');
export const literatureDir = (dataDir: string, task: string): string =>
  path.join(dataDir, 'literature', task);

/** What hubs of judges and resets are seeded from. */
export const judgeStartDir = (dataDir: string, task: string): string =>
  path.join(dataDir, 'cache', 'judge-start', task);
export const resetStartDir = (dataDir: string, task: string): string =>
  path.join(dataDir, 'cache', 'reset-start', task);

export async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null;
}

export interface SeedOptions {
  readonly recipe: Recipe;
  readonly inside: AgentInside;
  readonly desk: { readonly socket: string; readonly key: string };
  /** The text of the brief file. */
  readonly brief: string;
}

/** What `shim/seed.mjs` writes, all paths as the agent sees them. */
export interface SeedPlan {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Kept out of `git add -A`: they are the app's, not the agent's work. */
  readonly excludes: readonly { readonly path: string; readonly line: string }[];
}

export function planSeeds({ recipe, inside, desk, brief }: SeedOptions): SeedPlan {
  const { home, clone } = inside;
  const seeds = [
    ...recipe.seeds(inside),
    { at: 'clone' as const, path: recipe.briefFile, text: brief },
  ];
  const own = [{ path: `${home}/.bench/desk.json`, text: `${JSON.stringify(desk)}\n` }];
  return {
    files: [
      ...own,
      ...seeds.map(({ at, path: name, text }) => ({
        path: `${at === 'home' ? home : clone}/${name}`,
        text,
      })),
    ],
    excludes: seeds
      .filter(({ at }) => at === 'clone')
      .map(({ path: name }) => ({ path: `${clone}/.git/info/exclude`, line: `/${name}` })),
  };
}

/** Nothing is appended to a larger file; what stands in it counts. */
export const maxUsageBytes = 32 << 20;

/** What was counted in these folders before; a damaged last line is left out. */
export async function readUsage(file: string): Promise<readonly UsageRecord[]> {
  const info = await stat(file).catch(() => null);
  if (info === null) return [];
  const text = await readFile(file, 'utf8');
  const lines = text.slice(0, 2 * maxUsageBytes).split('\n');
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as UsageRecord];
    } catch {
      return [];
    }
  });
}
