/**
 * Work on an agent's judge that may take longer than a call: one at a time for each agent and few for all, joined by
 * whoever asks for the same again, ended with the session. Knows neither judges nor clips.
 */
import type { Clock } from '../../../base/lib/clock.ts';
import { orAborted } from '../../../base/lib/orAborted.ts';
import { BenchError } from '../../../base/model/errors.ts';

export type JobKind = 'try' | 'submit';

export interface JudgeJobs extends Disposable {
  /**
   * Resolves with what came out, or null when it is not over after `ms`: then ask again. @throws what the work throws,
   * `busy` while another one runs.
   */
  run<T>(job: Job<T>, ms: number, signal: AbortSignal): Promise<T | null>;
}

export interface Job<T> {
  readonly kind: JobKind;
  /** The same key is the same work. */
  readonly key: string;
  readonly work: (signal: AbortSignal) => Promise<T>;
}

/** Of all agents together: judging a set of clips keeps a processor busy for a while. */
export interface JobRoom {
  running: number;
}

const mostRunning = 2;

interface Running {
  readonly kind: JobKind;
  readonly key: string;
  readonly done: Promise<unknown>;
}

export function createJudgeJobs(clock: Clock, room: JobRoom): JudgeJobs {
  const ended = new AbortController();
  let running: Running | null = null;
  const begin = ({ kind, key, work }: Job<unknown>): Running => {
    if (ended.signal.aborted) throw new BenchError('cancelled', 'the session has ended');
    if (running !== null)
      throw new BenchError('busy', `your judge of before is still being ${words[running.kind]}`, {
        hint: 'wait, or check that commit out again and ask for the same',
      });
    if (room.running >= mostRunning)
      throw new BenchError('busy', 'judges of other agents are being tried', {
        hint: 'ask again in a minute',
      });
    room.running++;
    const done = work(ended.signal).finally(() => {
      room.running--;
    });
    const mine = { kind, key, done };
    running = mine;
    // What nobody waits for any more still frees the place; who asks again after a failure begins anew.
    const free = (): void => {
      if (running === mine) running = null;
    };
    done.then(free, free);
    return mine;
  };
  return {
    async run<T>(job: Job<T>, ms: number, signal: AbortSignal): Promise<T | null> {
      const same = running?.kind === job.kind && running.key === job.key ? running : null;
      const { done } = same ?? begin(job as Job<unknown>);
      const late = new AbortController();
      using _limit = clock.after(ms, () => late.abort());
      const either = AbortSignal.any([signal, late.signal]);
      try {
        return (await orAborted(done as Promise<T>, either)) as T;
      } catch (thrown) {
        if (late.signal.aborted && !signal.aborted) return null;
        throw thrown;
      }
    },
    [Symbol.dispose]: () => ended.abort(new BenchError('cancelled', 'the session has ended')),
  };
}

const words: Readonly<Record<JobKind, string>> = { try: 'tried', submit: 'measured' };
