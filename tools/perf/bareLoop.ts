/**
 * The yardstick of every real-time figure: a 50 Hz loop that does nothing, and how late this machine wakes it. It runs
 * in a process of its own beside whatever is measured, so that both meet the same load.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Clock } from '../../main/base/lib/clock.ts';
import { type Summary, summarise } from '../../main/base/lib/stats.ts';
import type { Figure } from './figure.ts';

export const bareLoopHz = 50;
/** Half an hour: a run that forgets to stop its yardstick still ends. */
const maxTicks = 90_000;

/** Lateness of each wake-up in milliseconds. Absolute deadlines; missed ones are skipped, as the servo loop does. */
export async function runBareLoop(clock: Clock, stop: AbortSignal): Promise<readonly number[]> {
  const periodMs = 1000 / bareLoopHz;
  const startMs = clock.nowMs();
  const late: number[] = [];
  let tick = 0;
  while (!stop.aborted && late.length < maxTicks) {
    tick++;
    const dueMs = startMs + tick * periodMs;
    while (clock.nowMs() < dueMs) {
      try {
        await clock.sleep(Math.max(1, dueMs - clock.nowMs()), stop);
      } catch {
        return late; // stopped in mid-sleep
      }
    }
    const lateMs = clock.nowMs() - dueMs;
    late.push(lateMs);
    tick += Math.floor(lateMs / periodMs);
  }
  return late;
}

export interface BareLoop {
  /** Ends it; its stalls in milliseconds. */
  stop(): Promise<Summary>;
}

/** Starts the yardstick; resolves once it runs. */
export async function startBareLoop(root: string): Promise<BareLoop> {
  const child = spawn(process.execPath, [join(root, 'tools/perf/bareLoopMain.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let out = '';
  const started = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.startsWith('started\n')) resolve();
    });
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await started;
  return {
    stop: async () => {
      child.stdin.end();
      await closed;
      return summarise(JSON.parse(out.slice('started\n'.length)) as number[]);
    },
  };
}

/** Runs `body` with the yardstick beside it. */
export async function withBareLoop<T>(
  root: string,
  body: () => Promise<T>,
): Promise<{ readonly result: T; readonly baseline: Summary }> {
  const loop = await startBareLoop(root);
  try {
    const result = await body();
    return { result, baseline: await loop.stop() };
  } catch (thrown) {
    await loop.stop();
    throw thrown;
  }
}

export const bareLoop: Figure = {
  name: 'bare-loop',
  what: 'How late an idle 50 Hz loop is woken on this machine, nothing else of ours running; one tick.',
  lines: ['bare-loop'],
  measure: async ({ clock }) => {
    const stop = new AbortController();
    using _limit = clock.after(12_000, () => stop.abort());
    const values = await runBareLoop(clock, stop.signal);
    return [{ name: 'bare-loop', unit: 'ms', values, baseline: null }];
  },
};
