/**
 * A batch: so many trials from one seed, one after another. The referee's side of a run: it draws seeds and start
 * states, opens fresh programs per trial, writes the ledger, and announces a trial only when it is on disk. Resume
 * after a crash is the ledger's matter (`store/recoverStore`).
 */

import type { Log } from '../base/lib/log.ts';
import { trialRng } from '../base/lib/rng.ts';
import type { Envelope } from '../base/model/arm.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { PlanarPose, Truth } from '../base/model/scene.ts';
import type {
  AttemptRecord,
  InvalidReason,
  Provenance,
  TrialRow,
  VerdictTraceRow,
  VerdictValue,
} from '../base/model/trial.ts';
import type { BatchSummary } from '../base/model/view.ts';
import type { LedgerBody } from '../base/wire/recorder.ts';
import type { BenchLink } from '../bench/link.ts';
import type { ChosenPolicy } from '../environment/task/choosePolicy.ts';
import type { InstalledTask } from '../environment/task/installTask.ts';
import type { DrawStart } from '../environment/task/startStates.ts';
import { createTally } from './oracleTally.ts';
import type { Recorder } from './recording.ts';
import { runTrial, type TrialPrograms, type TrialResult } from './runTrial.ts';
import type { Stage } from './trialLoop.ts';
import { TrialVoid } from './trialVoid.ts';

export interface BatchOptions {
  readonly batchId: string;
  readonly task: InstalledTask;
  readonly policy: ChosenPolicy;
  readonly drawStart: DrawStart;
  readonly trials: number | null;
  readonly seed: number;
  readonly bench: Envelope;
  /** The bench as it is now: it may be opened again between trials. Null when it is gone for good. */
  readonly link: (signal: AbortSignal) => Promise<BenchLink | null>;
  readonly recorder: () => Recorder;
  readonly openPrograms: (start: PlanarPose, randomSeed: number) => TrialPrograms;
  readonly trialDir: (id: string) => string;
  readonly ledger: { append(body: LedgerBody): unknown };
  readonly facts: Pick<
    Provenance,
    'benchId' | 'clock' | 'softwareVersion' | 'calibrationHash' | 'isolation'
  >;
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
  readonly summary: BatchSummary;
}

/** Between two trials the bench may be coming back; longer than this ends the batch. */
const maxVoidedInARow = 5;

function provenanceOf(options: BatchOptions, index: number, start: PlanarPose): Provenance {
  const { task, policy } = options;
  return {
    ...options.facts,
    task: task.manifest.id,
    taskVersion: task.manifest.version,
    taskHash: task.hashes.task,
    policyHash: policy.hash,
    judgeHash: task.hashes.judge,
    resetHash: task.hashes.reset,
    seed: options.seed,
    trialIndex: index,
    startState: { ...start },
  };
}

function rowOf(options: BatchOptions, id: string, index: number, result: TrialResult): TrialRow {
  const { outcome } = result;
  const kept = result.files !== null;
  const aborted = { outcome: 'invalid', reason: 'aborted' } as const;
  const said = {
    outcome: outcome.kind,
    reason: outcome.kind === 'success' ? null : outcome.reason,
  } as const;
  return {
    id,
    batchId: options.batchId,
    index,
    task: options.task.manifest.id,
    ...(kept ? said : aborted),
    attempts: result.attempts.length,
    stepHash: result.files?.stepHash ?? '',
    benchSeconds: result.benchSeconds,
    wallTime: options.wallTime(),
    clock: options.facts.clock,
    seed: options.seed,
  };
}

/** Durable in the ledger before anybody hears of it. */
function commit(options: BatchOptions, row: TrialRow, result: TrialResult): void {
  const { ledger } = options;
  if (result.files === null) {
    const why = result.why === '' ? 'the record could not be finished' : result.why;
    ledger.append({ kind: 'trial-aborted', id: row.id, row, why });
  } else {
    const { verdictHash } = result.files;
    ledger.append({ kind: 'trial-finished', id: row.id, row, verdictHash });
  }
  options.onFinished(row, result.why);
}

/** A trial whose record could not even begin. */
const nothingDone: TrialResult = {
  outcome: { kind: 'invalid', reason: 'aborted' },
  why: '',
  attempts: [],
  benchSeconds: 0,
  files: null,
};

