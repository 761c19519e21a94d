/**
 * From "start this agent" to a running session, or a refusal with a reason: the program is really there, something confines
 * it or a named person accepts that nothing does, its model can be reached, its desk answers. One start after another.
 */
import type { CommandArgsParsed } from '../../base/api/contract.ts';
import type { AgentPurpose } from '../../base/model/agent.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { AgentJail } from '../../environment/jail/agentJail.ts';
import { execGroup } from '../../environment/jail/execGroup.ts';
import type { Hub } from '../hub/hub.ts';
import type { AgentBook } from './agentBook.ts';
import { type AgentFiles, agentFiles, providersPath } from './agentFolders.ts';
import { type AgentHouse, unconfinedRefusal } from './agentHouse.ts';
import type { AgentPorts, AgentTask } from './agentPorts.ts';
import { resendResults } from './agentRuns.ts';
import type { AgentTrials } from './agentTrials.ts';
import { emptyMeter } from './agentView.ts';
import { createReadGate } from './desk/openTrialFiles.ts';
import { judgeHubOf } from './judge/openJudgeDesk.ts';
import type { NightSeat } from './nightSeats.ts';
import { openAgentDesk } from './openAgentDesk.ts';
import { openSession, type Session } from './openSession.ts';
import { readProviders } from './readProviders.ts';
import { type FoundProgram, findProgram } from './recipes/findProgram.ts';
import type { Recipe } from './recipes/recipe.ts';
import { recipeOf } from './recipes/recipes.ts';
import { resetHubOf } from './reset/openResetDesk.ts';
import type { JobRoom } from './writing/programJobs.ts';

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
  readonly nightOn: (task: string) => NightSeat | null;
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

/** Judging a set of clips keeps a processor busy for a while; there is one bench for resets. */
const jobRooms = (): Record<'judges' | 'resets', JobRoom> => ({
  judges: { what: 'judge', most: 2, running: 0 },
  resets: { what: 'reset', most: 1, running: 0 },
});

const openingPrompts: Readonly<Record<AgentPurpose, string>> = {
  policy:
    'Read your brief, then the tools `status` and `task` of the server `bench`. Improve the policy: one idea at a time, each tested by trials on the bench.',
  judge:
    'Read your brief, then the tools `status` and `task` of the server `bench`. Look at the clips and write the judge: commit, `judge_try`, look at its mistakes, and `judge_submit` when you believe in it, until the gate is met.',
  reset:
    'Read your brief, then the tools `status` and `task` of the server `bench`. Write the reset: commit, `reset_try`, read what each turn came to, and `reset_submit` when you believe in it, until the gate is met.',
};

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

/** Found to be startable. */
export interface Ready {
  readonly purpose: AgentPurpose;
  readonly recipe: Recipe;
  readonly program: FoundProgram | null;
  readonly jail: AgentJail;
  readonly task: AgentTask;
  readonly hub: Hub;
}

/** What the session is for: who goes on stays with what it was for, because of what its home has seen. */
function checkResume(
  { resume, task, purpose }: StartArgs,
  recipe: Recipe,
  { book, running }: StarterParts,
): AgentPurpose {
  if (resume === undefined) return purpose ?? 'policy';
  const before = book.agent(resume);
  const hint = '`bench agents list` says which there are';
  if (before === null) throw new BenchError('not-found', `there is no ${resume}`, { hint });
  const { recipe: was, task: on, purpose: purposed = 'policy' } = before.started;
  if (was !== recipe.id || on !== task)
    throw new BenchError('bad-input', `${resume} was ${was} on ${on}`, {
      hint: `take it up again with --recipe ${was} --task ${on}`,
    });
  if (purpose !== undefined && purpose !== purposed)
    throw new BenchError('bad-input', `${resume} was for the ${purposed} and stays for it`, {
      hint: 'start a new one: what it has seen would go with it',
    });
  const root = book.rootOf(resume);
  if (running().some((session) => book.rootOf(session.agentId) === root))
    throw new BenchError('busy', `${resume} runs still, or runs again`, { hint: 'end it first' });
  return purposed;
}

/** All that can be refused before anything changed. */
async function checkStart(args: StartArgs, parts: StarterParts): Promise<Ready> {
  const { ports, book, house, running } = parts;
  const recipe = recipeOf(args.recipe);
  if (running().length >= mostAgents)
    throw new BenchError('busy', `${mostAgents} agents run already`, { hint: 'end one first' });
  const purpose = checkResume(args, recipe, parts);
  if (recipe.program?.ours && !recipe.program.purposes.includes(purpose))
    throw new BenchError('bad-input', `${recipe.name} does not write a ${purpose}`, {
      hint: 'start another agent for that',
    });
  const program = await programOf(recipe, args, ports);
  const jail = await house.jail();
  if (jail.level === 'none' && args.acceptedBy === undefined) throw unconfinedRefusal(jail.why);
  const task = await ports.installTask(args.task);
  if (purpose === 'judge')
    return { purpose, recipe, program, jail, task, hub: await judgeHubOf(task, parts) };
  if (purpose === 'reset')
    return { purpose, recipe, program, jail, task, hub: await resetHubOf(task, parts) };
  const hub = await house.hub(task);
  await resendResults(hub, task, book, ports.ledger);
  return { purpose, recipe, program, jail, task, hub };
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

export function createStarter(parts: StarterParts): Starter {
  const { ports, book, house, changed } = parts;
  const { dataDir } = ports;
  const rooms = { gate: createReadGate(), ...jobRooms() };
  let closed = false;
  const startNow = async (args: StartArgs): Promise<string> => {
    if (closed) throw new BenchError('unavailable', 'the app is ending');
    const ready = await checkStart(args, parts);
    const { purpose, recipe, program, jail, task, hub } = ready;
    const upstreams = await readProviders(providersPath(dataDir), recipe, ports.env);
    const agentId = book.nextAgentId();
    const resumes = args.resume ?? null;
    const files = agentFiles(dataDir, resumes === null ? agentId : book.rootOf(resumes));
    await tidyClones(hub, parts, files);
    book.append({
      kind: 'agent-started',
      agentId,
      recipe: recipe.id,
      name: recipe.program === null ? (args.command?.[0] ?? recipe.name) : recipe.name,
      version: program?.version ?? null,
      tested: program?.tested ?? false,
      task: task.manifest.id,
      purpose,
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
      const seat = { agentId, ready, files, session: () => session };
      const desk = await openAgentDesk(parts, rooms, seat);
      await openSession(
        {
          agentId,
          recipe,
          program,
          command: args.command ?? [],
          upstreams,
          mode: args.mode,
          resumes: resumes !== null,
          prompt: args.prompt ?? openingPrompts[purpose],
          model: args.model ?? null,
          budget: args.budget,
          purpose,
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
          desk,
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
