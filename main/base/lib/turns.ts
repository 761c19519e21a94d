/**
 * Long work in short turns of the event loop: whoever has bytes to go through asks first, and waits for a later turn when
 * this one has had its share. One at a time, in the order asked, so that many who work at once take no more of a turn than
 * one would: what moves the robot is never kept waiting.
 */
import type { Clock } from './clock.ts';

export interface Turns {
  /** Resolves when so many bytes may be gone through; more than a share is a whole turn's. */
  take(bytes: number): Promise<void>;
}

/** Gone through in a few milliseconds, and an ordinary request of an agent is less than one. */
export const turnBytes = 128 << 10;

export function createTurns(clock: Pick<Clock, 'sleep' | 'after'>): Turns {
  let left = turnBytes;
  let counting = false;
  let last: Promise<void> = Promise.resolve();
  /** A timer that fires is the sign that the loop has turned. */
  const count = (): void => {
    if (counting) return;
    counting = true;
    clock.after(0, () => {
      counting = false;
      left = turnBytes;
    });
  };
  const wait = async (bytes: number): Promise<void> => {
    count();
    if (bytes > left) {
      await clock.sleep(0);
      left = turnBytes;
    }
    left -= bytes;
  };
  return {
    take: (bytes) => {
      last = last.then(() => wait(bytes));
      return last;
    },
  };
}
