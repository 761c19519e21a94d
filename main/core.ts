/**
 * The composition root: `createCore(ports)` wires the whole house and answers the contract. Read this first. It
 * builds no device and no process itself (the ports do, in `entry/`), and it runs the same with no window, one or
 * many. What is announced here is already durable.
 */
import path from 'node:path';
import type { Caller } from './base/api/caller.ts';
import type {
  CommandArgsParsed,
  CommandName,
  CommandResult,
  CoreApi,
} from './base/api/contract.ts';
import type { StateTopics } from './base/api/topics.ts';
import { createPolledTopic, type StateTopic } from './base/lib/topic.ts';
import type { JailLevel } from './base/model/agent.ts';
import { BenchError, toBenchError } from './base/model/errors.ts';
import type { NightKeeping } from './base/model/night.ts';
import type { ClientView, DebugView } from './base/model/view.ts';
import { type Alerts, createAlerts } from './bench/alerts.ts';
import { answerSim } from './bench/answerSim.ts';
import { createStation } from './bench/station.ts';
import type { Station, StationPorts } from './bench/stationPorts.ts';
import { openLockedBook } from './environment/clips/lockedBook.ts';
import { adoptPolicy } from './environment/task/adoptPolicy.ts';
import type { AgentPorts } from './evolution/agent/agentPorts.ts';
import type { Agents } from './evolution/agent/openAgents.ts';
import { openAgentWing } from './evolution/agent/openAgentWing.ts';
import { openNightWing } from './evolution/campaign/openNightWing.ts';
import { auditHubs } from './evolution/hub/headAnchors.ts';
import { createHubBundles } from './evolution/hub/hubBundle.ts';
import { answerRuns } from './rollout/answerRuns.ts';
import { createAutoRun } from './rollout/autoRun.ts';
import { openDayAndNight } from './rollout/openDayAndNight.ts';
import { openRunner, runAlertKey } from './rollout/openRunner.ts';
import type { PhaseOne } from './rollout/phaseOne/openPhaseOne.ts';
import type { PhaseOnePorts } from './rollout/phaseOne/phaseOneParts.ts';
import { createRunPlanner, type PlannerPorts } from './rollout/planRun.ts';
import { answerTrials } from './store/answerTrials.ts';
import { createEventLog, type EventLog } from './store/eventLog.ts';
import type { Ledger } from './store/ledger/ledger.ts';

export interface CorePorts
  extends StationPorts,
    PlannerPorts,
    Pick<
      PhaseOnePorts,
      | 'openExchange'
      | 'openBoardEye'
      | 'openAuthor'
      | 'openExamScenes'
      | 'listSerialPorts'
      | 'measurePicture'
    >,
    Pick<AgentPorts, 'env' | 'nodePath' | 'openPty'> {
  readonly ledger: Ledger;
  /** Name or path of the program. */
  readonly ffmpeg: string;
  /** Shows a folder in the file manager. Throws `unavailable` with the path to copy where there is none. */
  readonly revealFolder: (dir: string) => Promise<void>;
}

export interface CoreFacts {
  readonly version: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly appDir: string;
  readonly templatesDir: string;
  readonly isolation: JailLevel;
  /** Start trying this task when the first window opens; null does nothing by itself. */
  readonly autoRunTask: string | null;
  /** Trials that the last core left unfinished; they are invalid(aborted) in the ledger by now. */
  readonly aborted: readonly string[];
  /** The scene that lies on the table while nothing runs; null opens no bench until a run needs one. */
  readonly restTask: string | null;
  readonly nights: NightKeeping;
}

export interface CoreDoor {
  readonly url: string;
  /** Counted when called. */
  clients(): readonly ClientView[];
}

export interface Core extends AsyncDisposable {
  readonly api: CoreApi;
  /** Opens the bench on the real clock. Resolves at once or after the first try; it is tried until it stands. */
  start(): Promise<void>;
  /** The door's address and what it can say of its clients, known once it listens. */
  setDoor(door: CoreDoor): void;
  /** What the door asks before it shows a recording or a clip. */
  readonly recordings: {
    readonly isLocked: (recordingId: string) => boolean;
    readonly momentOf: PhaseOne['clips']['momentOf'];
  };
}

