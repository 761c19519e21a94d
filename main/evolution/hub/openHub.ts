/**
 * A task's hub, opened: `<hubsDir>/<task>.git` and all that is done with it (the nouns are in `hub.ts`). One process writes
 * a hub: this one. Each ref has one writer: main is the template's, refs/agents/<agent>/<n> is made once by a take,
 * refs/bench/<bench>/results is appended. Judge, reset, scene, oracle and clips are not known here, so they cannot leak.
 */
import { mkdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { createTurns } from '../../base/lib/turns.ts';
import { BenchError } from '../../base/model/errors.ts';
import { openAgentBytes } from './agentBytes.ts';
import { parseClaims } from './claims.ts';
import { createClones, folderBytes } from './clones.ts';
import { exportPolicy } from './exportPolicy.ts';
import type { Git } from './git.ts';
import { oidPattern, openGitObjects } from './gitObjects.ts';
import { agentRef, type History, loadHistory, readMain } from './history.ts';
import type { Hub, HubCommit, HubPorts, HubTask, PolicyStep } from './hub.ts';
import { createHubGit } from './hubGit.ts';
import { createLanes } from './lanes.ts';
import { packWhenMany } from './packWhenMany.ts';
import { createResults } from './results.ts';
import { agentSettings, makeHub, seedMain } from './seedHub.ts';
import { takeCommit } from './takeCommit.ts';
import { defaultSurface, takeBounds } from './treeRules.ts';
import { subjectOf } from './weighTake.ts';

/** A hub beyond this takes nothing more. */
const maxHubBytes = 4 * 2 ** 30;
const maxDiffBytes = 256 << 10;
const maxLogged = 300;
const readBounds = { objectBytes: takeBounds.fileBytes, totalBytes: 1 << 30 };
const agentPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

function checkAgent(agentId: string): void {
  if (!agentPattern.test(agentId)) throw new BenchError('bad-input', 'not an agent of this bench');
}

/** Commits of an agent that are not main's; three fields each, ended by a NUL, which no message holds. */
async function logOf(git: Git, dir: string, agentId: string): Promise<readonly HubCommit[]> {
  const args = ['log', `-n${maxLogged}`, '--topo-order', '--format=tformat:%H%x00%P%x00%B%x00'];
  const refs = [`--glob=refs/agents/${agentId}/*`, '--not', 'refs/heads/main', '--'];
  const text = await git.run([...args, ...refs], { gitDir: dir, maxBytes: 32 << 20 });
  const fields = text.toString('utf8').split('\0');
  const commits: HubCommit[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [commit = '', parents = '', message = ''] = fields.slice(at, at + 3);
    commits.push({
      commit: commit.trim(),
      parents: parents.split(' ').filter((parent) => parent !== ''),
      subject: subjectOf(message),
      claims: parseClaims(message),
    });
  }
  return commits;
}

async function policyLineOf(
  git: Git,
  gitDir: string,
  commit: string,
  most: number,
): Promise<readonly PolicyStep[]> {
  // In an order that needs the nearest commits alone, however long the history behind them is.
  const list = ['rev-list', `--max-count=${most}`, commit, '--'];
  const lines = (bytes: Buffer): readonly string[] =>
    bytes
      .toString('latin1')
      .split('\n')
      .filter((line) => line !== '');
  const commits = lines(await git.run(list, { gitDir }));
  const input = commits.map((each) => `${each}:policy\n`).join('');
  const check = ['cat-file', '--batch-check=%(objectname)'];
  const trees = lines(await git.run(check, { gitDir, input }));
  const seen = new Set<string>();
  return commits.flatMap((each, index) => {
    const policyTree = trees[index] ?? '';
    if (!oidPattern.test(policyTree) || seen.has(policyTree)) return [];
    seen.add(policyTree);
    return [{ commit: each, policyTree }];
  });
}

async function diffOf(git: Git, dir: string, base: string, commit: string): Promise<string> {
  const shape = ['-p', '-r', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames'];
  const options = { gitDir: dir, maxBytes: 64 << 20 };
  const text = await git.run(['diff-tree', ...shape, base, commit, '--'], options);
  if (text.length <= maxDiffBytes) return text.toString('utf8');
  const rest = `\n[${text.length - maxDiffBytes} more bytes are not shown]\n`;
  return text.toString('utf8', 0, maxDiffBytes) + rest;
}

/** One after the other: each moves main by at most one commit. */
function createFollow(git: Git, gitDir: string, task: HubTask, history: History) {
  let last: Promise<unknown> = Promise.resolve();
  const run = async (): Promise<void> => {
    if (!(await seedMain(git, gitDir, task))) return;
    await using objects = openGitObjects(git, { gitDir }, readBounds);
    const after = history.main.at(-1)?.commit;
    for (const commit of await readMain(git, gitDir, objects, after)) history.addMain(commit);
  };
  return (): Promise<void> => {
    const mine = last.then(run);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** @throws BenchError `bad-input` for a template that agents could not work on, `storage`, `unavailable` without git. */
export async function openHub(ports: HubPorts, task: HubTask): Promise<Hub> {
  const { clock, benchId } = ports;
  await mkdir(ports.hubsDir, { recursive: true });
  // Clones name the hub by its real path.
  const hubsDir = await realpath(ports.hubsDir);
  const log = ports.log.scoped('hub');
  const git = createHubGit(clock, hubsDir);
  const scratchDir = path.join(hubsDir, `.scratch-${task.id}`);
  await rm(scratchDir, { recursive: true, force: true });
  const dir = await makeHub(git, hubsDir, task.id);
  if (await seedMain(git, dir, task))
    log.log('info', 'main follows its template', { task: task.id });
  await packWhenMany(git, dir);
  const history = await (async () => {
    await using objects = openGitObjects(git, { gitDir: dir }, readBounds);
    return await loadHistory(git, dir, objects);
  })();
  const turns = createTurns(clock);
  const clones = createClones(git, dir, path.join(hubsDir, `${task.id}.clones.json`));
  const results = createResults(git, dir, benchId, turns);
  const takes = createLanes({ atOnce: 4, waiting: 4 });
  let hubBytes = await folderBytes(dir);
  const room = {
    ports,
    git,
    dir,
    scratchDir,
    history,
    mainFile: task.mainFile ?? null,
    part: task.part ?? 'policy',
    turns,
    agentBytes: await openAgentBytes(path.join(hubsDir, `${task.id}.bytes.json`)),
    roomBytes: () => maxHubBytes - hubBytes,
    grew: (bytes: number) => {
      hubBytes += bytes;
    },
  };
  const newest = (): string => history.main.at(-1)?.commit as string;
  const known = (commit: string): void => {
    if (!history.has(commit)) throw new BenchError('not-found', 'the hub has no such commit');
  };

  const follow = createFollow(git, dir, task, history);

  return {
    dir,
    follow,
    agentEnv: { GIT_CONFIG_SYSTEM: agentSettings(dir) },
    head: () => Promise.resolve(newest()),
    clone: async (into, { agentId, from = newest() }) => {
      checkAgent(agentId);
      known(from);
      await clones.make(into, agentId, from);
    },
    take: async (agentId, clone, options = {}) => {
      checkAgent(agentId);
      const { surface = task.surface ?? defaultSurface, signal = new AbortController().signal } =
        options;
      const taken = await takes.run(agentId, () =>
        takeCommit(room, { agentId, clone, surface, signal }),
      );
      const what = taken.kind === 'accepted' ? { commit: taken.commit } : { refused: taken.reason };
      log.log('info', 'took from a clone', { agentId, ...what });
      return taken;
    },
    peerRef: (agentId) => {
      const ref = history.refsOf(agentId).at(-1);
      return ref === undefined ? null : agentRef(ref);
    },
    policyLine: async (commit, most) => {
      known(commit);
      return await policyLineOf(git, dir, commit, most);
    },
    exportTree: async (commit, part, into) => {
      known(commit);
      await using objects = openGitObjects(git, { gitDir: dir }, readBounds);
      await exportPolicy(objects, commit, part, into);
    },
    writeResult: results.write,
    results: results.list,
    diff: async (commit, against) => {
      known(commit);
      if (against !== undefined) known(against);
      return await diffOf(git, dir, against ?? history.baseOf(commit).commit, commit);
    },
    log: async (agentId) => {
      checkAgent(agentId);
      return await logOf(git, dir, agentId);
    },
    removeClone: clones.remove,
    keepClones: clones.keep,
    sizes: async () => {
      hubBytes = await folderBytes(dir);
      return { hubBytes, cloneBytes: await clones.bytes() };
    },
  };
}
