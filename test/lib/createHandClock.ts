/** A real clock whose repeated calls come from the test alone, so many at once as it likes. */
import { type Clock, realClock } from '../../main/base/lib/clock.ts';

export interface HandClock {
  readonly clock: Clock;
  /** What would be called again and again, and is not disposed. */
  readonly repeated: ReadonlySet<() => void>;
  beat(times: number): void;
}

export function createHandClock(): HandClock {
  const repeated = new Set<() => void>();
  const clock: Clock = {
    ...realClock,
    every: (_ms, run) => {
      const mine = (): void => run();
      repeated.add(mine);
      return { [Symbol.dispose]: () => void repeated.delete(mine) };
    },
  };
  return {
    clock,
    repeated,
    beat: (times) => {
      for (let i = 0; i < times; i++) for (const run of [...repeated]) run();
    },
  };
}
