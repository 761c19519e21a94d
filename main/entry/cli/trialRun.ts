/**
 * `bench trial run`: a batch of trials, a line each as they end, and the sums last. Ended by a signal or by a reader
 * that went away, it cancels the batch, so that the running trial is recorded as invalid(aborted), and says so.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { wilson } from '../../base/lib/stats.ts';
import { BenchError } from '../../base/model/errors.ts';
import { commitPattern } from '../../base/model/task.ts';
import type { TrialRow } from '../../base/model/trial.ts';
import type { BatchEvent, BatchSummary } from '../../base/model/view.ts';
import type { CoreClient } from './coreClient.ts';
import { reachAny } from './reachCore.ts';
import type { EndSignal, VerbCall, VerbSpec } from './verb.ts';
import { numberFlag, signalExitCode, switchFlag, textFlag } from './verb.ts';

const cancelMs = 15_000;

/** The order of the fields is part of the promise. */
export function rowJson(row: TrialRow): string {
  const { id, outcome, reason, attempts, stepHash, benchSeconds } = row;
  return JSON.stringify({ id, outcome, reason, attempts, stepHash, benchSeconds });
}

function summaryJson(summary: BatchSummary, withStages: boolean): string {
  const { trials, success, failure, invalid, benchSeconds, wallSeconds, oracle, stages } = summary;
  const confusion = ({ tp, fp, tn, fn }: { tp: number; fp: number; tn: number; fn: number }) => ({
    tp,
    fp,
    tn,
    fn,
  });
  return JSON.stringify({
    trials,
    success,
    failure,
    invalid,
    benchSeconds,
    wallSeconds,
    ...(oracle === undefined
      ? {}
      : { oracle: { ...confusion(oracle), edge: confusion(oracle.edge) } }),
    ...(withStages && stages !== undefined ? { stages } : {}),
  });
}

export function rowLine(row: TrialRow): string {
  const outcome = row.reason === null ? row.outcome : `${row.outcome} (${row.reason})`;
  const attempts = `${row.attempts} ${row.attempts === 1 ? 'attempt' : 'attempts'}`;
  const seconds = `${row.benchSeconds.toFixed(1)} s`;
  const number = String(row.index + 1).padStart(4);
  const columns = [outcome.padEnd(28), attempts.padEnd(10), seconds.padStart(8)];
  return [number, ...columns, row.id].join('  ');
}

function percent(share: number): string {
  return (share * 100).toFixed(0);
}

function summaryLines(summary: BatchSummary): readonly string[] {
  const { success, failure, invalid, benchSeconds, wallSeconds, oracle, stages } = summary;
  const counted = success + failure;
  const { low, high } = wilson(success, counted);
  const interval = `95 % interval ${percent(low)} to ${percent(high)} %`;
  const rate =
    counted === 0
      ? 'No success rate: no trial counted'
      : `Success rate ${percent(success / counted)} % of ${counted} (${interval})`;
  const lines = [
    '',
    `${success} success, ${failure} failure, ${invalid} invalid`,
    rate,
    `${benchSeconds.toFixed(1)} bench seconds in ${wallSeconds.toFixed(1)} s`,
  ];
  if (oracle !== undefined) {
    const { tp, fp, tn, fn, edge } = oracle;
    lines.push(
      `Judge against the simulated truth: ${tp} true and ${fp} false successes, ${tn} true and ${fn} false failures`,
      `  within the guard band: ${edge.tp} and ${edge.fp}, ${edge.tn} and ${edge.fn}`,
    );
  }
  for (const [stage, share] of Object.entries(stages ?? {}))
    lines.push(`  ${stage.padEnd(12)} ${percent(share).padStart(3)} %`);
  return lines;
}

/** The core's rule: a folder, which becomes absolute, or else a commit. */
function policyOf(call: VerbCall): string | undefined {
  const policy = textFlag(call, 'policy');
  if (policy === undefined) return undefined;
  const path = resolve(call.terminal.cwd, policy);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  if (commitPattern.test(policy)) return policy;
  throw new BenchError('bad-input', `there is no policy ${policy}`, {
    hint: '--policy takes a folder, or a commit: at least 7 of its digits, in lower case.',
  });
}

interface Batch {
  readonly done: Promise<{ readonly why: string; readonly summary: BatchSummary }>;
}

