/** The run that starts by itself, once, when the first window is there: what shows that everything works. */
import type { CommandArgsParsed } from '../base/api/contract.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import type { Station } from '../bench/stationPorts.ts';

export interface AutoRunPorts {
  readonly clock: Clock;
  readonly log: Log;
}

/** A window that opens takes all the machine has: what runs by itself waits until it has been drawn. */
const windowSettlesMs = 1000;

/** Gives what to call when a window opens. A task of null does nothing by itself. */
export function createAutoRun(
  { clock, log }: AutoRunPorts,
  task: string | null,
  station: Station,
  run: (wanted: CommandArgsParsed<'trial.run'>) => Promise<void>,
): () => void {
  let ran = false;
  /** A real arm never moves because a window opened. */
  const mayRun = (): boolean => {
    const { stopped, kind } = station.view.value;
    return stopped === null && kind !== 'real';
  };
  return () => {
    if (ran || task === null || !mayRun()) return;
    ran = true;
    clock
      .sleep(windowSettlesMs)
      // Meanwhile somebody may have stopped the bench or chosen another.
      .then(() => (mayRun() ? run({ task, trials: null, seed: 1, lockstep: false }) : undefined))
      .catch((cause: unknown) =>
        log.log('warn', 'nothing ran by itself', { error: String(cause) }),
      );
  };
}
