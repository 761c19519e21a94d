/**
 * What the ledger says of agents, ideas and the trials that agents asked for: rebuilt from its entries when a core opens,
 * and changed only by appending one. Everything that agents, window and command line are told about them is read here, so
 * it is the same after any crash. Knows no process and no socket.
 */
import { type AgentTrialView, type IdeaView, tokensSpent } from '../../base/model/agent.ts';
import type { Outcome } from '../../base/model/trial.ts';
import { type AgentEntry, agentEntryKinds } from '../../base/wire/agentEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';

type Of<K extends AgentEntry['kind']> = Extract<AgentEntry, { kind: K }>;
type Said<K extends AgentEntry['kind']> = Of<K> & { readonly wallTime: string };

/** A trial that was asked for, and how far it came. */
export interface AskedTrial {
  readonly asked: Said<'trial-asked'>;
  readonly task: string;
  readonly batchId: string | null;
  readonly answer: Of<'trial-answered'> | null;
}

export interface BookedAgent {
  readonly started: Said<'agent-started'>;
  readonly ended: Said<'agent-ended'> | null;
}

export interface AgentBook {
  /** Durable on return; throws `storage`, and then nothing changed. */
  append(entry: AgentEntry): void;
  nextAgentId(): string;
  nextIdeaId(task: string): string;
  nextRequestId(agentId: string): string;
  /** Newest first. */
  agents(): readonly BookedAgent[];
  agent(agentId: string): BookedAgent | null;
  /** Of a task, oldest first. */
  ideas(task: string): readonly IdeaView[];
  idea(task: string, ideaId: string): IdeaView | null;
  openIdea(agentId: string): IdeaView | null;
  /** The first session of the folders that this one works in. */
  rootOf(agentId: string): string;
  notes(task: string, ideaId: string): readonly string[];
  /** Newest first. */
  asked(agentId: string): readonly AskedTrial[];
  trial(agentId: string, requestId: string): AskedTrial | null;
  byKey(agentId: string, key: string): AskedTrial | null;
  /** Judges of these folders that became versions, oldest first. */
  submitted(agentId: string): readonly Of<'judge-submitted'>[];
  /** Resets of these folders that became versions, oldest first. */
  resetsOf(agentId: string): readonly Of<'reset-submitted'>[];
  /** How often resets of these folders moved the arm. */
  resetTries(agentId: string): number;
  /** Asked for, and not answered by any core. */
  unanswered(): readonly AskedTrial[];
}

interface Idea {
  readonly started: Said<'idea-started'>;
  readonly notes: string[];
  conclusion: string | null;
  readonly counts: { success: number; failure: number; invalid: number };
  tokens: number;
}

/** Of folders, shared by all sessions in them: tokens that the ledger knew of last, and those that are no idea's yet. */
interface Purse {
  known: number;
  loose: number;
}

interface Asked {
  /** Among all requests of all agents: first come, first run. */
  readonly order: number;
  readonly asked: Said<'trial-asked'>;
  readonly task: string;
  batchId: string | null;
  answer: Of<'trial-answered'> | null;
}

interface Agent {
  readonly started: Said<'agent-started'>;
  ended: Said<'agent-ended'> | null;
  readonly asked: Asked[];
  readonly submitted: Of<'judge-submitted'>[];
  readonly resets: (Of<'reset-submitted'> | Of<'reset-tried'>)[];
  openIdea: Idea | null;
  readonly root: string;
  readonly purse: Purse;
}

const number = (count: number): string => String(count).padStart(4, '0');

function viewOf({ started, notes, conclusion, counts, tokens }: Idea): IdeaView {
  const { ideaId, agentId, task, hypothesis, expect, parent, wallTime } = started;
  return {
    id: ideaId,
    agentId,
    task,
    hypothesis,
    expect,
    parent,
    state: conclusion === null ? 'open' : 'finished',
    conclusion,
    notes: notes.length,
    trials: { ...counts },
    tokens,
    openedWallTime: wallTime,
  };
}

/** What was thought before an idea was opened is that idea's. */
function addUsed({ purse, openIdea }: Agent, used: number): void {
  const more = Math.max(0, used - purse.known);
  purse.known += more;
  if (openIdea === null) purse.loose += more;
  else openIdea.tokens += more;
}

function openIdea(agent: Agent, started: Idea['started']): Idea {
  const { purse } = agent;
  const counts = { success: 0, failure: 0, invalid: 0 };
  const idea: Idea = { started, notes: [], conclusion: null, counts, tokens: purse.loose };
  purse.loose = 0;
  agent.openIdea = idea;
  return idea;
}

