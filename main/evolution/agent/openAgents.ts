/**
 * The agents' wing as the core sees it: what could be started, who runs, what they asked for, and the contract's commands
 * on them. State is the ledger's (`agentBook.ts`); processes are sessions that end with the core.
 */
import type {
  CommandArgsParsed,
  CommandName,
  CommandResult,
  TerminalFollowing,
} from '../../base/api/contract.ts';
import type { TerminalChunk } from '../../base/api/terminalChunk.ts';
import { createSignal, createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { AgentView } from '../../base/model/agent.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { BatchEvent } from '../../base/model/view.ts';
import { askedView, openAgentBook } from './agentBook.ts';
import { createAgentHouse } from './agentHouse.ts';
import type { AgentPorts } from './agentPorts.ts';
import { createBeginTrial, endPastAgents, writeHubResult } from './agentRuns.ts';
import { type AgentTrials, createAgentTrials } from './agentTrials.ts';
import { agentView } from './agentView.ts';
import { createAgentsOfNights } from './createAgentsOfNights.ts';
import { createHeadKeeper, type HeadKeeper } from './createHeadKeeper.ts';
import { type AgentsOfNights, createSeats } from './nightSeats.ts';
import type { Session } from './openSession.ts';
import { createPastTerminals } from './pastTerminals.ts';
import { probeAgents } from './probeAgents.ts';
import { createStarter } from './startAgent.ts';
import type { PastTerminal } from './terminal/openPastTerminal.ts';
import type { Terminal } from './terminal/openTerminal.ts';

type Verb = Extract<CommandName, `agent.${string}`>;

export type AgentAnswers = {
  readonly [N in Verb]: (
    args: CommandArgsParsed<N>,
    signal: AbortSignal,
  ) => CommandResult<N> | Promise<CommandResult<N>>;
};

export interface Agents extends AsyncDisposable {
  readonly topic: StateTopic<readonly AgentView[]>;
  readonly answers: AgentAnswers;
  onBatch(event: BatchEvent): void;
  /** A task's hub follows its working copy. @throws BenchError `bad-input` for what agents could not be given. */
  seedHub(task: { readonly id: string; readonly dir: string }): Promise<void>;
  /** Keeps the head of the ledger in the task's git. */
  readonly anchorHead: HeadKeeper['anchor'];
  /** What nights ask of it. */
  readonly nights: AgentsOfNights;
  terminal(agentId: string, from: number, on: (chunk: TerminalChunk) => void): TerminalFollowing;
}

/** What the window lists. */
const shownAgents = 100;
const shownIdeas = 1000;
/** Views are made at most so often, however much agents and models say. */
const viewEveryMs = 200;

export function openAgents(ports: AgentPorts): Agents {
  const { clock, log, ledger, alerts } = ports;
  const book = openAgentBook(ledger);
  const house = createAgentHouse(ports);
  const heads = createHeadKeeper(ports, house);
  const sessions = new Map<string, Session>();
  const moved = createSignal<null>();
  // What was asked as a night ended hears of no free bench any more.
  const seats = createSeats((task) => trials.added(task));
  const topic = createStateTopic<readonly AgentView[]>([]);
  const past = createPastTerminals(ports.dataDir, clock, log, book);
  const ready = endPastAgents(book, ports.dataDir).then(
    () => changed(),
    (thrown: unknown) => ports.onTrouble(toBenchError(thrown)),
  );
  let viewing: Disposable | null = null;
  const view = (): void => {
    viewing?.[Symbol.dispose]();
    viewing = null;
    // Newest first: the first session of a root is the one that may be taken up again.
    const roots = new Set<string>();
    const shown = book.agents().slice(0, shownAgents);
    const views = shown.map((agent) => {
      const { agentId } = agent.started;
      const root = book.rootOf(agentId);
      const live = sessions.get(agentId)?.live ?? null;
      const resumable = live === null && !roots.has(root);
      roots.add(root);
      return agentView(book, agent, live, resumable);
    });
    topic.set(views);
  };
  const changed = (): void => {
    viewing ??= clock.after(viewEveryMs, view);
  };
  const trials: AgentTrials = createAgentTrials({
    book,
    ledger,
    clock,
    log,
    begin: createBeginTrial(ports, book, house),
    onFree: ports.onFree,
    changed,
    nightOn: seats.of,
    onAnswered: (asked, task, row) => {
      if (row === null) return;
      writeHubResult(ports, house, { asked, task }, row).then(
        () => heads.anchor(task),
        (thrown: unknown) =>
          log.log('error', 'a result was not written to the hub', {
            error: toBenchError(thrown).message,
          }),
      );
    },
    onTrouble: ports.onTrouble,
  });
  const unconfined = (): void => {
    const open = [...sessions.keys()].filter((id) => book.agent(id)?.started.jail === 'none');
    if (open.length === 0) alerts.clear('agent-unconfined');
    else
      alerts.raise(
        'agent-unconfined',
        'warning',
        `${open.join(', ')} runs unconfined: it can read and change what this user can.`,
        'Stay with it. bubblewrap or a compiler for the Landlock launcher would confine it.',
      );
  };
  const starter = createStarter({
    ports,
    book,
    house,
    trials,
    changed,
    onStarted: (session) => {
      sessions.set(session.agentId, session);
      past.forget(session.agentId);
      unconfined();
      view();
      moved.emit(null);
    },
    onEnded: (session, why) => {
      sessions.delete(session.agentId);
      trials.withdraw(session.agentId, why);
      past.forget(session.agentId);
      unconfined();
      view();
      moved.emit(null);
    },
    nightOn: seats.of,
    running: () => [...sessions.values()],
  });
  const need = (agentId: string): Session => {
    const session = sessions.get(agentId);
    if (session !== undefined) return session;
    const known = book.agent(agentId) !== null;
    throw new BenchError(
      known ? 'refused' : 'not-found',
      known ? `${agentId} has ended` : `there is no ${agentId}`,
      {
        hint: '`bench agents list` says who runs',
      },
    );
  };
  const source = (agentId: string): Terminal | PastTerminal => {
    const session = sessions.get(agentId);
    if (session !== undefined) return session.terminal;
    if (book.agent(agentId) !== null) return past.of(agentId);
    throw new BenchError('not-found', `there is no ${agentId}`);
  };
  const nights = createAgentsOfNights({
    ...{ ports, book, house, seats, sessions, moved, ended: ready },
    answer: (...each) => trials.answer(...each),
    start: starter.start,
  });
  view();
  return {
    topic,
    nights,
    onBatch: (event) => trials.onBatch(event),
    seedHub: house.seedHub,
    anchorHead: heads.anchor,
    answers: {
      'agent.probe': () => probeAgents(ports, house),
      'agent.list': () => {
        view();
        return topic.value;
      },
      'agent.start': async (args) => ({ agentId: await nights.start(args) }),
      'agent.end': ({ agentId }) => need(agentId).end('person', 'a person ended it'),
      'agent.type': ({ agentId, text }) => {
        need(agentId).terminal.write(text);
        return null;
      },
      'agent.resize': ({ agentId, cols, rows }) => {
        need(agentId).terminal.resize(cols, rows);
        return null;
      },
      'agent.screen': async ({ agentId, lines }) => {
        const { plainText } = source(agentId);
        return { text: await plainText(lines) };
      },
      'agent.trials': ({ agentId }) => book.asked(agentId).slice(0, 500).map(askedView),
      'agent.ideas': async ({ task }) => {
        const ideas = book.ideas(task);
        if (ideas.length === 0) await ports.installTask(task); // says which tasks there are
        return ideas.slice(-shownIdeas);
      },
    },
    terminal(agentId, from, on) {
      return source(agentId).follow(from, (piece) => on({ agentId, ...piece }));
    },
    async [Symbol.asyncDispose]() {
      viewing?.[Symbol.dispose]();
      await starter.close();
      await Promise.all(
        [...sessions.values()].map((session) => session.end('app', 'the app ended')),
      );
      trials[Symbol.dispose]();
      viewing?.[Symbol.dispose]();
      await past[Symbol.asyncDispose]();
      await heads[Symbol.asyncDispose]();
      await house[Symbol.asyncDispose]();
    },
  };
}
