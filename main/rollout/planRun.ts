/**
 * From a request to run trials to a batch that can start: installs the task, chooses the policy, opens the bench on
 * the wanted clock and a recorder. All that can be refused is refused
 * before anything changed; a lockstep run gets a bench of its own and gives the real-time one back.
 */
import type { CommandArgsParsed } from '../base/api/contract.ts';
import type { JailLevel } from '../base/model/agent.ts';
import type { BenchError } from '../base/model/errors.ts';
import type { SealCard } from '../base/model/seal.ts';
import type { TaskManifest } from '../base/model/task.ts';
import type { BenchBook } from '../bench/choice/benchBook.ts';
import type { BenchLink } from '../bench/link.ts';
import type { Station } from '../bench/stationPorts.ts';
import type { HubPolicy } from '../environment/task/choosePolicy.ts';
import { type InstalledTask, installTask } from '../environment/task/installTask.ts';
import { sealedTask } from '../environment/task/sealedTask.ts';
import { checkShelvedTask, type ShelvedTask, shelveTask } from '../environment/task/shelveTask.ts';
import { loadStartStates } from '../environment/task/startStates.ts';
import { hubDirIn, hubsDir, shelfDir, trialDir } from '../store/dataLayout.ts';
import type { Ledger } from '../store/ledger/ledger.ts';
import { nothingSpent, settleTrial } from '../store/recoverStore.ts';
import type { BatchOptions, BatchWatch } from './batchOptions.ts';
import { mustFit } from './mustFit.ts';
import { openTrialPrograms, type ProgramPorts } from './openTrialPrograms.ts';
import type { DemoRecorder, Recorder } from './recording.ts';
import type { BatchPlan } from './runner.ts';
import type { Stage } from './trialLoop.ts';

export interface PlannerPorts extends ProgramPorts {
  readonly openRecorder: () => Recorder & DemoRecorder;
  readonly benches: BenchBook;
}

export interface PlannerFacts {
  readonly version: string;
  readonly dataDir: string;
  readonly appDir: string;
  readonly templatesDir: string;
  readonly isolation: JailLevel;
  /** Null: no bench stands while nothing runs (a core that lives for one command). */
  readonly restTask: string | null;
}

export interface PlannerParts {
  readonly ports: PlannerPorts;
  readonly facts: PlannerFacts;
  readonly station: Station;
  readonly ledger: Ledger;
  /** The recorder failed or is gone; the running trial ends by itself. */
  readonly onRecorderTrouble: (error: BenchError) => void;
}

export type RunRequest = CommandArgsParsed<'trial.run'>;

/** A run that a coding agent asked for: whose it is, and its policy as the hub has it. */
export interface AgentRun {
  readonly agentId: string;
  readonly ideaId: string | null;
  readonly policy: HubPolicy;
  /** Hears what the policy prints to standard error. */
  readonly onPolicyWords: (text: string) => void;
}

/** A run of a night: under its contract, from the folder that was sealed. */
export interface NightRun {
  readonly nightId: string;
  readonly seal: SealCard;
  /** The policy that it ran before; null: the task's own as it is now. */
  readonly policyHash: string | null;
  readonly watch: BatchWatch;
}

export interface RunPlanner extends AsyncDisposable {
  /** @throws BenchError `bad-input`, `not-found`. */
  plan(
    request: RunRequest,
    background: boolean,
    agent?: AgentRun,
    night?: NightRun,
  ): Promise<BatchPlan>;
  /** The one recorder process of this data folder, opened when it is first asked for and after it died. */
  readonly recorder: () => Recorder & DemoRecorder;
}

/** How long the next trial waits for a bench that is coming back. */
const returnMs = 60_000;
const lookEveryMs = 100;

function limitOf(task: TaskManifest): (stage: Stage) => number {
  return ({ phase }) => {
    if (phase === 'reset') return task.reset.limitS;
    return phase === 'episode' ? task.attemptLimitS : 0;
  };
}

