/**
 * The whole conversation between the core and everything outside it: the window, the `bench` command line, scripts.
 * Commands are called with arguments that fit their schema; topics are subscribed to. Three deliveries:
 * state (latest value, replayed on subscribe), log (ordered, resumable by cursor, no gaps within what is kept), and
 * stream (binary, sampled; the page grants the next credit after painting). The wire around it is in `api/wire.ts`.
 */
import { z } from 'zod';
import {
  type AgentProbe,
  type AgentTrialView,
  type AgentView,
  agentIdPattern,
  agentPurposes,
  type IdeaView,
  terminalBounds,
} from '../model/agent.ts';
import type { RunTally } from '../model/runTally.ts';
import type { FaultSwitch, ObjectPose, SceneSettings } from '../model/scene.ts';
import type { Provenance, TrialRow } from '../model/trial.ts';
import { failureReasons, invalidReasons } from '../model/trial.ts';
import type { TrialFacets } from '../model/trialFilter.ts';
import { momentPattern } from '../model/trialFilter.ts';
import type {
  CoreInfo,
  PastAlert,
  ProcessView,
  RecordCheck,
  TaskView,
  VerifyReport,
} from '../model/view.ts';
import type { VerdictFile } from '../wire/recorder.ts';
import { callCommands } from './callCommands.ts';
import type { Caller } from './caller.ts';
import { campaignCommands } from './campaignCommands.ts';
import { command } from './command.ts';
import { none, seed, task } from './commandArgs.ts';
import { exportCommands } from './exportCommands.ts';
import { judgeCommands } from './judgeCommands.ts';
import { nightCommands } from './nightCommands.ts';
import { onsetCommands } from './onsetCommands.ts';
import { phaseOneCommands } from './phaseOneCommands.ts';
import { resetAuthorCommands } from './resetAuthorCommands.ts';
import { faultSwitchSchema, sceneSettingsSchema } from './sceneSchemas.ts';
import type { TerminalChunk } from './terminalChunk.ts';
import type { LogTopics, StateTopics } from './topics.ts';

const trialId = z.string().regex(/^[a-z0-9-]{1,64}$/);
const bounded = ([min, max]: readonly [number, number]) => z.number().min(min).max(max);

export const trialRunSchema = z.strictObject({
  task,
  /** null: until cancelled. */
  trials: z.int().min(1).max(100_000).nullable(),
  seed,
  lockstep: z.boolean(),
  /** Folder or commit of another policy; the task's own when absent. */
  policy: z.string().max(4096).optional(),
});

export const trialFilterSchema = z.strictObject({
  outcome: z.enum(['success', 'failure', 'invalid']).optional(),
  reason: z.enum([...failureReasons, ...invalidReasons]).optional(),
  task: z.string().max(40).optional(),
  batchId: z.string().max(64).optional(),
  clock: z.enum(['real', 'lockstep']).optional(),
  seed: seed.optional(),
  text: z.string().max(64).optional(),
  since: z.string().regex(momentPattern).optional(),
  until: z.string().regex(momentPattern).optional(),
});

const agentId = z.string().regex(agentIdPattern);

const agentBudgetSchema = z.strictObject({
  tokens: z.int().min(1).max(1e12).nullable().default(null),
  usd: z.number().min(0.01).max(1e6).nullable().default(null),
  trials: z.int().min(1).max(100_000).nullable().default(null),
  wallMinutes: z.number().min(0.1).max(20_160).nullable().default(null),
});