const storageKey = 'storage';
const abortedKey = 'aborted';
const debugEveryMs = 500;

/** Read from where it is measured, and only while somebody watches. */
function createDebugTopic(
  { clock, table }: CorePorts,
  station: Station,
  clients: () => readonly ClientView[],
): Pick<StateTopic<DebugView>, 'watch'> {
  return createPolledTopic(clock, debugEveryMs, () => ({
    ...station.debug(),
    queues: table.queues(),
    processes: table.list(),
    clients: clients(),
    readAtMs: clock.nowMs(),
  }));
}

function raiseAborted(alerts: Alerts, { aborted }: CoreFacts): void {
  if (aborted.length === 0) return;
  alerts.raise(
    abortedKey,
    'warning',
    `The last session ended in the middle of ${aborted.join(', ')}: invalid (aborted).`,
    'Nothing is lost that was finished. Start a run when you are ready.',
  );
}

type Commands = {
  readonly [N in CommandName]: (
    args: CommandArgsParsed<N>,
    signal: AbortSignal,
    caller?: Caller,
  ) => CommandResult<N> | Promise<CommandResult<N>>;
};

type Topics = {
  readonly [T in keyof StateTopics]: Pick<StateTopic<StateTopics[T]>, 'watch'>;
};

interface ApiParts {
  readonly events: EventLog;
  readonly station: Station;
  readonly agents: Pick<Agents, 'terminal'>;
  readonly windowOpened: () => void;
}

/** The contract, answered. */
function coreApi(commands: Commands, topics: Topics, parts: ApiParts): CoreApi {
  const { events, station, agents, windowOpened } = parts;
  return {
    async call(name, args, signal, caller) {
      signal.throwIfAborted();
      const run = commands[name] as (args: unknown, signal: AbortSignal, by?: Caller) => unknown;
      return (await run(args, signal, caller)) as never;
    },
    state: (topic, on) => topics[topic].watch(on as (value: unknown) => void),
    log: (topic, cursor, on) => events.follow(topic, cursor, on),
    camera: (role, on) =>
      station.onFrame((frame) => {
        if (frame.role === role) on(frame.jpeg, frame.capturedAtMs, frame.seq);
      }),
    terminal: agents.terminal,
    windowOpened() {
      windowOpened();
      return { [Symbol.dispose]: () => undefined };
    },
  };
}

/** Why nothing may begin now. */
function refusalOf({ view }: Station): BenchError | null {
  if (view.value.stopped === null) return null;
  return new BenchError('refused', 'the bench is stopped', { hint: 'resume it first' });
}

/** What the core says of itself. */
function answerCore(
  { clock, table }: CorePorts,
  { version, pid, dataDir, isolation }: CoreFacts,
  events: EventLog,
  url: () => string,
): Pick<Commands, 'core.info' | 'core.processes' | 'core.verify'> {
  return {
    'core.info': () => ({ version, pid, url: url(), dataDir, isolation }),
    'core.processes': () => table.list(),
    'core.verify': (_none, signal) =>
      events.verify(dataDir, (until) => auditHubs(dataDir, clock, until), signal),
  };
}

/** What cannot be opened at once is tried again by the station. */
async function openAtRest(
  station: Station,
  { restTask, templatesDir }: CoreFacts,
  log: CorePorts['log'],
): Promise<void> {
  if (restTask === null) return;
  const restDir = path.join(templatesDir, restTask);
  await station.open({ pace: 'real', taskDir: restDir, seed: 1 }).catch((cause: unknown) => {
    log.log('warn', 'the bench did not open at once', { error: toBenchError(cause).message });
  });
}