export function createRunPlanner(parts: PlannerParts): RunPlanner {
  const { ports, facts, station, ledger } = parts;
  const { clock, log } = ports;
  let recorder: (Recorder & DemoRecorder) | null = null;
  let recorderGone: Disposable | null = null;
  let lastRun = 0;

  const recorderNow = (): Recorder & DemoRecorder => {
    if (recorder === null) {
      recorder = ports.openRecorder();
      const mine = recorder;
      recorderGone = mine.onTrouble((error) => {
        parts.onRecorderTrouble(error);
        if (error.code === 'unavailable' && recorder === mine) recorder = null;
      });
    }
    return recorder;
  };
  /** In lockstep time passes only by pulling it: a fault that stands is waited out row by row. */
  const waitedOut = async (link: BenchLink, signal: AbortSignal): Promise<BenchLink | null> => {
    if (!station.faulty) return link;
    const lateMs = clock.nowMs() + returnMs;
    try {
      while (!station.healthy && clock.nowMs() < lateMs) await link.tick(signal);
    } catch (cause) {
      log.log('warn', 'the bench did not come back', { error: String(cause) });
    }
    return station.healthy ? link : null;
  };
  /** The bench once it stands and holds. */
  const linkNow = async (signal: AbortSignal): Promise<BenchLink | null> => {
    for (let waitedMs = 0; waitedMs < returnMs; waitedMs += lookEveryMs) {
      const { link } = station;
      if (signal.aborted) return null;
      if (link?.pace === 'lockstep') return await waitedOut(link, signal);
      if (link !== null && station.healthy) return link;
      const isGone = station.givenUp || station.view.value.clock === 'lockstep';
      if (link === null && isGone) return null;
      await clock.sleep(lookEveryMs, signal).catch(() => undefined);
    }
    return null;
  };
  const openAt = async (
    pace: 'real' | 'lockstep',
    taskDir: string,
    seed: number,
  ): Promise<void> => {
    if (pace === 'real' && station.isOpen(pace, taskDir)) return;
    await station.open({ pace, taskDir, seed });
  };
  const settle: BatchOptions['settle'] = async (id, why, spent) => {
    const open = ledger.openTrials().find((trial) => trial.id === id);
    if (open === undefined) throw new Error(`trial ${id} is not open`);
    return await settleTrial(ledger, facts.dataDir, open, { clock, why, spent });
  };
  /** Trials that an earlier run could not end, because the disk refused. Nothing else runs now. */
  const settleOpen = async (): Promise<void> => {
    for (const { id } of ledger.openTrials()) {
      await settle(id, 'the disk refused its end', nothingSpent).catch((cause: unknown) =>
        log.log('warn', 'a trial stays open in the ledger', { id, error: String(cause) }),
      );
    }
  };
  const shelved = async (
    installed: InstalledTask,
    request: RunRequest,
    agent?: AgentRun,
    night?: NightRun,
  ): Promise<ShelvedTask> => {
    const shelf = { shelfDir: shelfDir(facts.dataDir), appDir: facts.appDir };
    if (night !== undefined)
      return await sealedTask(installed, night.seal, { ...shelf, policyHash: night.policyHash });
    const hub = hubDirIn(hubsDir(facts.dataDir), request.task);
    const policy = agent?.policy ?? request.policy;
    return await shelveTask(installed, { ...shelf, hubDir: hub, policy });
  };
  const planNow = async (
    request: RunRequest,
    background: boolean,
    agent?: AgentRun,
    night?: NightRun,
  ): Promise<BatchPlan> => {
    const installed = await installTask(facts.templatesDir, facts.dataDir, request.task);
    const task = await shelved(installed, request, agent, night);
    const { manifest } = task;
    const drawStart = await loadStartStates(task.templateDir, manifest.starts);
    mustFit(station, manifest, request.lockstep);
    const pace = request.lockstep ? 'lockstep' : 'real';
    lastRun = Math.max(lastRun, ledger.head().seq) + 1;
    const batchId = `${night?.nightId ?? 'run'}-${String(lastRun).padStart(5, '0')}`;
    return {
      batchId,
      task: manifest.id,
      seed: request.seed,
      clock: pace,
      trials: request.trials,
      attempts: manifest.attempts,
      limitS: limitOf(manifest),
      background,
      prepare: async () => {
        await settleOpen();
        const lease = station.lease('trial');
        const done = async (): Promise<void> => {
          lease[Symbol.dispose]();
          if (pace === 'lockstep' && facts.restTask !== null) {
            await openAt('real', installed.templateDir, request.seed).catch((cause: unknown) =>
              log.log('error', 'the bench did not open again', { error: String(cause) }),
            );
          }
        };
        await openAt(pace, task.templateDir, request.seed).catch(async (cause: unknown) => {
          await done();
          throw cause;
        });
        const cameraHash = ports.benches.cameraCalibrationHash();
        return {
          done,
          options: {
            batchId,
            task,
            checkTask: checkShelvedTask,
            drawStart,
            trials: request.trials,
            seed: request.seed,
            bench: station.envelope,
            link: linkNow,
            recorder: recorderNow,
            openPrograms: (shelved, facts) =>
              openTrialPrograms(ports, shelved, {
                onPolicyWords: agent?.onPolicyWords,
                ...facts,
              }),
            settle,
            settings: () => station.settings,
            trialDir: (id) => trialDir(facts.dataDir, id),
            ledger,
            facts: {
              benchId: station.view.value.benchId,
              clock: pace,
              softwareVersion: facts.version,
              calibrationHash: ports.benches.calibrationHash(),
              ...(cameraHash === null ? {} : { cameraCalibrationHash: cameraHash }),
              isolation: facts.isolation,
              ...(agent === undefined ? {} : { agentId: agent.agentId, ideaId: agent.ideaId }),
              ...(night === undefined ? {} : { nightId: night.nightId, sealHash: night.seal.hash }),
            },
            watch: night?.watch,
            onVoid: station.onVoid,
            nowMs: clock.nowMs,
            wallTime: clock.wallTime,
            log,
          },
        };
      },
    };
  };
  let planned: Promise<unknown> = Promise.resolve();
  return {
    /** One after the other: they copy files to the same places. */
    plan(request, background, agent, night) {
      const plan = planned.then(() => planNow(request, background, agent, night));
      planned = plan.catch(() => undefined);
      return plan;
    },
    recorder: recorderNow,
    async [Symbol.asyncDispose]() {
      recorderGone?.[Symbol.dispose]();
      await recorder?.[Symbol.asyncDispose]();
    },
  };
}