export const agentStartSchema = z.strictObject({
  recipe: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/),
  task,
  /** What it works on; of one that goes on what it was for, and `policy` when absent. */
  purpose: z.enum(agentPurposes).optional(),
  /** A person can look on and type, or the program's own way of working unattended; both run in a terminal. */
  mode: z.enum(['terminal', 'headless']).default('terminal'),
  /** Of the recipe "any command": the words to run. */
  command: z.array(z.string().max(8192)).min(1).max(64).optional(),
  /** What the agent is told first; the brief's own opening when absent. */
  prompt: z.string().min(1).max(8192).optional(),
  model: z.string().min(1).max(100).optional(),
  budget: agentBudgetSchema.default({ tokens: null, usd: null, trials: null, wallMinutes: null }),
  /** Its trials run in bench time (simulated bench only). */
  lockstep: z.boolean().default(false),
  /** The person who accepts an agent that nothing confines. */
  acceptedBy: z.string().trim().min(1).max(80).optional(),
  /** Goes on in the home and clone of an agent that ended. */
  resume: agentId.optional(),
});

export interface TrialListing {
  readonly rows: readonly TrialRow[];
  /** How many fit the filter. */
  readonly total: number;
  /** Following the `trials` log from here misses nothing that is not listed. */
  readonly head: number;
}

/** The trial as its record tells it, without its frames. */
export interface TrialDetail {
  readonly row: TrialRow;
  readonly dir: string;
  readonly verdict: VerdictFile | null;
  /** trial.json; null when the trial was never begun on disk. */
  readonly provenance?: Provenance | null | undefined;
}

export const commands = {
  'core.info': command<CoreInfo>()(none),
  'core.processes': command<readonly ProcessView[]>()(none),
  'core.verify': command<VerifyReport>()(none),
  /** Latched; answered once the hold packet is on the bus, or the bus is known to be gone. */
  'bench.stop': command<{ wroteAfterMs: number | null }>()(
    z.strictObject({ reason: z.string().max(200).default('stop pressed') }),
  ),
  /** Explicit. With `stop` (the count shown) a newer stop is not undone: `refused`. */
  'bench.resume': command<null>()(z.strictObject({ stop: z.int().min(1).optional() })),
  /** What was raised, newest first, by whichever core: also what is over, and what nobody saw. */
  'alert.list': command<readonly PastAlert[]>()(
    z.strictObject({ limit: z.int().min(1).max(500).default(100) }),
  ),
  'task.list': command<readonly TaskView[]>()(none),
  'trial.run': command<{ batchId: string }>()(trialRunSchema),
  /** Ends the running batch; the arm holds and the running trial becomes invalid(aborted). */
  'trial.cancel': command<null>()(z.strictObject({ batchId: z.string().max(64) })),
  'trial.list': command<TrialListing>()(
    trialFilterSchema.extend({
      limit: z.int().min(1).max(1000).default(200),
      offset: z.int().min(0).default(0),
      /** From which end offsets count; the newest by default. From the oldest they stay true while trials are added. */
      order: z.enum(['newest', 'oldest']).optional(),
    }),
  ),
  /** How many trials of each kind the whole ledger has. */
  'trial.facets': command<TrialFacets>()(trialFilterSchema),
  /** Where a trial stands among those that fit, counted from the oldest; null when it is not one of them. */
  'trial.place': command<{ place: number | null }>()(trialFilterSchema.extend({ id: trialId })),
  /** What one run's finished trials say; null when it has none. */
  'trial.tally': command<RunTally | null>()(z.strictObject({ batchId: z.string().max(64) })),
  'trial.show': command<TrialDetail>()(z.strictObject({ id: trialId })),
  /** Hashes all of a trial's files again and compares them with what was promised. */
  'trial.verify': command<RecordCheck>()(z.strictObject({ id: trialId })),
  /** Opens the trial's folder in the file manager of the core's machine; `unavailable` without a display. */
  'trial.reveal': command<{ dir: string }>()(z.strictObject({ id: trialId })),
  /** What could be started here, behind which walls; programs are really asked for their version. */
  'agent.probe': command<AgentProbe>()(none),
  'agent.list': command<readonly AgentView[]>()(none),
  /** `unavailable`: not installed. `refused`: nothing confines it and nobody accepted that. */
  'agent.start': command<{ agentId: string }>()(agentStartSchema),
  /** Ends the agent and all it started; answered when nothing of it is left. */
  'agent.end': command<{ afterMs: number }>()(z.strictObject({ agentId })),
  /** Keys of a person, as a terminal sends them. */
  'agent.type': command<null>()(z.strictObject({ agentId, text: z.string().max(65_536) })),
  'agent.resize': command<null>()(
    z.strictObject({
      agentId,
      cols: bounded(terminalBounds.cols).int(),
      rows: bounded(terminalBounds.rows).int(),
    }),
  ),
  /** The newest lines of its terminal as plain text; of an ended agent, what was kept. */
  'agent.screen': command<{ text: string }>()(
    z.strictObject({ agentId, lines: z.int().min(1).max(5000).default(200) }),
  ),
  /** What the agent asked the bench for, newest first. */
  'agent.trials': command<readonly AgentTrialView[]>()(z.strictObject({ agentId })),
  'agent.ideas': command<readonly IdeaView[]>()(z.strictObject({ task: z.string().max(40) })),
  /** The follower's servo bus and the emulated leader's. */
  'sim.port': command<{ path: string; leader: string }>()(none),
  'sim.set': command<null>()(z.strictObject({ settings: sceneSettingsSchema })),
  'sim.fault': command<null>()(z.strictObject({ fault: faultSwitchSchema })),
  'sim.hand': command<null>()(
    z.strictObject({
      object: z.string().max(40),
      pose: z.strictObject({
        xM: z.number().min(-0.6).max(0.6),
        yM: z.number().min(-0.6).max(0.6),
        yawRad: z.number().min(-7).max(7),
      }),
    }),
  ),
  ...phaseOneCommands,
  ...judgeCommands,
  ...nightCommands,
  ...campaignCommands,
  ...resetAuthorCommands,
  ...exportCommands,
  ...callCommands,
  ...onsetCommands,
} as const;

