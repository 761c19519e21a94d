/**
 * The one author that runs, as a window and a command line follow it: progress, findings, and its report when it is
 * over. It goes on when whoever asked goes away; only `stop` ends it early. Knows no process and no clip.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { AuthorReport, AuthorView } from '../../base/model/judgeWork.ts';

export interface AuthorSteps {
  readonly signal: AbortSignal;
  readonly view: AuthorView;
  update(change: Partial<AuthorView>): void;
  /** Wall seconds since it began. */
  seconds(): number;
}

export interface AuthorJob extends AsyncDisposable {
  readonly topic: StateTopic<AuthorView | null>;
  /** @throws BenchError `busy` while another runs; and what `work` throws. */
  run(task: string, work: (steps: AuthorSteps) => Promise<AuthorReport>): Promise<AuthorReport>;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

const fresh = {
  ...{ state: 'running', share: 0, secondsLeft: null, doing: 'beginning', why: '' },
  ...{ tried: [], curve: [], doubted: [], report: null, canResume: false },
} as const satisfies Omit<AuthorView, 'id' | 'task'>;

export function openAuthorJob(clock: Pick<Clock, 'nowMs'>): AuthorJob {
  const topic = createStateTopic<AuthorView | null>(null);
  let running: { readonly ended: AbortController; readonly over: Promise<unknown> } | null = null;
  let count = 0;
  const stop = async (): Promise<void> => {
    running?.ended.abort(
      new BenchError('cancelled', 'the author was stopped', {
        hint: 'What it found is kept: started again, it goes on where it stood.',
      }),
    );
    await running?.over.catch(() => undefined);
  };
  return {
    topic,
    async run(task, work) {
      if (running !== null)
        throw new BenchError('busy', `the author writes a judge of ${topic.value?.task} already`, {
          hint: 'Wait for its end, or stop it.',
        });
      const ended = new AbortController();
      const sinceMs = clock.nowMs();
      let view: AuthorView = { id: ++count, task, ...fresh };
      const update = (change: Partial<AuthorView>): void => {
        view = { ...view, ...change };
        topic.set(view);
      };
      const seconds = (): number => Math.round((clock.nowMs() - sinceMs) / 100) / 10;
      const steps: AuthorSteps = {
        signal: ended.signal,
        get view() {
          return view;
        },
        update,
        seconds,
      };
      update({});
      const over = work(steps);
      running = { ended, over };
      try {
        const report = await over;
        update({ state: 'done', share: 1, secondsLeft: null, doing: '', report });
        return report;
      } catch (thrown) {
        const error = toBenchError(thrown);
        const stopped = error.code === 'cancelled';
        const why = error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
        const state = stopped ? 'stopped' : 'failed';
        update({ state, secondsLeft: null, doing: '', why, canResume: stopped });
        throw error;
      } finally {
        running = null;
      }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
