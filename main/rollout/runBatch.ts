/**
 * A batch: so many trials from one seed, one after another. The referee's side of a run: it draws seeds and start
 * states, opens fresh programs per trial, writes the ledger, and announces a trial only when it is on disk. However it
 * ends, it says what really happened. What it cannot end in the ledger stays open there for `store/recoverStore`.
 */
import { canonicalJson, type Json, sha256 } from '../base/host/canonical.ts';
import type { Log } from '../base/lib/log.ts';
import { trialRng } from '../base/lib/rng.ts';
import type { Envelope } from '../base/model/arm.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { PlanarPose, SceneSettings, Truth } from '../base/model/scene.ts';
import {
  type AttemptRecord,
  type InvalidReason,
  type Provenance,
  type TrialRow,
  trialResetOf,
  type VerdictTraceRow,
  type VerdictValue,
} from '../base/model/trial.ts';
import type { BatchSummary } from '../base/model/view.ts';
import type { LedgerBody } from '../base/wire/recorder.ts';
import type { BenchLink } from '../bench/link.ts';
import type { ChosenPolicy } from '../environment/task/choosePolicy.ts';
import type { ShelvedTask } from '../environment/task/shelveTask.ts';
import type { DrawStart } from '../environment/task/startStates.ts';
import type { TrialSpent } from '../store/recoverStore.ts';
import { type BatchSums, createBatchSums } from './batchSums.ts';
import type { TrialFacts } from './openTrialPrograms.ts';
import type { Recorder } from './recording.ts';
import { runTrial, type TrialPrograms, type TrialResult } from './runTrial.ts';
import type { Stage } from './trialLoop.ts';
import { reasonsOfBench, TrialVoid } from './trialVoid.ts';

/** A trial as somebody chose it who decides over a batch. */
export interface NextTrial {
  /** Its number, which names it. */
  readonly index: number;
  /**
   * Which draw of the seed it has: start state, the simulator's noise and its programs' own seeds. One for two trials that
   * are compared, and for a trial that is run again.
   */
  readonly draw: number;
  /** Instead of the batch's own. */
  readonly policy?: ChosenPolicy | undefined;
  /** Whose it is, and what it is for. */
  readonly facts?: Pick<Provenance, 'agentId' | 'ideaId' | 'part'> | undefined;
  /** Hears what its policy prints to standard error. */
  readonly onPolicyWords?: ((text: string) => void) | undefined;
}

/** Somebody who decides over a batch trial by trial: a night. The batch's own rule on invalid trials is off then. */
export interface BatchWatch {
  /** Asked before each trial: which one, or why the batch ends here. Aborted when the batch is ended meanwhile. */
  readonly next: (signal: AbortSignal) => Promise<NextTrial | string>;
  /** At the moment of a verdict. @throws BenchError when it must not count: then the trial is void. */
  readonly mayCount: () => Promise<void>;
}

export interface BatchOptions {
  readonly batchId: string;
  readonly task: ShelvedTask;
  /** @throws BenchError `refused` when what is on the shelf is not what was hashed. */
  readonly checkTask: (task: ShelvedTask) => Promise<void>;
  readonly drawStart: DrawStart;
  readonly trials: number | null;
  readonly seed: number;
  readonly bench: Envelope;
  /** The bench as it is now: it may be opened again between trials. Null when it is gone for good. */
  readonly link: (signal: AbortSignal) => Promise<BenchLink | null>;
  readonly recorder: () => Recorder;
  readonly openPrograms: (
    task: ShelvedTask,
    facts: TrialFacts,
  ) => Promise<TrialPrograms & AsyncDisposable>;
  readonly trialDir: (id: string) => string;
  readonly ledger: { append(body: LedgerBody): unknown };
  /** Ends an open trial by what lies on the disk, when its recorder writes there no more. */
  readonly settle: (id: string, why: string, spent: TrialSpent) => Promise<TrialRow>;
  /** Of the simulated scene, as they are now. */
  readonly settings: () => SceneSettings;
  readonly facts: Pick<
    Provenance,
    | 'benchId'
    | 'clock'
    | 'softwareVersion'
    | 'calibrationHash'
    | 'cameraCalibrationHash'
    | 'isolation'
    | 'agentId'
    | 'ideaId'
    | 'nightId'
    | 'sealHash'
  >;
  readonly watch?: BatchWatch | undefined;
  /** Ends the batch; a running trial becomes invalid(aborted). */
  readonly signal: AbortSignal;
  readonly onVoid: (on: (reason: InvalidReason, why: string) => void) => Disposable;
  readonly nowMs: () => number;
  readonly wallTime: () => string;
  readonly log: Log;
  readonly onTrial: (id: string, index: number) => void;
  readonly onStage: (stage: Stage, nowMs: number) => void;
  readonly onVerdict: (row: VerdictTraceRow) => void;
  readonly onAttempt: (record: AttemptRecord) => void;
  readonly onFinished: (row: TrialRow, why: string) => void;
}