/** What everything else stands on. */
function openHouse(ports: CorePorts) {
  const { clock, log, ledger } = ports;
  const events = createEventLog(ledger, (error) => storageTrouble(error));
  const alerts = createAlerts(clock.wallTime, ({ key, message }) => {
    if (key !== storageKey) events.note({ kind: 'alert', key, message });
  });
  const storageTrouble = (error: BenchError): void => {
    log.log('error', 'the disk refused', { error: error.message });
    const todo = error.hint ?? 'Free the disk, then run again.';
    alerts.raise(storageKey, 'danger', error.message, todo);
  };
  const locked = openLockedBook(ledger);
  const station = createStation(ports, alerts);
  const refusal = (): BenchError | null => refusalOf(station);
  return { events, alerts, storageTrouble, locked, station, refusal };
}

export function createCore(ports: CorePorts, facts: CoreFacts): Core {
  const { clock, log, ledger } = ports;
  const { events, alerts, storageTrouble, locked, station, refusal } = openHouse(ports);
  const runner = openRunner(ports, {
    alerts,
    refusal,
    storageTrouble,
    storageWell: () => alerts.clear(storageKey),
    onEvent: (event) => {
      events.batch(event);
      agents.onBatch(event);
    },
  });
  const planner = createRunPlanner({
    ...{ ports, facts, station, ledger, onRecorderTrouble: storageTrouble },
  });
  const { isLocked } = locked;
  const house = { station, alerts, refusal, isLocked, onTrouble: storageTrouble };
  const night = () => days.topics.night.value;
  const later = { day: () => phaseOne, resets: () => days.resets, night };
  const agents = openAgentWing(ports, facts, { ...house, runner, planner, ...later });
  const nightWing = openNightWing(ports, facts, {
    ...{ agents: agents.nights, alerts },
    onTrouble: storageTrouble,
    showSeal: () => days.answers['seal.show'],
    adopt: (policy) => adoptPolicy({ ...facts, changes: phaseOne.tasks.changes }, policy),
  });
  const { phaseOne, ...days } = openDayAndNight(ports, facts, {
    ...{ ...house, locked, runner, planner, events, seedHub: agents.seedHub },
    ...{ anchorHead: agents.anchorHead, git: createHubBundles(facts.dataDir, clock) },
    agents: nightWing.nightAgents,
    giveWay: async () => {
      if (runner.free) await runner.cancelAll('gave way to a person');
    },
  });
  raiseAborted(alerts, facts);
  // A stop outlives its core: what was stopped starts stopped.
  const latched = events.standingStop();
  if (latched !== null) void station.stop(latched);
  let door: CoreDoor | null = null;
  const debug = createDebugTopic(ports, station, () => door?.clients() ?? []);
  const autoRun = createAutoRun(ports, facts.autoRunTask, station, async (wanted) => {
    await runner.start(await planner.plan(wanted, true));
  });
  const commands: Commands = {
    ...answerCore(ports, facts, events, () => door?.url ?? ''),
    ...answerRuns({
      ...{ station, runner, planner, events, refusal },
      onBegun: () => [runAlertKey, abortedKey].forEach(alerts.clear),
    }),
    'alert.list': ({ limit }) => events.pastAlerts(limit),
    ...agents.answers,
    ...days.answers,
    ...nightWing.answers,
    ...answerTrials({
      ...{ ledger, events, dataDir: facts.dataDir },
      ...{ isLocked, revealFolder: ports.revealFolder },
    }),
    ...answerSim(station),
  };
  const topics = {
    ...{ bench: station.view, run: runner.view, alerts: alerts.topic, agents: agents.topic, debug },
    ...days.topics,
    ...nightWing.topics,
  };
  const api = coreApi(commands, topics, { events, station, agents, windowOpened: autoRun });
  return {
    api,
    setDoor: (opened) => {
      door = opened;
    },
    start: () => openAtRest(station, facts, log),
    recordings: { isLocked, momentOf: phaseOne.clips.momentOf },
    async [Symbol.asyncDispose]() {
      await days[Symbol.asyncDispose]();
      nightWing[Symbol.dispose]();
      await agents[Symbol.asyncDispose]();
      await runner.cancelAll('the core ends');
      await planner[Symbol.asyncDispose]();
      await station[Symbol.asyncDispose]();
    },
  };
}