/** Follows one batch. Rows that came before the answer of `trial.run` wait until its id is known. */
function followBatch(
  client: CoreClient,
  batchId: Promise<string>,
  onRow: (row: TrialRow) => void,
): Batch {
  const { promise, resolve: end } = Promise.withResolvers<Awaited<Batch['done']>>();
  let early: BatchEvent[] | null = [];
  let own = '';
  const take = (event: BatchEvent): void => {
    if (event.batchId !== own) return;
    if (event.kind === 'trial') onRow(event.row);
    if (event.kind === 'ended') end({ why: event.why, summary: event.summary });
  };
  client.onLog('batches', 0, (event) => {
    if (early === null) take(event);
    else early.push(event);
  });
  batchId.then(
    (id) => {
      own = id;
      const waited = early ?? [];
      early = null;
      for (const event of waited) take(event);
    },
    () => undefined, // the caller of trial.run reports it
  );
  return { done: promise };
}

async function run(call: VerbCall): Promise<number> {
  const { terminal, json } = call;
  const policy = policyOf(call);
  const args = {
    task: textFlag(call, 'task') ?? '',
    trials: switchFlag(call, 'endless') ? null : (numberFlag(call, 'trials') ?? 1),
    seed: numberFlag(call, 'seed') ?? 1,
    lockstep: switchFlag(call, 'lockstep'),
    ...(policy === undefined ? {} : { policy }),
  };
  const { promise: ended, resolve: endBy } = Promise.withResolvers<EndSignal>();
  using _end = terminal.onEnd((why) => endBy(why));
  const reached = await Promise.race([reachAny(call), ended]);
  if (typeof reached === 'string') return signalExitCode[reached];
  await using core = reached;
  const { client } = core;
  const batchId = client.call('trial.run', args).then((answer) => answer.batchId);
  const batch = followBatch(client, batchId, (row) =>
    terminal.out(json ? rowJson(row) : rowLine(row)),
  );
  const id = await batchId;
  const finished = await Promise.race([batch.done, ended, client.lost]);
  const wasEnded = typeof finished === 'string';
  if (wasEnded) await client.call('trial.cancel', { batchId: id }).catch(() => undefined);
  const late = new AbortController();
  const tooLate = terminal.clock.sleep(cancelMs, late.signal).then(
    () => null,
    () => null,
  );
  const result = await Promise.race([batch.done, tooLate, client.lost]);
  late.abort();
  if (result === null)
    throw new BenchError('timeout', 'the batch did not end when it was cancelled');
  if (json) terminal.out(summaryJson(result.summary, switchFlag(call, 'stages')));
  else for (const line of summaryLines(result.summary)) terminal.out(line);
  if (wasEnded) return signalExitCode[finished];
  const whole = args.trials !== null && result.summary.trials >= args.trials;
  if (!whole) terminal.note(`bench: the batch ended early: ${result.why}`);
  return whole ? 0 : 1;
}

export const trialRun: VerbSpec = {
  name: 'trial run',
  summary: 'Run a batch of trials and say how each ended',
  detail: [
    'A trial is reset, check, one episode, one verdict, one record. A line is printed as each ends,',
    'the sums last. With --lockstep the simulated bench runs as fast as it can and the same seed gives',
    'the same outcomes and step hashes; figures are then in bench time. Ctrl-C cancels the batch: the',
    'running trial becomes invalid (aborted), finished ones stay.',
  ].join('\n'),
  args: [],
  flags: [
    {
      name: 'task',
      kind: 'text',
      value: 'TASK',
      required: true,
      help: 'Which task; see bench task list',
    },
    {
      name: 'trials',
      kind: 'int',
      value: 'N',
      min: 1,
      max: 100_000,
      help: 'How many; 1 by default',
    },
    { name: 'endless', kind: 'switch', help: 'Until cancelled, instead of --trials' },
    {
      name: 'seed',
      kind: 'int',
      value: 'N',
      min: 0,
      help: 'Seed of every start and every noise; 1 by default',
    },
    {
      name: 'lockstep',
      kind: 'switch',
      help: 'Bench time instead of real time (simulated bench only)',
    },
    {
      name: 'policy',
      kind: 'text',
      value: 'FOLDER|COMMIT',
      help: "Another policy than the task's own",
    },
    {
      name: 'stages',
      kind: 'switch',
      help: 'With --json: also the share of wall time of each stage',
    },
  ],
  examples: [
    {
      line: 'npx bench trial run --task touch --trials 3 --seed 1 --lockstep',
      says: 'Three quick trials, the same every time',
    },
    {
      line: 'npx bench trial run --task push-t --trials 20 --seed 1 --lockstep --json > trials.ndjson',
      says: 'Twenty trials for a script',
    },
    {
      line: 'npx bench trial run --task push-t --trials 20 --policy ./my-policy',
      says: 'Try a policy of your own, in real time',
    },
  ],
  run: (call) => {
    if (switchFlag(call, 'endless') && numberFlag(call, 'trials') !== undefined)
      throw new BenchError('bad-input', '--endless and --trials exclude each other');
    return run(call);
  },
};