export interface BatchEnd {
  readonly why: string;
  /** What ended it before its time, for alerts; the summary holds what happened until then. */
  readonly failure: BenchError | null;
  readonly summary: BatchSummary;
}

function provenanceOf(
  options: BatchOptions,
  { manifest, task, policy, judge, reset }: ShelvedTask,
  { index, draw, facts }: NextTrial,
  start: PlanarPose,
): Provenance {
  return {
    ...options.facts,
    ...facts,
    task: manifest.id,
    taskVersion: manifest.version,
    taskHash: task.hash,
    policyHash: policy.hash,
    policyCommit: policy.commit,
    judgeHash: judge.hash,
    resetHash: reset.hash,
    settingsHash: sha256(canonicalJson(options.settings() as Json)),
    seed: options.seed,
    trialIndex: index,
    ...(draw === index ? {} : { draw }),
    startState: { ...start },
    ...(manifest.starts === undefined ? {} : { starts: manifest.starts }),
  };
}

interface Trial {
  readonly id: string;
  readonly index: number;
}

function rowOf(options: BatchOptions, { id, index }: Trial, result: TrialResult): TrialRow {
  const { outcome, reset } = result;
  const { manifest, reset: program } = options.task;
  const by = { resetHash: program.hash, starts: manifest.starts };
  return {
    id,
    batchId: options.batchId,
    index,
    task: manifest.id,
    outcome: outcome.kind,
    reason: outcome.kind === 'success' ? null : outcome.reason,
    attempts: result.attempts.length,
    stepHash: result.files?.stepHash ?? '',
    benchSeconds: result.benchSeconds,
    wallTime: options.wallTime(),
    clock: options.facts.clock,
    seed: options.seed,
    ...(reset === null ? {} : { reset: trialResetOf(by, reset) }),
  };
}

/**
 * Durable in the ledger before anybody hears of it. A finished trial that the ledger refuses stays open: its files are
 * whole, and the next recovery adopts them. A trial without an answer of its recorder ends as its files say.
 */
async function commit(options: BatchOptions, trial: Trial, result: TrialResult): Promise<TrialRow> {
  const { id } = trial;
  if (result.files === null) {
    const why = result.why === '' ? 'the record could not be finished' : result.why;
    const spent = { attempts: result.attempts.length, benchSeconds: result.benchSeconds };
    return await options.settle(id, why, spent);
  }
  const row = rowOf(options, trial, result);
  options.ledger.append({
    kind: 'trial-finished',
    id,
    row,
    verdictHash: result.files.verdictHash,
  });
  return row;
}

/** The end of a trial that broke before its record was asked to finish: no file of it can count. */
function abort(options: BatchOptions, trial: Trial, why: string): TrialRow | null {
  const row = rowOf(options, trial, {
    outcome: { kind: 'invalid', reason: 'aborted' },
    why,
    attempts: [],
    benchSeconds: 0,
    reset: null,
    files: null,
  });
  try {
    options.ledger.append({ kind: 'trial-aborted', id: trial.id, row, why });
    return row;
  } catch (cause) {
    const error = toBenchError(cause).message;
    options.log.log('error', 'a trial stays open in the ledger', { id: trial.id, error });
    return null;
  }
}

/** Everything that voids a trial, as one signal. `heeds`: whether a reason counts already. */
function voidSignal(
  options: BatchOptions,
  recorder: Recorder,
  heeds: (reason: InvalidReason) => boolean,
): Disposable & AbortController {
  const ending = new AbortController();
  const end = (reason: InvalidReason, why: string): void =>
    ending.abort(new TrialVoid(reason, why));
  const onEnd = (): void => end('aborted', 'the run was ended');
  options.signal.addEventListener('abort', onEnd, { once: true });
  if (options.signal.aborted) onEnd();
  const voids = options.onVoid((reason, why) => {
    if (heeds(reason)) end(reason, why);
  });
  const trouble = recorder.onTrouble((error) => end('aborted', error.message));
  return Object.assign(ending, {
    [Symbol.dispose]() {
      options.signal.removeEventListener('abort', onEnd);
      voids[Symbol.dispose]();
      trouble[Symbol.dispose]();
    },
  });
}

