/**
 * Everything one start of an agent needs before its program runs: home and clone, the line to a model, the desk, the files
 * of its recipe, and the plan of its jail. What is opened here is given to a stack and closed with it.
 */
import { appendFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { mintToken } from '../../base/host/secretToken.ts';
import type { AgentPurpose, AgentView, UsageRecord } from '../../base/model/agent.ts';
import { type BenchError, toBenchError } from '../../base/model/errors.ts';
import {
  type AgentJail,
  type AgentPlan,
  agentCommand,
  agentPlaces,
  modelPort,
  prepareAgentFolders,
} from '../../environment/jail/agentJail.ts';
import type { Hub } from '../hub/hub.ts';
import { type AgentFiles, exists, maxUsageBytes, planSeeds, readUsage } from './agentFolders.ts';
import type { AgentPorts } from './agentPorts.ts';
import { deskInstructions } from './desk/agentsInterface.ts';
import { openDesk } from './desk/openDesk.ts';
import type { BudgetBound, Gateway, GatewayLine, Upstream } from './gateway/gateway.ts';
import type { AgentDesk } from './openAgentDesk.ts';
import { type FoundProgram, programCommand } from './recipes/findProgram.ts';
import type { AgentInside, Launch, Recipe } from './recipes/recipe.ts';
import { runJailed } from './runJailed.ts';

export interface SessionStart {
  readonly agentId: string;
  readonly recipe: Recipe;
  /** Null: the person named a command. */
  readonly program: FoundProgram | null;
  readonly command: readonly string[];
  readonly upstreams: readonly Upstream[];
  readonly mode: AgentView['mode'];
  readonly resumes: boolean;
  readonly prompt: string;
  readonly model: string | null;
  readonly budget: AgentView['budget'];
  readonly purpose: AgentPurpose;
}

export interface SessionParts {
  readonly ports: AgentPorts;
  readonly jail: AgentJail;
  readonly gateway: Gateway;
  readonly hub: Hub;
  readonly files: AgentFiles;
  /** Shared by all sessions of a core. */
  readonly toolsDir: string;
  readonly runtimeDir: string;
  readonly desk: AgentDesk;
  readonly changed: () => void;
}

export interface OpenedParts {
  readonly line: GatewayLine;
  readonly plan: AgentPlan;
  readonly launch: Launch;
}

const seedMs = 20_000;

const deskName = (agentId: string): string => `desk-${agentId}.sock`;

function launchOf(start: SessionStart, inside: AgentInside): Launch {
  const { recipe, mode, resumes } = start;
  if (mode === 'headless') return resumes ? recipe.resumeHeadless(inside) : recipe.headless(inside);
  return resumes ? recipe.resume(inside) : recipe.terminal(inside);
}

/** Appends until the file is as large as it may be. */
function createUsageFile(file: string, trouble: (error: BenchError) => void) {
  let full = false;
  return (record: UsageRecord): void => {
    if (full) return;
    try {
      appendFileSync(file, `${JSON.stringify(record)}\n`);
      full = statSync(file).size > maxUsageBytes;
    } catch (thrown) {
      trouble(toBenchError(thrown));
    }
  };
}

async function openLine(
  start: SessionStart,
  { ports, gateway, files, changed }: SessionParts,
  onSpent: (which: BudgetBound) => void,
): Promise<GatewayLine> {
  const keep = createUsageFile(files.usage, ports.onTrouble);
  const { agentId, upstreams, budget } = start;
  return await gateway.openLine({
    agentId,
    upstreams,
    budget,
    before: await readUsage(files.usage),
    onUsage: (record) => {
      keep(record);
      changed();
    },
    onSpent,
  });
}

/** What runs in the jail, and where the agent finds everything. */
function planStart(
  start: SessionStart,
  { jail, gateway, hub, files, toolsDir, runtimeDir, desk }: SessionParts,
  line: GatewayLine,
) {
  const { agentId, program } = start;
  const confined = jail.level === 'bubblewrap';
  const folders = { home: files.home, clone: files.clone, tools: toolsDir, runtimeDir };
  const places = agentPlaces(jail, folders);
  const modelSocket = path.basename(line.socketPath);
  const inside: AgentInside = {
    home: places.home,
    clone: places.clone,
    bench: `${places.tools}/bin/bench`,
    modelUrl: confined ? `http://127.0.0.1:${modelPort}` : line.tcpUrl,
    token: line.token,
    model: start.model,
    prompt: start.prompt,
    command: start.command,
  };
  const launch = launchOf(start, inside);
  const node = `${places.tools}/bin/node`;
  const command =
    program === null
      ? [start.command[0] ?? 'sh', ...launch.args]
      : programCommand(program, { mapped: confined, node }, launch);
  const plan: AgentPlan = {
    ...folders,
    sockets: [modelSocket, deskName(agentId)],
    readOnly: [{ from: hub.dir, to: hub.dir }, ...desk.shown, ...(program?.mounts ?? [])],
    env: { ...launch.env, ...hub.agentEnv, ...desk.env },
    command,
    model: confined ? { socket: modelSocket } : { port: gateway.port },
    terminal: true,
  };
  return { plan, launch, inside, places };
}

/** A plan that only runs a short program of ours in the same jail. */
export const shortPlan = (plan: AgentPlan, command: readonly string[]): AgentPlan => ({
  ...plan,
  sockets: [],
  model: null,
  terminal: false,
  env: {},
  command,
});

/** @throws BenchError; what was opened is in the stack. */
export async function openSessionParts(
  start: SessionStart,
  parts: SessionParts,
  stack: AsyncDisposableStack,
  onSpent: (which: BudgetBound) => void,
): Promise<OpenedParts> {
  const { ports, jail, hub, files, runtimeDir } = parts;
  const { agentId, recipe } = start;
  const { verbs, brief } = stack.use(parts.desk);
  const { clock } = ports;
  await mkdir(files.home, { recursive: true, mode: 0o700 });
  if (!(await exists(files.clone))) await hub.clone(files.clone, { agentId });
  const line = stack.use(await openLine(start, parts, onSpent));
  const key = mintToken();
  stack.use(
    await openDesk({
      socketPath: path.join(runtimeDir, deskName(agentId)),
      key,
      verbs,
      purpose: start.purpose,
      version: ports.version,
      instructions: deskInstructions[start.purpose],
      clock,
      log: ports.log.scoped(agentId),
    }),
  );
  const { plan, launch, inside, places } = planStart(start, parts, line);
  await prepareAgentFolders(jail, [
    files.home,
    files.clone,
    ...plan.sockets.map((name) => path.join(runtimeDir, name)),
  ]);
  const desk = { socket: places.socket(deskName(agentId)), key };
  const seeds = JSON.stringify(planSeeds({ recipe, inside, desk, brief }));
  const writer = [`${places.tools}/bin/node`, `${places.tools}/seed.mjs`];
  const command = agentCommand(shortPlan(plan, writer), jail);
  await runJailed('writing the agent’s files', command, seeds, clock, seedMs);
  return { line, plan, launch };
}
