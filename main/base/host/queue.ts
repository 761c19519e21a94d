/** Work done one after the other in the order asked. */
import { orAborted } from '../lib/orAborted.ts';

export type Queue = <T>(
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** Whoever gives up while waiting is let go at once; `ended` ends all of it. */
export function createQueue(ended: AbortSignal): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const either = AbortSignal.any([signal, ended]);
    const mine = last.then(() => {
      either.throwIfAborted();
      return run(either);
    });
    last = mine.catch(() => undefined);
    return orAborted(mine, either);
  };
}
