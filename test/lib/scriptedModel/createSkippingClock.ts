/** A real clock on which nobody sleeps: a sleep is written down and over at once, and the time it took has passed. */
import { type Clock, realClock } from '../../../main/base/lib/clock.ts';

export interface SkippingClock {
  readonly clock: Clock;
  readonly slept: readonly number[];
  /** Lets time pass, and what is called again and again be called. */
  pass(ms: number): void;
}

export function createSkippingClock(): SkippingClock {
  const slept: number[] = [];
  const repeated = new Set<() => void>();
  let aheadMs = 0;
  const clock: Clock = {
    ...realClock,
    nowMs: () => realClock.nowMs() + aheadMs,
    every: (_ms, run) => {
      const mine = (): void => run();
      repeated.add(mine);
      return { [Symbol.dispose]: () => void repeated.delete(mine) };
    },
    sleep: async (ms, signal) => {
      slept.push(ms);
      aheadMs += ms;
      // The event loop goes round once, as it would in any sleep.
      await realClock.sleep(0);
      signal?.throwIfAborted();
    },
  };
  return {
    clock,
    slept,
    pass(ms) {
      aheadMs += ms;
      for (const run of [...repeated]) run();
    },
  };
}
