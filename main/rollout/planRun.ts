/**
 * From a request to run trials to a batch that can start: installs the task, chooses the policy, opens the bench on
 * the wanted clock and a recorder, and knows how to open a trial's programs. All that can be refused is refused
 * before anything changed; a lockstep run gets a bench of its own and gives the real-time one back.
 */
import path from 'node:path';
import type { CommandArgsParsed } from '../base/api/contract.ts';
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import type { Envelope } from '../base/model/arm.ts';
import type { BenchError } from '../base/model/errors.ts';
import type { PlanarPose } from '../base/model/scene.ts';
import type { TaskManifest } from '../base/model/task.ts';
import { narrowEnvelope } from '../bench/benchEnvelope.ts';
import type { BenchLink } from '../bench/link.ts';
import type { Station } from '../bench/stationPorts.ts';
import { openProgram, type Program } from '../environment/program/openProgram.ts';
import { choosePolicy } from '../environment/task/choosePolicy.ts';
import { installTask } from '../environment/task/installTask.ts';
import { loadStartStates } from '../environment/task/startStates.ts';
import { trialDir } from '../store/dataLayout.ts';
import type { Ledger } from '../store/ledger/ledger.ts';
import type { Recorder } from './recording.ts';
import type { BatchPlan } from './runner.ts';
import type { TrialPrograms } from './runTrial.ts';
import type { Stage } from './trialLoop.ts';

/** A program of a task: its folder is all it sees besides the SDK. */
export interface ProgramFolder {
  readonly dir: string;
  readonly main: string;
  readonly memoryMb: number;
}

export interface ProgramCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface PlannerPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly openRecorder: () => Recorder;
  readonly programCommand: (program: ProgramFolder) => ProgramCommand;
  readonly envelope: Envelope;
}

export interface PlannerFacts {
  readonly version: string;
  readonly dataDir: string;
  readonly appDir: string;
  readonly templatesDir: string;
  readonly isolation: 'bubblewrap' | 'none';
  readonly calibrationHash: string;
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

export interface RunPlanner extends AsyncDisposable {
  /** @throws BenchError `bad-input`, `not-found`. */
  plan(request: RunRequest, background: boolean): Promise<BatchPlan>;
}

/** Wall time a program has to say that it is ready; a cold machine is slow. */
const readyMs = 15_000;
/** Lockstep waits for answers; this only catches a hang. */
const lockstepAnswerMs = 30_000;
/** How long the next trial waits for a bench that is coming back. */
const returnMs = 60_000;
const lookEveryMs = 100;

type Kind = 'policy' | 'judge' | 'reset';

function limitOf(task: TaskManifest): (stage: Stage) => number {
  return ({ phase }) => {
    if (phase === 'reset') return task.reset.limitS;
    return phase === 'episode' ? task.attemptLimitS : 0;
  };
}

export function createRunPlanner(parts: PlannerParts): RunPlanner {
  const { ports, facts, station, ledger } = parts;
  const { clock, log, table } = ports;
  let recorder: Recorder | null = null;
  let recorderGone: Disposable | null = null;
  let lastRun = 0;

  const recorderNow = (): Recorder => {
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
      if (link === null && station.view.value.clock === 'lockstep') return null;
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
  const planNow = async (request: RunRequest, background: boolean): Promise<BatchPlan> => {
    const task = await installTask(facts.templatesDir, facts.dataDir, request.task);
    const { manifest } = task;
    const policy = await choosePolicy(request.policy, task, facts.dataDir, facts.appDir);
    const drawStart = await loadStartStates(task.templateDir);
    narrowEnvelope(ports.envelope, manifest.resetLimits);
    narrowEnvelope(ports.envelope, manifest.episodeLimits);
    const pace = request.lockstep ? 'lockstep' : 'real';
    lastRun = Math.max(lastRun, ledger.head().seq) + 1;
    const batchId = `run-${String(lastRun).padStart(5, '0')}`;

    const open = (
      kind: Kind,
      dir: string,
      link: BenchLink,
      start: PlanarPose,
      seed: number,
    ): Program => {
      const { main, memoryMb, answerMs } = manifest[kind];
      return openProgram({
        name: kind,
        command: ports.programCommand({ dir, main: path.basename(main), memoryMb }),
        start: {
          kind,
          task: manifest.id,
          success: manifest.success,
          config: manifest.config,
          rateHz: manifest.rateHz,
          attempts: manifest.attempts,
          attemptLimitS: manifest.attemptLimitS,
          cameras: link.cameras,
          randomSeed: seed,
          ...(kind === 'reset' ? { startState: start } : {}),
        },
        answerMs: pace === 'lockstep' ? lockstepAnswerMs : answerMs,
        readyMs,
        clock,
        log,
        table,
      });
    };
    const openPrograms = (start: PlanarPose, seed: number): TrialPrograms => {
      const { link } = station;
      if (link === null) throw new Error('programs are opened for a bench that stands');
      return {
        policy: open('policy', policy.dir, link, start, seed),
        judge: open('judge', path.join(task.dir, 'judge'), link, start, seed),
        reset: open('reset', path.join(task.dir, 'reset'), link, start, seed),
      };
    };
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
        const lease = station.lease('trial');
        const done = async (): Promise<void> => {
          lease[Symbol.dispose]();
          if (pace === 'lockstep' && facts.restTask !== null) {
            await openAt('real', task.templateDir, request.seed).catch((cause: unknown) =>
              log.log('error', 'the bench did not open again', { error: String(cause) }),
            );
          }
        };
        await openAt(pace, task.templateDir, request.seed).catch(async (cause: unknown) => {
          await done();
          throw cause;
        });
        return {
          done,
          options: {
            batchId,
            task,
            policy,
            drawStart,
            trials: request.trials,
            seed: request.seed,
            bench: ports.envelope,
            link: linkNow,
            recorder: recorderNow,
            openPrograms,
            trialDir: (id) => trialDir(facts.dataDir, id),
            ledger,
            facts: {
              benchId: station.view.value.benchId,
              clock: pace,
              softwareVersion: facts.version,
              calibrationHash: facts.calibrationHash,
              isolation: facts.isolation,
            },
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
    plan(request, background) {
      const plan = planned.then(() => planNow(request, background));
      planned = plan.catch(() => undefined);
      return plan;
    },
    async [Symbol.asyncDispose]() {
      recorderGone?.[Symbol.dispose]();
      await recorder?.[Symbol.asyncDispose]();
    },
  };
}
