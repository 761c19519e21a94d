/**
 * The one import, export or scripted session that runs, as a window and a command line follow it: how far it is, how long
 * it will take by its own pace so far, and its report when it is over. It goes on when whoever asked goes away; only
 * `cancel` ends it early. Knows no format and no process.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { ExchangeKind, ExchangeReport, ExchangeView } from '../../base/model/exchange.ts';

export interface JobSteps {
  readonly signal: AbortSignal;
  /** `doing`: what is at work now, in words. */
  progress(done: number, total: number | null, doing: string): void;
}

export interface ExchangeJobs extends AsyncDisposable {
  readonly topic: StateTopic<ExchangeView | null>;
  /** @throws BenchError `busy` while another runs; and what `work` throws. */
  run<T extends ExchangeReport>(
    start: { readonly kind: ExchangeKind; readonly task: string; readonly what: string },
    work: (steps: JobSteps) => Promise<T>,
  ): Promise<T>;
  /** Resolves when nothing runs any more. */
  cancel(): Promise<void>;
}

/** A window needs no more. */
const tellEveryMs = 200;

export function openExchangeJobs(clock: Pick<Clock, 'nowMs'>): ExchangeJobs {
  const topic = createStateTopic<ExchangeView | null>(null);
  let running: { readonly ended: AbortController; readonly over: Promise<unknown> } | null = null;
  let count = 0;
  const cancel = async (): Promise<void> => {
    running?.ended.abort(new BenchError('cancelled', 'it was cancelled'));
    await running?.over.catch(() => undefined);
  };
  return {
    topic,
    async run<T extends ExchangeReport>(
      start: Parameters<ExchangeJobs['run']>[0],
      work: (steps: JobSteps) => Promise<T>,
    ): Promise<T> {
      if (running !== null) {
        const other = topic.value;
        throw new BenchError('busy', `an ${other?.kind ?? 'exchange'} of ${other?.what} runs`, {
          hint: 'Wait for its end, or cancel it.',
        });
      }
      const ended = new AbortController();
      const sinceMs = clock.nowMs();
      let toldMs = Number.NEGATIVE_INFINITY;
      const base = { id: ++count, ...start, report: null, why: '' };
      let view: ExchangeView = {
        ...{ ...base, state: 'running', done: 0, total: null, secondsLeft: null, doing: '' },
      };
      topic.set(view);
      const progress: JobSteps['progress'] = (done, total, doing) => {
        const nowMs = clock.nowMs();
        const spentS = (nowMs - sinceMs) / 1000;
        const secondsLeft =
          total === null || done === 0 ? null : Math.round((spentS / done) * (total - done));
        view = { ...view, done, total, doing, secondsLeft };
        if (nowMs - toldMs < tellEveryMs && done !== total) return;
        toldMs = nowMs;
        topic.set(view);
      };
      const over = work({ signal: ended.signal, progress });
      running = { ended, over };
      try {
        const report = await over;
        topic.set({ ...view, state: 'done', secondsLeft: null, doing: '', report });
        return report;
      } catch (thrown) {
        const error = toBenchError(thrown);
        const state = error.code === 'cancelled' ? 'cancelled' : 'failed';
        topic.set({ ...view, state, secondsLeft: null, doing: '', why: error.message });
        throw error;
      } finally {
        running = null;
      }
    },
    cancel,
    [Symbol.asyncDispose]: cancel,
  };
}
