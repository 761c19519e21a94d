/**
 * A real core for tests: the real processes on the simulated bench, in a folder of its own that goes with it.
 * `follow` waits for facts on topics; nothing here sleeps.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CommandArgsParsed, CoreApi } from '../../main/base/api/contract.ts';
import type { StateTopics } from '../../main/base/api/topics.ts';
import { type Clock, realClock } from '../../main/base/lib/clock.ts';
import { createLog, silentLog } from '../../main/base/lib/log.ts';
import type { NightKeeping } from '../../main/base/model/night.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { BatchEvent, BatchSummary } from '../../main/base/model/view.ts';
import { openCore } from '../../main/entry/openCore.ts';

export interface CoreUnderTest extends AsyncDisposable {
  readonly api: CoreApi;
  readonly dataDir: string;
}

export const never = new AbortController().signal;

export function tempDir(name: string): Disposable & { readonly path: string } {
  const dir = mkdtempSync(path.join(tmpdir(), `nightbench-${name}-`));
  return { path: dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

/**
 * `restBench`: a real-time bench stands at once; `autoRun`: the first window starts a run.
 * Set NIGHTBENCH_TEST_LOG=1 to see its log.
 */
export async function openTestCore(
  options: {
    readonly restBench?: boolean;
    readonly autoRun?: boolean;
    readonly dataDir?: string;
    readonly clock?: Clock;
    readonly lockstepAnswerMs?: number;
    readonly programPatienceMs?: number;
    readonly viewEveryMs?: number | undefined;
    /** Where the simulator leaves what its arm did. */
    readonly blackBoxPath?: string;
    readonly nights?: NightKeeping;
  } = {},
): Promise<CoreUnderTest> {
  const own = options.dataDir === undefined ? tempDir('core') : null;
  const dataDir = options.dataDir ?? own?.path ?? '';
  const loud = process.env.NIGHTBENCH_TEST_LOG === '1';
  const log = loud
    ? createLog((line) => process.stderr.write(`${line}\n`), realClock.wallTime)
    : silentLog;
  const core = await openCore({
    dataDir,
    clock: options.clock ?? realClock,
    log,
    version: 'test',
    autoRun: options.autoRun ?? false,
    restBench: options.restBench ?? false,
    blackBoxPath: options.blackBoxPath,
    nights: options.nights,
    lockstepAnswerMs: options.lockstepAnswerMs,
    programPatienceMs: options.programPatienceMs,
    viewEveryMs: options.viewEveryMs,
  });
  return {
    api: core.api,
    dataDir,
    async [Symbol.asyncDispose]() {
      await core[Symbol.asyncDispose]();
      own?.[Symbol.dispose]();
    },
  };
}

/** Resolves with the first value of a state topic that fits. */
export function until<T extends keyof StateTopics>(
  api: CoreApi,
  topic: T,
  fits: (value: StateTopics[T]) => boolean,
): Promise<StateTopics[T]> {
  return new Promise((resolve) => {
    let done = false;
    let watching: Disposable | null = null;
    watching = api.state(topic, (value) => {
      if (done || !fits(value)) return;
      done = true;
      watching?.[Symbol.dispose]();
      resolve(value);
    });
    if (done) watching[Symbol.dispose]();
  });
}

export interface FinishedRun {
  readonly rows: readonly TrialRow[];
  readonly summary: BatchSummary;
  readonly why: string;
}

/** Starts a batch and gives its id and its end. */
export async function startRun(
  api: CoreApi,
  request: Partial<CommandArgsParsed<'trial.run'>>,
): Promise<{ readonly batchId: string; readonly end: Promise<FinishedRun> }> {
  const args = { task: 'touch', trials: 1, seed: 1, lockstep: true, ...request };
  const { batchId } = await api.call('trial.run', args, never);
  const rows: TrialRow[] = [];
  const end = new Promise<FinishedRun>((resolve) => {
    const following = api.log('batches', 0, (event: BatchEvent) => {
      if (event.batchId !== batchId) return;
      if (event.kind === 'trial') rows.push(event.row);
      if (event.kind === 'ended') {
        queueMicrotask(() => following[Symbol.dispose]());
        resolve({ rows, summary: event.summary, why: event.why });
      }
    });
  });
  return { batchId, end };
}
