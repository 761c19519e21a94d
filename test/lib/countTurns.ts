/** Real turns on a clock that never waits: how many there were, and the most that was taken at once. */
import { realClock } from '../../main/base/lib/clock.ts';
import { createTurns, type Turns } from '../../main/base/lib/turns.ts';

export function countTurns() {
  const seen = { slept: 0, most: 0 };
  const sleep = (): Promise<void> => {
    seen.slept++;
    return Promise.resolve();
  };
  const real = createTurns({ ...realClock, sleep });
  const turns: Turns = {
    take: (bytes) => {
      seen.most = Math.max(seen.most, bytes);
      return real.take(bytes);
    },
  };
  return { turns, seen };
}
