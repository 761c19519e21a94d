/** The one author of judges that runs: what a view of it begins with, what another is told that asks, or who stops it. */
import type { Clock } from '../../base/lib/clock.ts';
import { type JobSteps, type OneJob, openJob } from '../../base/lib/openJob.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { AuthorReport, AuthorView } from '../../base/model/judgeWork.ts';

export type AuthorSteps = JobSteps<AuthorView>;
export type AuthorJob = OneJob<AuthorView, AuthorReport>;

export function openAuthorJob(clock: Pick<Clock, 'nowMs'>): AuthorJob {
  return openJob<AuthorReport, AuthorView>(clock, {
    fresh: {
      ...{ state: 'running', share: 0, secondsLeft: null, doing: 'beginning', why: '' },
      ...{ tried: [], curve: [], doubted: [], report: null, canResume: false },
    },
    over: (state) => ({
      secondsLeft: null,
      ...(state === 'done' ? { share: 1 } : { canResume: state === 'stopped' }),
    }),
    busy: (task) =>
      new BenchError('busy', `the author writes a judge of ${task} already`, {
        hint: 'Wait for its end, or stop it.',
      }),
    stopped: () =>
      new BenchError('cancelled', 'the author was stopped', {
        hint: 'What it found is kept: started again, it goes on where it stood.',
      }),
  });
}
