/** The runner of a core: what of its events and ends goes to followers, and what a person must see. */
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import type { BenchError } from '../base/model/errors.ts';
import type { BatchEvent } from '../base/model/view.ts';
import type { Alerts } from '../bench/alerts.ts';
import { createRunner, type Runner } from './runner.ts';

/** A run that did not end well, until another one begins. */
export const runAlertKey = 'run';

interface RunnerPorts {
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunnerParts {
  readonly alerts: Alerts;
  readonly refusal: () => BenchError | null;
  readonly storageTrouble: (error: BenchError) => void;
  /** A record was whole: the disk takes them again. */
  readonly storageWell: () => void;
  readonly onEvent: (event: BatchEvent) => void;
}

/** The runner, and what of its ends a person must see. */
export function openRunner({ clock, log }: RunnerPorts, parts: RunnerParts): Runner {
  const { alerts, refusal, storageTrouble, storageWell, onEvent } = parts;
  const ended = (message: string, todo: string): void =>
    alerts.raise(runAlertKey, 'danger', `The run ended: ${message}`, todo);
  /** Of a judge that gave nothing to decide on; gone with the next trial that has its verdict. */
  const tellJudge = (trial: string | null): void => {
    if (trial === null) alerts.clear('judge-fault');
    else
      alerts.raise(
        'judge-fault',
        'danger',
        `The judge failed in ${trial}: the trial does not count.`,
        'See why under Trials; measure the judge again, or put another one in force.',
      );
  };
  return createRunner({
    nowMs: clock.nowMs,
    every: clock.every,
    log,
    refusal,
    onEvent: (event) => {
      if (event.kind === 'ended' && event.summary.needsPerson)
        ended(`${event.why}.`, 'See why under Trials.');
      if (event.kind === 'trial')
        tellJudge(event.row.reason === 'judge-fault' ? event.row.id : null);
      onEvent(event);
      if (event.kind === 'trial' && event.row.stepHash !== '') storageWell();
    },
    onFailed: (error) => {
      if (error.code === 'storage') storageTrouble(error);
      else ended(error.message, error.hint ?? 'See the log.');
    },
  });
}
