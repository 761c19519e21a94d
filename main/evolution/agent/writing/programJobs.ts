/**
 * Work on the judge or the reset that an agent writes, which may take longer than a call: one at a time for each agent and
 * few for all, joined by whoever asks for the same again, ended with the session. Knows neither judges, resets nor clips.
 */
import type { Clock } from '../../../base/lib/clock.ts';
import { orAborted } from '../../../base/lib/orAborted.ts';
import { BenchError } from '../../../base/model/errors.ts';

export type JobKind = 'try' | 'submit';

/** Disposing ends what runs. */
export interface ProgramJobs extends Disposable {
  /** What runs, or ended and was not told yet. */
  readonly current: Pick<Job<unknown>, 'kind' | 'key'> | null;
  /**
   * Resolves with what came out, or null when it is not over after `ms`: then ask again. What ended meanwhile is kept until
   * it was told once. @throws what the work throws, `busy` while another one runs.
   */
  run<T>(job: Job<T>, ms: number, signal: AbortSignal): Promise<T | null>;
  /** Nothing runs any more. Never rejects. */
  quiet(): Promise<void>;
}

export interface Job<T> {
  readonly kind: JobKind;
  /** The same key is the same work. */
  readonly key: string;
  readonly work: (signal: AbortSignal) => Promise<T>;
}

/** Of all agents that write the same kind of program. */
export interface JobRoom {
  /** `judge`, as it is told. */
  readonly what: 'judge' | 'reset';
  readonly most: number;
  running: number;
}

interface Running {
  readonly kind: JobKind;
  readonly key: string;
  readonly done: Promise<unknown>;
  over: boolean;
}

export function createProgramJobs(clock: Clock, room: JobRoom): ProgramJobs {
  const ended = new AbortController();
  const sessionOver = (): BenchError => new BenchError('cancelled', 'the session has ended');
  let current: Running | null = null;
  const begin = ({ kind, key, work }: Job<unknown>): Running => {
    if (ended.signal.aborted) throw sessionOver();
    if (current !== null && !current.over)
      throw new BenchError(
        'busy',
        `your ${room.what} of before is still being ${words[current.kind]}`,
        { hint: 'wait, or check that commit out again and ask for the same' },
      );
    if (room.running >= room.most)
      throw new BenchError('busy', `${room.what}s of other agents are being tried`, {
        hint: 'ask again in a minute',
      });
    room.running++;
    const done = work(ended.signal).finally(() => {
      room.running--;
    });
    const mine: Running = { kind, key, done, over: false };
    current = mine;
    // What nobody waits for any more still frees the place.
    const free = (): void => {
      mine.over = true;
    };
    done.then(free, free);
    return mine;
  };
  const told = (mine: Running): void => {
    if (current === mine) current = null;
  };
  return {
    get current() {
      return current;
    },
    async run<T>(job: Job<T>, ms: number, signal: AbortSignal): Promise<T | null> {
      const same = current?.kind === job.kind && current.key === job.key ? current : null;
      const mine = same ?? begin(job as Job<unknown>);
      const late = new AbortController();
      using _limit = clock.after(ms, () => late.abort());
      const either = AbortSignal.any([signal, late.signal]);
      try {
        const result = (await orAborted(mine.done as Promise<T>, either)) as T;
        told(mine);
        return result;
      } catch (thrown) {
        if (late.signal.aborted && !signal.aborted) return null;
        // Whoever asks again after a failure begins anew; one that only went away has heard nothing.
        if (!signal.aborted) told(mine);
        throw thrown;
      }
    },
    async quiet() {
      await current?.done.catch(() => undefined);
    },
    [Symbol.dispose]: () => ended.abort(sessionOver()),
  };
}

const words: Readonly<Record<JobKind, string>> = { try: 'tried', submit: 'measured' };