interface OneTrial {
  readonly row: TrialRow;
  readonly truth: Truth | null;
}

async function runOne(options: BatchOptions, link: BenchLink, index: number): Promise<OneTrial> {
  const { seed, task } = options;
  const id = `${options.batchId}-${String(index + 1).padStart(4, '0')}`;
  const startRng = trialRng(seed, index, 'start');
  const start = options.drawStart(() => startRng.uniform());
  const provenance = provenanceOf(options, index, start);
  const ending = new AbortController();
  const endTrial = (reason: InvalidReason, why: string): void =>
    ending.abort(new TrialVoid(reason, why));
  const onEnd = (): void => endTrial('aborted', 'the run was ended');
  options.signal.addEventListener('abort', onEnd, { once: true });
  using _voids = options.onVoid(endTrial);
  const recorder = options.recorder();
  using _trouble = recorder.onTrouble((error) => endTrial('aborted', error.message));
  const programs = options.openPrograms(start, trialRng(seed, index, 'program').below(2 ** 31));
  options.ledger.append({ kind: 'trial-started', id, batchId: options.batchId, index, provenance });
  options.onTrial(id, index);
  link.simulator?.seed(seed, index);
  let truth: Truth | null = null;
  const onDecided = async (_verdict: VerdictValue): Promise<void> => {
    if (link.simulator !== null) truth = (await link.simulator.truth()).truth;
  };
  try {
    const result = await runTrial({
      id,
      dir: options.trialDir(id),
      task: task.manifest,
      bench: options.bench,
      link,
      recorder,
      programs,
      provenance,
      signal: ending.signal,
      nowMs: options.nowMs,
      wallTime: options.wallTime,
      onStage: options.onStage,
      onVerdict: options.onVerdict,
      onAttempt: options.onAttempt,
      onDecided,
    });
    const row = rowOf(options, id, index, result);
    commit(options, row, result);
    return { row, truth };
  } catch (cause) {
    const nothing = { ...nothingDone, why: toBenchError(cause).message };
    commit(options, rowOf(options, id, index, nothing), nothing);
    throw cause;
  } finally {
    options.signal.removeEventListener('abort', onEnd);
    const each = [programs.policy, programs.judge, programs.reset];
    await Promise.all(each.map((program) => program[Symbol.asyncDispose]()));
  }
}

export async function runBatch(options: BatchOptions): Promise<BatchEnd> {
  const { batchId, signal, trials, seed } = options;
  const tally = createTally();
  const counts = { success: 0, failure: 0, invalid: 0 };
  const startMs = options.nowMs();
  let benchSeconds = 0;
  let why = 'all trials are done';
  let voided = 0;
  options.ledger.append({
    kind: 'batch-started',
    batchId,
    task: options.task.manifest.id,
    trials,
    seed,
    clock: options.facts.clock,
  });
  let last: BenchLink | null = null;
  for (let index = 0; trials === null || index < trials; index++) {
    if (signal.aborted) {
      why = signal.reason instanceof BenchError ? signal.reason.message : 'ended';
      break;
    }
    const link = await options.link(signal);
    if (link === null) {
      why = signal.aborted ? 'ended' : 'the bench is gone';
      break;
    }
    if (link !== last) link.meter.reset();
    last = link;
    const { row, truth } = await runOne(options, link, index);
    counts[row.outcome]++;
    benchSeconds += row.benchSeconds;
    if (row.outcome !== 'invalid' && truth !== null) tally.add(row.outcome, truth);
    voided = row.outcome === 'invalid' ? voided + 1 : 0;
    if (voided >= maxVoidedInARow) {
      why = `${voided} invalid trials in a row, a person is needed`;
      break;
    }
  }
  options.ledger.append({ kind: 'batch-ended', batchId, why });
  const wallSeconds = Math.round((options.nowMs() - startMs) / 10) / 100;
  const summary: BatchSummary = {
    trials: counts.success + counts.failure + counts.invalid,
    ...counts,
    benchSeconds: Math.round(benchSeconds * 1000) / 1000,
    wallSeconds,
    ...(last === null || last.simulator === null ? {} : { oracle: tally.read() }),
    ...(last === null ? {} : { stages: last.meter.read() }),
    ...(voided >= maxVoidedInARow ? { needsPerson: true } : {}),
  };
  return { why, summary };
}
