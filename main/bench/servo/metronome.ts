/**
 * Absolute deadlines at a fixed rate. A deadline that has passed is skipped and counted, never made up for. The last
 * millisecond is slept in the kernel (futex) instead of on a timer: timers here count whole milliseconds.
 */
import type { Clock } from '../../base/lib/clock.ts';

export interface Beat {
  readonly tick: number;
  /** Since the start. */
  readonly atMs: number;
  readonly missedTicks: number;
  /** Since the beat before. */
  readonly periodMs: number;
}

/** Timers fire up to this much late; the rest is slept exactly, with the event loop blocked. */
const exactMs = 1.5;
const cell = new Int32Array(new SharedArrayBuffer(4));

async function waitUntil(clock: Clock, deadlineMs: number, signal: AbortSignal): Promise<void> {
  const coarseMs = Math.floor(deadlineMs - clock.nowMs() - exactMs);
  if (coarseMs > 0) await clock.sleep(coarseMs, signal);
  const restMs = deadlineMs - clock.nowMs();
  if (restMs > 0 && restMs < 2 * exactMs) Atomics.wait(cell, 0, 0, restMs);
}

/** Runs `beat` once per period until the signal aborts (then it resolves). Beats never overlap. */
export async function runMetronome(
  clock: Clock,
  rateHz: number,
  beat: (facts: Beat) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const periodTimeMs = 1000 / rateHz;
  const startMs = clock.nowMs();
  let lastMs = startMs;
  let missedTicks = 0;
  let deadline = 0;
  for (let tick = 0; !signal.aborted; tick++) {
    deadline++;
    try {
      await waitUntil(clock, startMs + deadline * periodTimeMs, signal);
    } catch (cause) {
      if (signal.aborted) return;
      throw cause;
    }
    const nowMs = clock.nowMs();
    const late = Math.max(0, Math.floor((nowMs - startMs) / periodTimeMs) - deadline);
    missedTicks += late;
    deadline += late;
    await beat({ tick, atMs: nowMs - startMs, missedTicks, periodMs: nowMs - lastMs });
    lastMs = nowMs;
  }
}
