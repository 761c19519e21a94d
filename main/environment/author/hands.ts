/**
 * Who does an author's jobs: one after the other here, or several at once elsewhere (`threadHands.ts`). Jobs wait in the
 * order in which they came. What comes out is the same however many hands there are.
 */
import {
  type Desk,
  doFold,
  doLast,
  type FoldJob,
  type FoldResult,
  type HandPorts,
  type LastJob,
  type LastResult,
} from './authorHand.ts';

export interface Hands extends AsyncDisposable {
  readonly count: number;
  /** `started` is called when somebody takes the job up. */
  fold(job: FoldJob, told: JobTold): Promise<FoldResult>;
  last(job: LastJob, told: JobTold): Promise<LastResult>;
}

export interface JobTold {
  readonly started: () => void;
  readonly progress: (share: number) => void;
}

/** Does one job at a time. */
export type Hand = (
  job: FoldJob | LastJob,
  progress: (share: number) => void,
) => Promise<FoldResult | LastResult>;

/** The hands are the queue's from here on; `close` ends them. */
export function shareWork(all: readonly Hand[], close: () => Promise<void>): Hands {
  const free = [...all];
  const waiting: ((hand: Hand) => void)[] = [];
  const run = async (job: FoldJob | LastJob, { started, progress }: JobTold) => {
    const hand = free.shift() ?? (await new Promise<Hand>((take) => waiting.push(take)));
    try {
      started();
      return await hand(job, progress);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free.push(hand);
      else next(hand);
    }
  };
  return {
    count: all.length,
    fold: async (job, told) => (await run(job, told)) as FoldResult,
    last: async (job, told) => (await run(job, told)) as LastResult,
    [Symbol.asyncDispose]: close,
  };
}

/** All by itself, in this thread. */
export function ownHands(desk: Desk, ports: Omit<HandPorts, 'progress'>): Hands {
  const hand: Hand = (job, progress) => {
    ports.signal.throwIfAborted();
    const own = { ...ports, progress };
    return job.kind === 'fold' ? doFold(desk, job, own) : doLast(desk, job, own);
  };
  return shareWork([hand], async () => undefined);
}
