/**
 * A batch: so many trials from one seed, one after another. The referee's side of a run: it draws seeds and start
 * states, opens fresh programs per trial, writes the ledger, and announces a trial only when it is on disk. However it
 * ends, it says what really happened. What it cannot end in the ledger stays open there for `store/recoverStore`.
 */
import { trialRng } from '../base/lib/rng.ts';
import { BenchError, toBenchError } from '../base/model/errors.ts';
import type { Truth } from '../base/model/scene.ts';
import type { InvalidReason, TrialRow, VerdictValue } from '../base/model/trial.ts';
import type { BenchLink } from '../bench/link.ts';
import { nightAsIn } from '../store/ledger/chain.ts';
import type { BatchEnd, BatchOptions, NextTrial } from './batchOptions.ts';
import { type BatchSums, createBatchSums } from './batchSums.ts';
import { type FramesBetween, keepFramesBetween } from './framesBetween.ts';
import type { Recorder } from './recording.ts';
import { runTrial, type TrialResult } from './runTrial.ts';
import { abortTrial, commitTrial, provenanceOf } from './trialEntries.ts';
import { reasonsOfBench, TrialVoid } from './trialVoid.ts';

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
  between: FramesBetween | null,
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
      between,
      programs,
      provenance,
      signal: ending.signal,
      onDecided,
    });
  };
  const result = await run().catch((cause: unknown) => {
    const why = toBenchError(cause).message;
    finished(abortTrial(options, trial, why), why);
    throw cause;
  });
  finished(await commitTrial(options, trial, result), result.why);
}

/** Until all are done, somebody ends it, or it cannot go on; says why. */
async function runTrials(options: BatchOptions, sums: BatchSums): Promise<string> {
  const { signal, trials, watch } = options;
  const endedBy = (): string =>
    signal.reason instanceof BenchError ? signal.reason.message : 'ended';
  let between: FramesBetween | null = null;
  using _between = { [Symbol.dispose]: () => between?.[Symbol.dispose]() };
  for (let done = 0; trials === null || done < trials; done++) {
    if (signal.aborted) return endedBy();
    const next = (await watch?.next(signal, options.task)) ?? { index: done, draw: done };
    if (typeof next === 'string') return next;
    const link = await options.link(signal);
    if (link === null) return signal.aborted ? endedBy() : 'the bench is gone';
    if (link !== sums.last) {
      link.meter.reset();
      between?.[Symbol.dispose]();
      between = link.pace === 'real' ? keepFramesBetween(link) : null;
    }
    sums.last = link;
    await runOne(options, sums, link, between, next);
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
    const begun = { batchId, task, trials, seed, clock, ...nightAsIn(options.facts) };
    ledger.append({ kind: 'batch-started', ...begun });
    why = await runTrials(options, sums);
  } catch (cause) {
    failure = toBenchError(cause);
    why = failure.message;
    log.log('error', 'a batch failed', { batchId, error: failure.stack });
  }
  try {
    ledger.append({ kind: 'batch-ended', batchId, why, ...nightAsIn(options.facts) });
  } catch (cause) {
    failure ??= toBenchError(cause);
    log.log('error', 'the end of a batch is not in the ledger', { batchId, error: String(cause) });
  }
  return { why, failure, summary: sums.read() };
}
