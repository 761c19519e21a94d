/**
 * What runs now: at most one batch, its view for the window, its events for whoever follows, and its end by a
 * person, by the stop, or by itself. It owns the lease while it runs, and opens the bench on the clock a run asks for.
 */
import type { Log } from '../base/lib/log.ts';
import { createStateTopic, type StateTopic } from '../base/lib/topic.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { TrialRow, VerdictTraceRow } from '../base/model/trial.ts';
import type { BatchEvent, BatchSummary, RunView } from '../base/model/view.ts';
import type { BatchEnd, BatchOptions } from './batchOptions.ts';
import { runBatch } from './runBatch.ts';
import type { Stage } from './trialLoop.ts';

type Hooks = 'onTrial' | 'onStage' | 'onVerdict' | 'onAttempt' | 'onFinished' | 'signal';

export interface BatchPlan {
  readonly batchId: string;
  readonly task: string;
  readonly seed: number;
  readonly clock: 'real' | 'lockstep';
  readonly trials: number | null;
  readonly attempts: number;
  /** Limits of each phase, seconds, for the time left. */
  readonly limitS: (stage: Stage) => number;
  /** Gives way when somebody else asks to run. */
  readonly background: boolean;
  /** Opens the bench and all that is needed; disposed when the batch is over. */
  readonly prepare: (
    signal: AbortSignal,
  ) => Promise<{ options: Omit<BatchOptions, Hooks>; done: () => Promise<void> }>;
}

export interface Runner {
  readonly view: StateTopic<RunView | null>;
  /** Nothing runs, or what runs gives way. */
  readonly free: boolean;
  /** @throws BenchError `busy` when a batch runs that does not give way; the refusal if there is one. */
  start(plan: BatchPlan): Promise<void>;
  /** Ends the batch; resolves when it is over. @throws `not-found` when that batch does not run. */
  cancel(batchId: string, why: string): Promise<void>;
  /** Ends whatever runs. */
  cancelAll(why: string): Promise<void>;
}

interface Running {
  readonly plan: BatchPlan;
  readonly ending: AbortController;
  readonly over: Promise<void>;
}

/** Of a batch whose bench could not even be prepared. */
const nothingRan: BatchSummary = {
  trials: 0,
  success: 0,
  failure: 0,
  invalid: 0,
  benchSeconds: 0,
  wallSeconds: 0,
};
const viewEveryMs = 100;

/** The live view of one batch, updated by its hooks. */
function createRunView(topic: StateTopic<RunView | null>, plan: BatchPlan, nowMs: () => number) {
  let phaseSinceMs = nowMs();
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let phase = '';
  const base: RunView = {
    batchId: plan.batchId,
    task: plan.task,
    seed: plan.seed,
    clock: plan.clock,
    trials: plan.trials,
    done: 0,
    counts: { success: 0, failure: 0, invalid: 0 },
    trial: null,
  };
  topic.set(base);
  const change = (part: Partial<RunView>): void => topic.set({ ...(topic.value ?? base), ...part });
  const changeTrial = (part: Partial<NonNullable<RunView['trial']>>): void => {
    const trial = topic.value?.trial;
    if (trial) change({ trial: { ...trial, ...part } });
  };
  return {
    onTrial(id: string, index: number): void {
      phaseSinceMs = nowMs();
      change({
        trial: {
          id,
          index,
          phase: 'reset',
          attempt: 0,
          attempts: plan.attempts,
          phaseS: 0,
          limitS: 0,
          lastVerdict: null,
          past: [],
        },
      });
    },
    onStage(stage: Stage): void {
      const key = `${stage.phase}/${stage.attempt}`;
      if (key !== phase) phaseSinceMs = nowMs();
      phase = key;
      changeTrial({
        phase: stage.phase,
        attempt: stage.attempt,
        limitS: plan.limitS(stage),
        phaseS: 0,
      });
    },
    onVerdict(row: VerdictTraceRow): void {
      if (nowMs() - shownAtMs < viewEveryMs) return;
      shownAtMs = nowMs();
      changeTrial({ lastVerdict: row });
    },
    onAttempt(record: NonNullable<RunView['trial']>['past'][number]): void {
      changeTrial({ past: [...(topic.value?.trial?.past ?? []), record] });
    },
    finished(row: TrialRow): void {
      const { counts, done } = topic.value ?? base;
      change({ done: done + 1, counts: { ...counts, [row.outcome]: counts[row.outcome] + 1 } });
    },
    /** Called on a slow beat, so that the seconds run. */
    beat(): void {
      changeTrial({ phaseS: Math.round((nowMs() - phaseSinceMs) / 100) / 10 });
    },
  };
}

export interface RunnerPorts {
  readonly nowMs: () => number;
  readonly every: (ms: number, run: () => void) => Disposable;
  readonly log: Log;
  readonly onEvent: (event: BatchEvent) => void;
  readonly onFailed: (error: BenchError) => void;
  /** Why nothing may begin now, or null. */
  readonly refusal: () => BenchError | null;
}

export function createRunner(ports: RunnerPorts): Runner {
  const { log, nowMs } = ports;
  const view = createStateTopic<RunView | null>(null);
  let running: Running | null = null;

  const run = async (plan: BatchPlan, signal: AbortSignal): Promise<BatchEnd> => {
    const shown = createRunView(view, plan, nowMs);
    using _beat = ports.every(200, shown.beat);
    const prepared = await plan.prepare(signal);
    try {
      return await runBatch({
        ...prepared.options,
        signal,
        onTrial: shown.onTrial,
        onStage: shown.onStage,
        onVerdict: shown.onVerdict,
        onAttempt: shown.onAttempt,
        onFinished: (row) => {
          shown.finished(row);
          ports.onEvent({ kind: 'trial', batchId: plan.batchId, row });
        },
      });
    } finally {
      await prepared.done();
    }
  };
  const begin = (plan: BatchPlan): Running => {
    const ending = new AbortController();
    ports.onEvent({ kind: 'started', batchId: plan.batchId, task: plan.task });
    const over = run(plan, ending.signal)
      .catch((cause: unknown): BatchEnd => {
        const failure = toBenchError(cause);
        log.log('error', 'a batch did not begin or end well', { error: failure.stack });
        return { why: failure.message, failure, summary: nothingRan };
      })
      .then(({ why, failure, summary }) => {
        if (failure !== null) ports.onFailed(failure);
        view.set(null);
        running = null;
        ports.onEvent({ kind: 'ended', batchId: plan.batchId, why, summary });
      });
    return { plan, ending, over };
  };
  const end = async (batch: Running, why: string): Promise<void> => {
    batch.ending.abort(new BenchError('cancelled', why));
    await batch.over;
  };
  return {
    view,
    get free() {
      return running === null || running.plan.background;
    },
    async start(plan) {
      while (running !== null) {
        if (!running.plan.background || plan.background) {
          throw new BenchError('busy', `${running.plan.batchId} is running`, {
            hint: 'end it first, or wait for it',
          });
        }
        await end(running, 'gave way to another run');
      }
      const refusal = ports.refusal();
      if (refusal !== null) throw refusal;
      running = begin(plan);
    },
    async cancel(batchId, why) {
      if (running?.plan.batchId !== batchId) {
        throw new BenchError('not-found', `${batchId} is not running`);
      }
      await end(running, why);
    },
    async cancelAll(why) {
      if (running !== null) await end(running, why);
    },
  };
}
