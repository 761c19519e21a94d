/**
 * The one job of its kind that runs, as a window and a command line follow it by a topic: what it does, and its report when
 * it is over. It goes on when whoever asked goes away; only `stop` ends it early. Knows nothing of what is done.
 */
import { type BenchError, toBenchError } from '../model/errors.ts';
import type { Clock } from './clock.ts';
import { createStateTopic, type StateTopic } from './topic.ts';

export interface JobView<Report> {
  readonly id: number;
  readonly task: string;
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly doing: string;
  readonly report: Report | null;
  readonly why: string;
}

export interface JobSteps<View> {
  readonly signal: AbortSignal;
  readonly view: View;
  update(change: Partial<View>): void;
  /** Wall seconds since it began. */
  seconds(): number;
}

export interface JobWords<View> {
  /** How a view begins. */
  readonly fresh: Omit<View, 'id' | 'task'>;
  /** What else changes in it when it is over. */
  readonly over: (state: Exclude<JobView<unknown>['state'], 'running'>) => Partial<View>;
  readonly busy: (task: string | undefined) => BenchError;
  readonly stopped: () => BenchError;
}

export interface OneJob<View, Report> extends AsyncDisposable {
  readonly topic: StateTopic<View | null>;
  /** @throws BenchError as `busy` says while another runs; and what `work` throws. */
  run(task: string, work: (steps: JobSteps<View>) => Promise<Report>): Promise<Report>;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

export function openJob<Report, View extends JobView<Report>>(
  clock: Pick<Clock, 'nowMs'>,
  words: JobWords<View>,
): OneJob<View, Report> {
  const topic = createStateTopic<View | null>(null);
  let running: { readonly ended: AbortController; readonly over: Promise<unknown> } | null = null;
  let count = 0;
  const stop = async (): Promise<void> => {
    running?.ended.abort(words.stopped());
    await running?.over.catch(() => undefined);
  };
  return {
    topic,
    async run(task, work) {
      if (running !== null) throw words.busy(topic.value?.task);
      const ended = new AbortController();
      const sinceMs = clock.nowMs();
      let view = { ...words.fresh, id: ++count, task } as unknown as View;
      const update = (change: Partial<JobView<Report>> | Partial<View>): void => {
        view = { ...view, ...change };
        topic.set(view);
      };
      update({});
      const over = work({
        signal: ended.signal,
        get view() {
          return view;
        },
        update,
        seconds: () => Math.round((clock.nowMs() - sinceMs) / 100) / 10,
      });
      running = { ended, over };
      try {
        const report = await over;
        update({ ...words.over('done'), state: 'done', doing: '', report });
        return report;
      } catch (thrown) {
        const error = toBenchError(thrown);
        const state = error.code === 'cancelled' ? 'stopped' : 'failed';
        const why = error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
        update({ ...words.over(state), state, doing: '', why });
        throw error;
      } finally {
        running = null;
      }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
