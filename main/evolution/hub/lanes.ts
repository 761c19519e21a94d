/**
 * Work in lanes: one at a time in a lane, in the order asked, and at most so many at once over all lanes. Waiting is
 * bounded: who asks too often is told so at once.
 */
import { BenchError } from '../../base/model/errors.ts';

export interface Lanes {
  /** @throws BenchError `busy` when too many wait in this lane. */
  run<T>(lane: string, work: () => Promise<T>): Promise<T>;
}

export interface LaneBounds {
  readonly atOnce: number;
  /** Of one lane, the running one included. */
  readonly waiting: number;
}

export function createLanes({ atOnce, waiting }: LaneBounds): Lanes {
  const lanes = new Map<string, (() => Promise<void>)[]>();
  /** Lanes with work and nothing running, longest waiting first. */
  const ready: string[] = [];
  let running = 0;

  const runOne = async (lane: string): Promise<void> => {
    const queue = lanes.get(lane) ?? [];
    await queue[0]?.();
    queue.shift();
    running--;
    if (queue.length === 0) lanes.delete(lane);
    else ready.push(lane);
    startReady();
  };
  const startReady = (): void => {
    while (running < atOnce) {
      const lane = ready.shift();
      if (lane === undefined) return;
      running++;
      void runOne(lane);
    }
  };
  return {
    run: (lane, work) => {
      const queue = lanes.get(lane) ?? [];
      if (queue.length >= waiting) {
        return Promise.reject(
          new BenchError('busy', `${waiting} requests of ${lane} are waiting already`, {
            hint: 'wait for the answers to those',
          }),
        );
      }
      return new Promise((resolve, reject) => {
        queue.push(() => work().then(resolve, reject));
        if (queue.length > 1) return;
        lanes.set(lane, queue);
        ready.push(lane);
        startReady();
      });
    },
  };
}
