/**
 * The contract's commands that begin and end motion by trials: run, cancel, stop, resume. A stop is written to the robot
 * first and noted after; whatever runs is ended by it, and nothing begins until a person resumed.
 */
import type { Answers } from '../base/api/answers.ts';
import type { BenchError } from '../base/model/errors.ts';
import type { Station } from '../bench/stationPorts.ts';
import type { EventLog } from '../store/eventLog.ts';
import type { RunPlanner } from './planRun.ts';
import type { Runner } from './runner.ts';

export interface RunAnswerPorts {
  readonly station: Pick<Station, 'stop' | 'resume'>;
  readonly runner: Runner;
  readonly planner: Pick<RunPlanner, 'plan'>;
  readonly events: Pick<EventLog, 'note'>;
  /** Why nothing may begin now, or null. */
  readonly refusal: () => BenchError | null;
  /** A person began a run: what was said about the last one is over. */
  readonly onBegun: () => void;
}

export type RunAnswers = Answers<'bench.stop' | 'bench.resume' | 'trial.run' | 'trial.cancel'>;

export function answerRuns(ports: RunAnswerPorts): RunAnswers {
  const { station, runner, planner, events, refusal, onBegun } = ports;
  return {
    'bench.stop': async ({ reason }) => {
      const written = station.stop(reason);
      events.note({ kind: 'stop', reason });
      void runner.cancelAll('stopped');
      return { wroteAfterMs: await written };
    },
    'bench.resume': ({ stop: count }) => {
      station.resume(count);
      events.note({ kind: 'resume' });
      return null;
    },
    'trial.run': async (args) => {
      const refused = refusal();
      if (refused !== null) throw refused;
      const plan = await planner.plan(args, false);
      await runner.start(plan);
      onBegun();
      return { batchId: plan.batchId };
    },
    'trial.cancel': async ({ batchId }) => {
      await runner.cancel(batchId, 'ended by a person');
      return null;
    },
  };
}
