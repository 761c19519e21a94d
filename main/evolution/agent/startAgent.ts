/**
 * From "start this agent" to a running session, or a refusal with a reason: the program is really there, something confines
 * it or a named person accepts that nothing does, its model can be reached, its desk answers. One start after another.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandArgsParsed } from '../../base/api/contract.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import { type AgentJail, agentPlaces } from '../../environment/jail/agentJail.ts';
import { execGroup } from '../../environment/jail/execGroup.ts';
import type { Hub } from '../hub/hub.ts';
import type { AgentBook } from './agentBook.ts';
import {
  type AgentFiles,
  agentFiles,
  literatureDir,
  providersPath,
  sitesPath,
} from './agentFolders.ts';
import { type AgentHouse, unconfinedRefusal } from './agentHouse.ts';
import type { AgentPorts, AgentTask } from './agentPorts.ts';
import { resendResults } from './agentRuns.ts';
import type { AgentTrials } from './agentTrials.ts';
import { agentView, emptyMeter } from './agentView.ts';
import { createStartTrial } from './createStartTrial.ts';
import { agentsInterface } from './desk/agentsInterface.ts';
import { createDeskVerbs } from './desk/createDeskVerbs.ts';
import type { DeskPorts, Peer } from './desk/deskPorts.ts';
import { createReadGate, openTrialFiles } from './desk/openTrialFiles.ts';
import { openLiterature } from './openLiterature.ts';
import { openSession, type Session } from './openSession.ts';
import { sdkFolder } from './prepareTools.ts';
import { readProviders } from './readProviders.ts';
import { type FoundProgram, findProgram } from './recipes/findProgram.ts';
import type { Recipe } from './recipes/recipe.ts';
import { recipeOf } from './recipes/recipes.ts';

export type StartArgs = CommandArgsParsed<'agent.start'>;

export interface StarterParts {
  readonly ports: AgentPorts;
  readonly book: AgentBook;
  readonly house: AgentHouse;
  readonly trials: AgentTrials;
  readonly changed: () => void;
  readonly onStarted: (session: Session) => void;
  readonly onEnded: (session: Session, why: string) => void;
  readonly running: () => readonly Session[];
}

export interface Starter {
  /** @throws BenchError `not-found`, `unavailable`, `refused`, `busy`, `bad-input`. */
  start(args: StartArgs): Promise<string>;
  /** Nothing starts any more; resolves when what was being started has started or failed. */
  close(): Promise<void>;
}

const mostAgents = 16;
/** Of each task; the rest is deleted when another agent starts. */
const clonesKept = 50;

const openingPrompt =
  'Read your brief, then the tools `status` and `task` of the server `bench`. Improve the policy: one idea at a time, each tested by trials on the bench.';

async function briefOf({ dir }: AgentTask): Promise<string> {
  return await readFile(path.join(dir, 'program.md'), 'utf8').catch(() => '');
}

async function programOf(
  recipe: Recipe,
  args: StartArgs,
  { env, appDir, clock }: AgentPorts,
): Promise<FoundProgram | null> {
  if (recipe.program === null) {
    if (args.command !== undefined) return null;
    throw new BenchError('bad-input', 'name the command to run', { hint: 'words after --' });
  }
  if (args.command !== undefined)
    throw new BenchError('bad-input', `${recipe.name} takes no command of yours`, {
      hint: 'use the recipe command',
    });
  const found = await findProgram(recipe, { env, appDir, exec: execGroup(clock) });
  if (found?.version != null) return found;
  const { npm } = recipe.program;
  throw new BenchError(
    'unavailable',
    `${recipe.name} is not installed${found === null ? '' : `: ${found.why}`}`,
    {
      hint: npm === null ? recipe.advice : `npm install -g ${npm.package}@${npm.version}`,
    },
  );
}

function peersOf({ book, running }: StarterParts, hub: Hub, agentId: string, task: string) {
  const root = book.rootOf(agentId);
  return (): readonly Peer[] => {
    const alive = new Set(running().map((session) => session.agentId));
    return book
      .agents()
      .map(({ started }) => started)
      .filter((started) => started.task === task && book.rootOf(started.agentId) !== root)
      .slice(0, 50)
      .map((started) => ({
        agentId: started.agentId,
        name: started.name,
        state: alive.has(started.agentId) ? 'at work' : 'ended',
        refs:
          hub.peerRef(started.agentId) === null
            ? 'nothing accepted yet'
            : `git fetch: peers/${started.agentId}/…`,
      }));
  };
}

interface Ready {
  readonly recipe: Recipe;
  readonly program: FoundProgram | null;
  readonly jail: AgentJail;
  readonly task: AgentTask;
  readonly hub: Hub;
}

/** All that can be refused before anything changed. */
async function checkStart(
  args: StartArgs,
  { ports, book, house, running }: StarterParts,
): Promise<Ready> {
  const recipe = recipeOf(args.recipe);
  if (running().length >= mostAgents)
    throw new BenchError('busy', `${mostAgents} agents run already`, { hint: 'end one first' });
  const { resume } = args;
  if (resume !== undefined) {
    const before = book.agent(resume);
    const hint = '`bench agents list` says which there are';
    if (before === null) throw new BenchError('not-found', `there is no ${resume}`, { hint });
    const { recipe: was, task: on } = before.started;
    if (was !== recipe.id || on !== args.task)
      throw new BenchError('bad-input', `${resume} was ${was} on ${on}`, {
        hint: `take it up again with --recipe ${was} --task ${on}`,
      });
    const root = book.rootOf(resume);
    if (running().some((session) => book.rootOf(session.agentId) === root))
      throw new BenchError('busy', `${resume} runs still, or runs again`, {
        hint: 'end it first',
      });
  }
  const program = await programOf(recipe, args, ports);
  const jail = await house.jail();
  if (jail.level === 'none' && args.acceptedBy === undefined) throw unconfinedRefusal(jail.why);
  const task = await ports.installTask(args.task);
  const hub = await house.hub(task);
  await resendResults(hub, task, book, ports.ledger);
  return { recipe, program, jail, task, hub };
}

