/**
 * Coding agents as the window, the command line and the ledger see them: who runs, behind which walls, at what cost, on
 * which idea. Counts come from the gateway and the referee, never from an agent's own words.
 */
import type { Outcome } from './trial.ts';

/** What holds an agent: namespaces, file and network rules of the kernel, or nothing but its good will. */
export const jailLevels = ['bubblewrap', 'landlock', 'none'] as const;
export type JailLevel = (typeof jailLevels)[number];

/**
 * What a session is for: improving the policy by trials, writing the task's judge from labelled clips, or writing its reset
 * by resets on the bench. Each sees and gets only what belongs to its work; nobody changes from one to another.
 */
export const agentPurposes = ['policy', 'judge', 'reset'] as const;
export type AgentPurpose = (typeof agentPurposes)[number];

/** The languages that models are spoken to in; a gateway line speaks one. */
export const modelProtocols = [
  'anthropic-messages',
  'openai-responses',
  'openai-chat',
  'gemini',
] as const;
export type ModelProtocol = (typeof modelProtocols)[number];

/** `inFresh` was not read from a cache; `out` contains `outReasoning`. */
export interface TokenCounts {
  readonly inFresh: number;
  readonly inCacheRead: number;
  readonly inCacheWrite: number;
  readonly out: number;
  readonly outReasoning: number;
}

export const noTokens: TokenCounts = {
  inFresh: 0,
  inCacheRead: 0,
  inCacheWrite: 0,
  out: 0,
  outReasoning: 0,
};

/** What counts against a budget of tokens: everything read fresh or written to the cache, and everything written. */
export const tokensSpent = (counts: TokenCounts): number =>
  counts.inFresh + counts.inCacheWrite + counts.out;

/** Null: no bound. */
export interface AgentBudget {
  readonly tokens: number | null;
  readonly usd: number | null;
  readonly trials: number | null;
  readonly wallMinutes: number | null;
}

/** One request to a model, as it is stored; bodies never are. */
export interface UsageRecord extends TokenCounts {
  readonly wallTime: string;
  readonly model: string;
  /** HTTP status that the agent saw; 0 when it went away first. */
  readonly status: number;
  readonly ms: number;
  /** Null: no first token came. */
  readonly ttftMs: number | null;
  /** Null: the price table does not name the model. */
  readonly usd: number | null;
  readonly source: 'gateway' | 'transcript';
  /** True: the stream was cut before it said what it cost; what is missing is estimated from the bytes that passed. */
  readonly estimated?: boolean;
}

export interface AgentMeter {
  readonly tokens: TokenCounts;
  readonly requests: number;
  /** Null: a model without a price was used. */
  readonly usd: number | null;
  readonly ttftMsP50: number | null;
  /** `transcript`: the lab refuses a gateway; figures are the agent's own and lag. */
  readonly source: 'gateway' | 'transcript';
  /** The model cannot be reached or says "later": the gateway waits and tries again by itself. */
  readonly waiting: {
    readonly why: 'rate-limit' | 'network';
    readonly sinceWallTime: string;
  } | null;
  /** Which bound of the budget is used up. */
  readonly spent: 'tokens' | 'usd' | null;
}

/** An idea as its agent claims it, and what the referee counted of it. */
export interface IdeaView {
  /** `idea-0001`, counted per task. */
  readonly id: string;
  readonly agentId: string;
  readonly task: string;
  readonly hypothesis: string;
  /** What the agent expected to see, said before the first trial. */
  readonly expect: string;
  readonly parent: string | null;
  readonly state: 'open' | 'finished';
  /** The agent's closing words: a claim. */
  readonly conclusion: string | null;
  readonly notes: number;
  readonly trials: { readonly success: number; readonly failure: number; readonly invalid: number };
  /** Against its budgets: from the end of its agent's idea before it to its own end, as far as the ledger knows. */
  readonly tokens: number;
  readonly openedWallTime: string;
}

/** A trial that an agent asked for, from the asking to its end. */
export interface AgentTrialView {
  /** `req-0001`, counted per agent: what `trial start` answers at once. */
  readonly requestId: string;
  readonly agentId: string;
  readonly ideaId: string | null;
  readonly state: 'queued' | 'running' | 'finished' | 'refused';
  /** Known once it runs. */
  readonly trialId: string | null;
  readonly outcome: Outcome | null;
  /** Why it was refused or ended without an outcome, in words. */
  readonly why: string;
}

/** `agent-0001`: it names a folder. */
export const agentIdPattern = /^agent-[0-9]{4,8}$/;

/** What ended an agent; `endedWhy` says it in words. */
export type AgentEnd = 'itself' | 'failure' | 'person' | 'budget' | 'disk' | 'app';

export interface AgentView {
  /** `agent-0001`: one start of one program. */
  readonly id: string;
  /** The first session of its folders; what was used counts from there on. */
  readonly root: string;
  readonly recipe: string;
  /** "Claude Code" */
  readonly name: string;
  readonly version: string | null;
  /** Whether this version is one the recipe was tried with. */
  readonly tested: boolean;
  readonly task: string;
  /** Absent: `policy`. */
  readonly purpose?: AgentPurpose | undefined;
  readonly mode: 'terminal' | 'headless';
  readonly jail: JailLevel;
  /** Who accepted to run it unconfined; null when it is confined or watched. */
  readonly acceptedBy: string | null;
  readonly state: 'starting' | 'running' | 'ending' | 'ended';
  readonly startedWallTime: string;
  readonly endedWallTime: string | null;
  /** Null while it runs. */
  readonly endedBy: AgentEnd | null;
  /** How it ended, in words; empty while it runs. */
  readonly endedWhy: string;
  readonly budget: AgentBudget;
  /** Of its folders, so of all sessions in them so far. */
  readonly meter: AgentMeter;
  readonly idea: IdeaView | null;
  /** What the agent waits for at its desk ("trial req-0003"), or null. */
  readonly waitsFor: string | null;
  readonly trials: {
    readonly asked: number;
    readonly queued: number;
    readonly success: number;
    readonly failure: number;
    readonly invalid: number;
  };
  /** Judges of its that were measured on locked clips, newest last; absent for a session that writes none. */
  readonly judges?: readonly string[] | undefined;
  /** Resets of its that became versions, newest last; absent for a session that writes none. */
  readonly resets?: readonly string[] | undefined;
  /** Can be taken up again in its own home and clone. */
  readonly resumable: boolean;
}

/** A program that could be started. */
export interface AgentProgramView {
  readonly recipe: string;
  readonly name: string;
  /** Null: it is not installed. */
  readonly version: string | null;
  readonly tested: boolean;
  /** Where it was found, or how to install it. */
  readonly where: string;
  /** Anything a person should know before starting it. */
  readonly advice: string;
  /** What it can be started for; everything when absent. */
  readonly purposes?: readonly AgentPurpose[];
}

export interface AgentProbe {
  readonly agents: readonly AgentProgramView[];
  readonly jail: JailLevel;
  /** What holds, or what is missing, for people. */
  readonly jailWhy: string;
  /** The gateway answered a request through its own door. */
  readonly gateway: boolean;
}

/** Columns and rows of a terminal; bounded so that nobody allocates a gigabyte. */
export const terminalBounds = { cols: [20, 400], rows: [5, 200] } as const;