async function runOne(
  options: BatchOptions,
  sums: BatchSums,
  link: BenchLink,
  next: NextTrial,
): Promise<void> {
  const { seed, batchId } = options;
  const { index, draw, policy = options.task.policy, onPolicyWords } = next;
  const trial = { id: `${batchId}-${String(index + 1).padStart(4, '0')}`, index };
  const task = { ...options.task, policy };
  const startRng = trialRng(seed, draw, 'start');
  const start = options.drawStart(() => startRng.uniform());
  await options.checkTask(task);
  const recorder = options.recorder();
  // Starting programs takes all the machine has for a moment: in real time the trial begins when they are there.
  let warming = link.pace === 'real';
  using ending = voidSignal(options, recorder, (reason) => !warming || !reasonsOfBench.has(reason));
  const provenance = provenanceOf(options, task, next, start);
  options.ledger.append({ kind: 'trial-started', ...trial, batchId, provenance });
  options.onTrial(trial.id, index);
  let truth: Truth | null = null;
  const onDecided = async (_verdict: VerdictValue): Promise<void> => {
    await options.watch?.mayCount().catch((cause: unknown) => {
      throw new TrialVoid('aborted', toBenchError(cause).message);
    });
    if (link.simulator === null) return;
    truth = (await link.simulator.truth(options.task.manifest.success)).truth;
  };
  const finished = (row: TrialRow | null, why: string): void => {
    if (row === null) return;
    sums.add(row, truth);
    options.onFinished(row, why);
  };
  await using stack = new AsyncDisposableStack();
  const run = async (): Promise<TrialResult> => {
    const programs = stack.use(
      await options.openPrograms(task, {
        ...{ link, start, index: draw },
        ...(onPolicyWords === undefined ? {} : { onPolicyWords }),
      }),
    );
    if (warming) {
      // Which of them never will be ready is said where it is needed.
      await Promise.all([programs.policy.ready, programs.judge.ready, programs.reset.ready]);
      warming = false;
      // What the bench complained of meanwhile is over, or is waited for.
      if ((await options.link(ending.signal)) !== link) {
        ending.abort(new TrialVoid('servo-fault', 'the bench was lost while the programs started'));
      }
    }
    link.simulator?.seed(seed, draw);
    return await runTrial({
      ...options,
      id: trial.id,
      dir: options.trialDir(trial.id),
      task: options.task.manifest,
      link,
      recorder,
      programs,
      provenance,
      signal: ending.signal,
      onDecided,
    });
  };
  const result = await run().catch((cause: unknown) => {
    const why = toBenchError(cause).message;
    finished(abort(options, trial, why), why);
    throw cause;
  });
  finished(await commit(options, trial, result), result.why);
}

/** Until all are done, somebody ends it, or it cannot go on; says why. */
async function runTrials(options: BatchOptions, sums: BatchSums): Promise<string> {
  const { signal, trials, watch } = options;
  const endedBy = (): string =>
    signal.reason instanceof BenchError ? signal.reason.message : 'ended';
  for (let done = 0; trials === null || done < trials; done++) {
    if (signal.aborted) return endedBy();
    const next = (await watch?.next(signal)) ?? { index: done, draw: done };
    if (typeof next === 'string') return next;
    const link = await options.link(signal);
    if (link === null) return signal.aborted ? endedBy() : 'the bench is gone';
    if (link !== sums.last) link.meter.reset();
    sums.last = link;
    await runOne(options, sums, link, next);
    if (sums.needsPerson) return `${sums.voided} invalid trials in a row, a person is needed`;
  }
  return 'all trials are done';
}

/** Never rejects: a batch that broke ends with what happened until then and with why. */
export async function runBatch(options: BatchOptions): Promise<BatchEnd> {
  const { batchId, trials, seed, ledger, log } = options;
  const mostVoided = options.watch === undefined ? undefined : Number.POSITIVE_INFINITY;
  const sums = createBatchSums(options.nowMs, mostVoided);
  const { clock } = options.facts;
  const task = options.task.manifest.id;
  let failure: BenchError | null = null;
  let why = '';
  try {
    ledger.append({ kind: 'batch-started', batchId, task, trials, seed, clock });
    why = await runTrials(options, sums);
  } catch (cause) {
    failure = toBenchError(cause);
    why = failure.message;
    log.log('error', 'a batch failed', { batchId, error: failure.stack });
  }
  try {
    ledger.append({ kind: 'batch-ended', batchId, why });
  } catch (cause) {
    failure ??= toBenchError(cause);
    log.log('error', 'the end of a batch is not in the ledger', { batchId, error: String(cause) });
  }
  return { why, failure, summary: sums.read() };
}
