/**
 * A trial's entries in the ledger: where it came from, its row, its end. A finished trial is durable before anybody hears
 * of it; one that broke counts by no file of its own.
 */
import { canonicalJson, type Json, sha256 } from '../base/host/canonical.ts';
import { toBenchError } from '../base/model/errors.ts';
import type { PlanarPose } from '../base/model/scene.ts';
import { type Provenance, type TrialRow, trialResetOf } from '../base/model/trial.ts';
import type { ShelvedTask } from '../environment/task/shelveTask.ts';
import { nightAsIn } from '../store/ledger/chain.ts';
import type { BatchOptions, NextTrial } from './batchOptions.ts';
import type { TrialResult } from './runTrial.ts';

export function provenanceOf(
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

export interface NamedTrial {
  readonly id: string;
  readonly index: number;
}

function rowOf(options: BatchOptions, { id, index }: NamedTrial, result: TrialResult): TrialRow {
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
    acted: result.acted,
    ...(reset === null ? {} : { reset: trialResetOf(by, reset) }),
  };
}

/**
 * Durable in the ledger before anybody hears of it. A finished trial that the ledger refuses stays open: its files are
 * whole, and the next recovery adopts them. A trial without an answer of its recorder ends as its files say.
 */
export async function commitTrial(
  options: BatchOptions,
  trial: NamedTrial,
  result: TrialResult,
): Promise<TrialRow> {
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
    ...nightAsIn(options.facts),
  });
  return row;
}

/** The end of a trial that broke before its record was asked to finish: no file of it can count. */
export function abortTrial(options: BatchOptions, trial: NamedTrial, why: string): TrialRow | null {
  const row = rowOf(options, trial, {
    outcome: { kind: 'invalid', reason: 'aborted' },
    why,
    attempts: [],
    benchSeconds: 0,
    acted: false,
    reset: null,
    files: null,
  });
  try {
    options.ledger.append({
      kind: 'trial-aborted',
      id: trial.id,
      row,
      why,
      ...nightAsIn(options.facts),
    });
    return row;
  } catch (cause) {
    const error = toBenchError(cause).message;
    options.log.log('error', 'a trial stays open in the ledger', { id: trial.id, error });
    return null;
  }
}