export type CommandName = keyof typeof commands;
export type CommandArgs<N extends CommandName> = z.input<(typeof commands)[N]['args']>;
export type CommandArgsParsed<N extends CommandName> = z.output<(typeof commands)[N]['args']>;
export type CommandResult<N extends CommandName> = (typeof commands)[N]['result'];

/** One reader of a terminal. Output that it has not acknowledged is bounded; beyond that it gets snapshots. */
export interface TerminalFollowing extends Disposable {
  ack(end: number): void;
}

/** The port that the door serves: the core, seen from outside. `core.ts` implements it. */
export interface CoreApi {
  call<N extends CommandName>(
    name: N,
    args: CommandArgsParsed<N>,
    signal: AbortSignal,
    /** The connection it came by; absent for calls from within the core's own process. */
    caller?: Caller,
  ): Promise<CommandResult<N>>;
  /** Calls `on` with the latest value now (if any) and at every change. */
  state<T extends keyof StateTopics>(topic: T, on: (value: StateTopics[T]) => void): Disposable;
  /**
   * Calls `on` for every entry after `cursor` (0: from the beginning), in order. An `on` that returns false wants no
   * more for now: it is disposed and follows again later, after the last cursor it took.
   */
  log<T extends keyof LogTopics>(
    topic: T,
    cursor: number,
    on: (entry: LogTopics[T], cursor: number) => unknown,
  ): Disposable;
  /** Frames of one camera as they come; the door samples. */
  camera(
    role: string,
    on: (jpeg: Uint8Array, capturedAtMs: number, seq: number) => void,
  ): Disposable;
  /**
   * An agent's terminal from byte `from` on (0: from a snapshot of what it shows). What is behind is the follower's own
   * matter: the terminal itself is never slowed. @throws BenchError `not-found`.
   */
  terminal(agentId: string, from: number, on: (chunk: TerminalChunk) => void): TerminalFollowing;
  /** A window opened or closed (the door counts connections that say they are one). */
  windowOpened(): Disposable;
}

export type SceneSettingsInput = SceneSettings;
export type FaultSwitchInput = FaultSwitch;
export type TruthObjects = Readonly<Record<string, ObjectPose>>;
