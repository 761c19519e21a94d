/**
 * What all agents of a core share, opened when the first one needs it: the jail as it was probed, the gateway, the tools
 * that a jail shows, the folder of sockets, and a hub per task. A core without agents pays for none of it.
 */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { judgeMainName } from '../../base/model/judgeFile.ts';
import { type AgentJail, agentCommand, agentPlaces } from '../../environment/jail/agentJail.ts';
import { probeAgentJail } from '../../environment/jail/probeAgentJail.ts';
import { hubDirIn, hubsDir as hubsDirOf } from '../../store/dataLayout.ts';
import { type HeadToAnchor, writeHead } from '../hub/headAnchors.ts';
import type { Hub, HubPart, HubTask } from '../hub/hub.ts';
import { createHubGit } from '../hub/hubGit.ts';
import { openHub } from '../hub/openHub.ts';
import { makeHub, seedMain } from '../hub/seedHub.ts';
import { exists, pricesPath } from './agentFolders.ts';
import type { AgentPorts, AgentTask } from './agentPorts.ts';
import type { Gateway } from './gateway/gateway.ts';
import { openGateway } from './gateway/openGateway.ts';
import { prepareTools } from './prepareTools.ts';
import { shortPlan } from './sessionParts.ts';

export interface AgentHouse extends AsyncDisposable {
  jail(): Promise<AgentJail>;
  gateway(): Promise<Gateway>;
  tools(): Promise<string>;
  runtimeDir(): Promise<string>;
  hub(task: AgentTask): Promise<Hub>;
  /** The hub of a task's judges or resets, apart from the policies': seeded from a folder with judge/ and judge.md. */
  writerHub(part: WrittenPart, task: AgentTask, startDir: string): Promise<Hub>;
  /** Makes a task's hub, or brings it up to the working copy, without opening any other part of the house. */
  seedHub(task: { readonly id: string; readonly dir: string }): Promise<void>;
  /** Into the task's hub, which is made when missing; opens no other part of the house. @throws BenchError `storage`. */
  anchorHead(task: string, head: () => HeadToAnchor): Promise<void>;
}

type WrittenPart = Exclude<HubPart, 'policy'>;

/** What a commit of such a hub must hold, and what may be changed in it. */
const writtenParts = {
  judge: { mainOf: () => `judge/${judgeMainName}`, surface: ['judge/**', 'train/**', 'notes/**'] },
  reset: {
    mainOf: ({ manifest }: AgentTask) => `reset/${path.basename(manifest.reset.main)}`,
    surface: ['reset/**', 'notes/**'],
  },
} as const;

/** Once, and again only after it failed. */
function once<T>(run: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= run().catch((thrown: unknown) => {
      made = null;
      throw thrown;
    });
    return made;
  };
}

export type HousePorts = Pick<
  AgentPorts,
  'clock' | 'log' | 'dataDir' | 'appDir' | 'nodePath' | 'benchId'
>;

export function createAgentHouse(ports: HousePorts): AgentHouse {
  const { clock, log, dataDir, appDir, nodePath, benchId } = ports;
  const stack = new AsyncDisposableStack();
  const hubs = new Map<string, () => Promise<Hub>>();
  /** Seedings of hubs that are not open: one that opens meanwhile waits for its own. */
  const seeding = new Map<string, Promise<void>>();
  const cacheDir = path.join(dataDir, 'cache', 'confine');
  const hubsDir = hubsDirOf(dataDir);
  const runtimeDir = once(async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'nb-'));
    stack.defer(() => rm(dir, { recursive: true, force: true }));
    return dir;
  });
  const jail = once(() => probeAgentJail({ log, appDir, nodePath, cacheDir }));
  const gateway = once(async () => {
    const dir = await runtimeDir();
    await mkdir(path.dirname(pricesPath(dataDir)), { recursive: true });
    return stack.use(
      await openGateway({ clock, log, pricesPath: pricesPath(dataDir), runtimeDir: dir }),
    );
  });
  const tools = once(async () => {
    const dir = path.join(dataDir, 'cache', 'agent-tools');
    await prepareTools(dir, appDir, nodePath);
    return dir;
  });
  /** How git serves a clone: in the jail of the agent whose clone it is. */
  const packIn =
    (walls: AgentJail, toolsDir: string, sockets: string, hubDir: string) =>
    (clone: string): readonly string[] | null => {
      if (walls.level === 'none') return null;
      const home = path.join(path.dirname(clone), 'home');
      const folders = { home, clone, tools: toolsDir, runtimeDir: sockets };
      const base = { ...folders, sockets: [], env: {}, command: [], model: null, terminal: false };
      const readOnly = [{ from: hubDir, to: hubDir }];
      const { file, args } = agentCommand(shortPlan({ ...base, readOnly }, []), walls);
      return [file, ...args, agentPlaces(walls, folders).clone];
    };
  const opened = (task: HubTask): Promise<Hub> => {
    const { id } = task;
    const known = hubs.get(id);
    if (known !== undefined) return known();
    const open = once(async () => {
      await seeding.get(id)?.catch(() => undefined);
      const walls = await jail();
      const gitDir = hubDirIn(hubsDir, id);
      const packCommand = packIn(walls, await tools(), await runtimeDir(), gitDir);
      return await openHub({ clock, log, hubsDir, benchId, packCommand }, task);
    });
    hubs.set(id, open);
    return open();
  };
  /** One after the other for a hub that is not open. */
  const inTurn = async (id: string, work: () => Promise<void>): Promise<void> => {
    const mine = (seeding.get(id) ?? Promise.resolve()).catch(() => undefined).then(work);
    seeding.set(id, mine);
    await mine;
  };
  return {
    jail,
    gateway,
    tools,
    runtimeDir,
    hub({ manifest, dir }) {
      const { id, policy, editable } = manifest;
      return opened({ id, dir, mainFile: policy.main, surface: editable });
    },
    async writerHub(part, task, dir) {
      // No task's name has a dot.
      const id = `${task.manifest.id}.${part}`;
      const { mainOf, surface } = writtenParts[part];
      const hub = await opened({ id, part, dir, mainFile: mainOf(task), surface });
      await hub.follow();
      return hub;
    },
    async seedHub({ id, dir }) {
      const known = hubs.get(id);
      if (known !== undefined) return await (await known()).follow();
      await inTurn(id, async () => {
        const git = createHubGit(clock, hubsDir);
        await seedMain(git, await makeHub(git, hubsDir, id), { id, dir });
      });
    },
    async anchorHead(id, head) {
      // Who opens a hub sweeps the locks of writers that are gone: none may be at work then.
      await hubs
        .get(id)?.()
        .catch(() => undefined);
      await inTurn(id, async () => {
        const git = createHubGit(clock, hubsDir);
        const gitDir = hubDirIn(hubsDir, id);
        if (!(await exists(gitDir))) await makeHub(git, hubsDir, id);
        await writeHead(git, gitDir, benchId, head());
      });
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export const unconfinedRefusal = (why: string): BenchError =>
  new BenchError('refused', `nothing confines an agent on this machine: ${why}`, {
    hint: 'install bubblewrap, or let a named person accept it (--accepted-by NAME)',
  });
