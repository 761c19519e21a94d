/** A clock that stands until the test moves it; timers that fall due on the way run in their order. */
import type { Clock } from '../../main/base/lib/clock.ts';

export interface StillClock extends Clock {
  advance(ms: number): void;
}

interface Timer {
  at: number;
  readonly everyMs: number | null;
  run(): void;
}

export function createStillClock(): StillClock {
  let nowMs = 0;
  let timers: Timer[] = [];
  const add = (ms: number, everyMs: number | null, run: () => void): Disposable => {
    const timer: Timer = { at: nowMs + ms, everyMs, run };
    timers.push(timer);
    return {
      [Symbol.dispose]: () => {
        timers = timers.filter((entry) => entry !== timer);
      },
    };
  };
  return {
    nowMs: () => nowMs,
    wallTime: () => '2026-01-01T00:00:00.000Z',
    sleep: () => Promise.reject(new Error('nothing sleeps here')),
    after: (ms, run) => add(ms, null, run),
    every: (ms, run) => add(ms, ms, run),
    advance(ms) {
      const end = nowMs + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        nowMs = next.at;
        if (next.everyMs === null) timers = timers.filter((timer) => timer !== next);
        else next.at += next.everyMs;
        next.run();
      }
      nowMs = end;
    },
  };
}
