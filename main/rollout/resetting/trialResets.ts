/**
 * The resets of trials, read from the ledger page by page with a pause between, once: by task, bytes of the reset and
 * starts they were for. Of each only the newest two thousand are kept.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { type StartBox, startsKey } from '../../base/model/starts.ts';
import type { TrialRow } from '../../base/model/trial.ts';
import { blockSize, type DriftReset } from '../../environment/reset/driftOf.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';

export interface TrialResets {
  /** Oldest first; what was not read yet is read first. @throws BenchError `storage`, and the signal's reason. */
  of(task: string, hash: string, starts: StartBox | undefined): Promise<readonly DriftReset[]>;
}

const pageSize = 200;
const mostKept = 2000;

export function createTrialResets(
  ledger: Pick<Ledger, 'endedAfter'>,
  clock: Pick<Clock, 'sleep'>,
  ended: AbortSignal,
): TrialResets {
  const series = new Map<string, DriftReset[]>();
  let cursor = 0;
  let reading: Promise<void> = Promise.resolve();
  const keyOf = (task: string, hash: string, starts: StartBox | undefined): string =>
    `${task} ${hash} ${startsKey(starts)}`;
  const take = ({ task, wallTime, reset }: TrialRow): void => {
    if (reset === undefined) return;
    const key = keyOf(task, reset.hash, reset.starts);
    const known = series.get(key) ?? [];
    series.set(key, known);
    const { tries, seconds, verified } = reset;
    known.push({ wallTime, first: verified && tries === 1, seconds });
    // By whole blocks, so that those that stay keep their places.
    if (known.length >= mostKept + blockSize) known.splice(0, blockSize);
  };
  const catchUp = async (): Promise<void> => {
    for (;;) {
      ended.throwIfAborted();
      const page = ledger.endedAfter(cursor, pageSize);
      for (const { seq, row } of page) {
        take(row);
        cursor = seq;
      }
      if (page.length < pageSize) return;
      await clock.sleep(0);
    }
  };
  return {
    async of(task, hash, starts) {
      reading = reading.catch(() => undefined).then(catchUp);
      await reading;
      return series.get(keyOf(task, hash, starts)) ?? [];
    },
  };
}