/** The book as plain maps, and what each entry does to it. */
function createPages() {
  const agents = new Map<string, Agent>();
  const ideas = new Map<string, Map<string, Idea>>();
  let requests = 0;
  const of = (agentId: string): Agent | null => agents.get(agentId) ?? null;
  const ideaOf = (task: string, ideaId: string | null): Idea | null =>
    ideaId === null ? null : (ideas.get(task)?.get(ideaId) ?? null);
  const askedOf = (agentId: string, requestId: string): Asked | null =>
    of(agentId)?.asked.find(({ asked }) => asked.requestId === requestId) ?? null;
  const count = (asked: Asked, outcome: Outcome | null): void => {
    const idea = ideaOf(asked.task, asked.asked.ideaId);
    if (idea !== null && outcome !== null) idea.counts[outcome.kind]++;
  };
  const apply = (entry: AgentEntry, wallTime: string): void => {
    if (entry.kind === 'agent-started') {
      agents.set(entry.agentId, {
        started: { ...entry, wallTime },
        ended: null,
        // Who goes on keeps the numbers of its requests, and its idea.
        asked: of(entry.resumes ?? '')?.asked ?? [],
        submitted: of(entry.resumes ?? '')?.submitted ?? [],
        resets: of(entry.resumes ?? '')?.resets ?? [],
        openIdea: of(entry.resumes ?? '')?.openIdea ?? null,
        root: of(entry.resumes ?? '')?.root ?? entry.agentId,
        purse: of(entry.resumes ?? '')?.purse ?? { known: 0, loose: 0 },
      });
      return;
    }
    const agent = of(entry.agentId);
    if (agent === null) return;
    const { task } = agent.started;
    if ('tokensUsed' in entry && entry.tokensUsed !== undefined) addUsed(agent, entry.tokensUsed);
    else if (entry.kind === 'agent-ended') addUsed(agent, tokensSpent(entry.tokens));
    if (entry.kind === 'agent-ended') agent.ended = { ...entry, wallTime };
    else if (entry.kind === 'judge-submitted') agent.submitted.push(entry);
    else if (entry.kind === 'reset-tried' || entry.kind === 'reset-submitted')
      agent.resets.push(entry);
    else if (entry.kind === 'idea-started') {
      const known = ideas.get(task) ?? new Map<string, Idea>();
      ideas.set(task, known.set(entry.ideaId, openIdea(agent, { ...entry, wallTime })));
    } else if (entry.kind === 'idea-noted') ideaOf(task, entry.ideaId)?.notes.push(entry.text);
    else if (entry.kind === 'idea-finished') {
      const idea = ideaOf(task, entry.ideaId);
      if (idea !== null) idea.conclusion = entry.conclusion;
      if (agent.openIdea === idea) agent.openIdea = null;
    } else if (entry.kind === 'trial-asked')
      agent.asked.push({
        order: requests++,
        asked: { ...entry, wallTime },
        task,
        batchId: null,
        answer: null,
      });
    else if (entry.kind === 'trial-begun') {
      const asked = askedOf(entry.agentId, entry.requestId);
      if (asked !== null) asked.batchId = entry.batchId;
    } else if (entry.kind === 'trial-answered') {
      const asked = askedOf(entry.agentId, entry.requestId);
      if (asked === null || asked.answer !== null) return;
      asked.answer = entry;
      count(asked, entry.outcome);
    }
  };
  return { agents, ideas, of, ideaOf, askedOf, apply };
}

/** Reads what there is; throws `storage` when the ledger can't be read. */
export function openAgentBook(ledger: Pick<Ledger, 'notes' | 'append'>): AgentBook {
  const pages = createPages();
  const past = agentEntryKinds.flatMap((kind) => ledger.notes(kind, Number.MAX_SAFE_INTEGER));
  for (const entry of [...past].sort((a, b) => a.seq - b.seq))
    pages.apply(entry.body as AgentEntry, entry.wallTime);
  const askedOf = (agentId: string): readonly Asked[] => pages.of(agentId)?.asked ?? [];
  return {
    append(entry) {
      const { wallTime } = ledger.append(entry);
      pages.apply(entry, wallTime);
    },
    nextAgentId: () => `agent-${number(pages.agents.size + 1)}`,
    nextIdeaId: (task) => `idea-${number((pages.ideas.get(task)?.size ?? 0) + 1)}`,
    nextRequestId: (agentId) => `req-${number(askedOf(agentId).length + 1)}`,
    agents: () => [...pages.agents.values()].reverse(),
    agent: (agentId) => pages.of(agentId),
    ideas: (task) => [...(pages.ideas.get(task)?.values() ?? [])].map(viewOf),
    idea(task, ideaId) {
      const found = pages.ideaOf(task, ideaId);
      return found === null ? null : viewOf(found);
    },
    openIdea(agentId) {
      const idea = pages.of(agentId)?.openIdea ?? null;
      return idea === null ? null : viewOf(idea);
    },
    rootOf: (agentId) => pages.of(agentId)?.root ?? agentId,
    notes: (task, ideaId) => pages.ideaOf(task, ideaId)?.notes ?? [],
    asked: (agentId) => [...askedOf(agentId)].reverse(),
    trial: (agentId, requestId) => pages.askedOf(agentId, requestId),
    byKey: (agentId, key) => askedOf(agentId).find(({ asked }) => asked.key === key) ?? null,
    submitted: (agentId) => pages.of(agentId)?.submitted ?? [],
    resetsOf: (agentId) =>
      (pages.of(agentId)?.resets ?? []).filter((each) => each.kind === 'reset-submitted'),
    resetTries: (agentId) =>
      (pages.of(agentId)?.resets ?? []).filter(({ kind }) => kind === 'reset-tried').length,
    unanswered: () => {
      const lists = new Set([...pages.agents.values()].map(({ asked }) => asked));
      const open = [...lists].flatMap((list) => list.filter(({ answer }) => answer === null));
      return open.sort((a, b) => a.order - b.order);
    },
  };
}

/** Counts against a budget of trials: what ran, runs or waits, but not what never could. */
export const isUsed = ({ answer }: AskedTrial): boolean =>
  answer === null || answer.outcome !== null;

/** A request as window and agents see it. */
export function askedView({ asked, batchId, answer }: AskedTrial): AgentTrialView {
  const { requestId, agentId, ideaId } = asked;
  const state =
    answer === null ? (batchId === null ? 'queued' : 'running') : stateOf(answer.outcome);
  return {
    requestId,
    agentId,
    ideaId,
    state,
    trialId: answer?.trialId ?? null,
    outcome: answer?.outcome ?? null,
    why: answer?.why ?? '',
  };
}

const stateOf = (outcome: Outcome | null): AgentTrialView['state'] =>
  outcome === null ? 'refused' : 'finished';