/** Old clones go; an agent that is taken up again without one gets a fresh one from the hub. */
async function tidyClones(
  hub: Hub,
  { book, running, ports }: StarterParts,
  starting: AgentFiles,
): Promise<void> {
  const inUse = running().map(
    ({ agentId }) => agentFiles(ports.dataDir, book.rootOf(agentId)).clone,
  );
  await hub.keepClones(clonesKept, [...inUse, starting.clone]);
}

/** Where the agent itself finds its clone, the SDK and the guides. */
async function placesOf(
  house: AgentHouse,
  jail: AgentJail,
  { home, clone }: AgentFiles,
): Promise<DeskPorts['places']> {
  const folders = { home, clone, tools: await house.tools(), runtimeDir: await house.runtimeDir() };
  const inside = agentPlaces(jail, folders);
  const { tools } = inside;
  return { clone: inside.clone, sdk: `${tools}/sdk/${sdkFolder}`, guides: `${tools}/guides` };
}

export function createStarter(parts: StarterParts): Starter {
  const { ports, book, house, trials, changed } = parts;
  const { clock, dataDir, log } = ports;
  const gate = createReadGate();
  let closed = false;
  const deskOf = async (
    agentId: string,
    { task, hub }: Ready,
    files: AgentFiles,
    places: DeskPorts['places'],
    session: () => Session | null,
  ): Promise<DeskPorts> => ({
    agentId,
    task: task.manifest,
    brief: () => briefOf(task),
    book,
    files: openTrialFiles({
      ...{ dataDir, wordsDir: files.wordsDir, ffmpeg: 'ffmpeg', gate },
      isLocked: ports.isLocked,
    }),
    literature: await openLiterature({
      dir: literatureDir(dataDir, task.manifest.id),
      sitesFile: sitesPath(dataDir),
      clock,
      log,
      onPage: (url, bytes) => book.append({ kind: 'page-read', agentId, url, bytes }),
    }),
    view: () => {
      const agent = book.agent(agentId);
      if (agent === null) throw new Error(`${agentId} has a desk and is not in the book`);
      const live = session()?.live ?? { state: 'starting', meter: emptyMeter, waitsFor: null };
      return agentView(book, agent, live, false);
    },
    bench: ports.bench,
    peers: peersOf(parts, hub, agentId, task.manifest.id),
    places,
    startTrial: createStartTrial(parts, hub, files, agentId, task.manifest.id, () => {
      return session()?.live.state === 'running';
    }),
    settled: (requestId, ms, signal) => trials.settled(agentId, requestId, ms, signal),
    ahead: (requestId) => trials.ahead(agentId, requestId),
    waitsFor: (what) => session()?.waitsFor(what),
    changed,
  });
  const startNow = async (args: StartArgs): Promise<string> => {
    if (closed) throw new BenchError('unavailable', 'the app is ending');
    const ready = await checkStart(args, parts);
    const { recipe, program, jail, task, hub } = ready;
    const upstreams = await readProviders(providersPath(dataDir), recipe, ports.env);
    const agentId = book.nextAgentId();
    const resumes = args.resume ?? null;
    const files = agentFiles(dataDir, resumes === null ? agentId : book.rootOf(resumes));
    const places = await placesOf(house, jail, files);
    await tidyClones(hub, parts, files);
    const brief = `${agentsInterface()}\n${await briefOf(task)}`;
    book.append({
      kind: 'agent-started',
      agentId,
      recipe: recipe.id,
      name: recipe.program === null ? (args.command?.[0] ?? recipe.name) : recipe.name,
      version: program?.version ?? null,
      tested: program?.tested ?? false,
      task: task.manifest.id,
      mode: args.mode,
      jail: jail.level,
      jailWhy: jail.why,
      acceptedBy: jail.level === 'none' ? (args.acceptedBy ?? null) : null,
      budget: args.budget,
      lockstep: args.lockstep,
      commit: await hub.head(),
      resumes,
    });
    let session: Session | null = null;
    try {
      const desk = await deskOf(agentId, ready, files, places, () => session);
      await openSession(
        {
          agentId,
          recipe,
          program,
          command: args.command ?? [],
          upstreams,
          mode: args.mode,
          resumes: resumes !== null,
          prompt: args.prompt ?? openingPrompt,
          model: args.model ?? null,
          brief,
          budget: args.budget,
        },
        {
          ports,
          book,
          jail,
          gateway: await house.gateway(),
          hub,
          files,
          toolsDir: await house.tools(),
          runtimeDir: await house.runtimeDir(),
          verbs: createDeskVerbs(desk, clock.wallTime),
          changed,
          onStarted: (opened) => {
            session = opened;
            parts.onStarted(opened);
          },
          onEnded: parts.onEnded,
        },
      );
    } catch (thrown) {
      const why = `it did not start: ${toBenchError(thrown).message}`;
      book.append({ kind: 'agent-ended', agentId, by: 'failure', why, ...notCounted });
      changed();
      throw thrown;
    }
    return agentId;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    start(args) {
      const next = last.then(() => startNow(args));
      last = next.catch(() => undefined);
      return next;
    },
    async close() {
      closed = true;
      await last;
    },
  };
}

const notCounted = { tokens: emptyMeter.tokens, requests: 0, usd: 0 };
