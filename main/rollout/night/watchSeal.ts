/**
 * The seal of a night, hashed again: before each trial, at each verdict, and when a core finds a night that did not end;
 * and with it what the night has behind it.
 * What is not as it was sealed stops the robot first; then the ledger and the person hear which file it is. Whatever else
 * keeps the check from saying yes counts as no.
 */
import { type BenchError, toBenchError } from '../../base/model/errors.ts';
import type { SealCard } from '../../base/model/seal.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { SealRoom } from '../../environment/seal/openSealRoom.ts';
import type { EventLog } from '../../store/eventLog.ts';
import type { NightBook } from './nightBook.ts';
import type { CheckPast } from './watchPast.ts';

export interface SealWatchPorts {
  readonly station: Pick<Station, 'stop' | 'view'>;
  readonly events: Pick<EventLog, 'note'>;
  readonly alerts: Alerts;
  readonly book: Pick<NightBook, 'append' | 'open'>;
  readonly seals: Pick<SealRoom, 'check'>;
  readonly checkPast: CheckPast;
  readonly onTrouble: (error: BenchError) => void;
}

/** @throws BenchError as `SealRoom.check`; by then the bench is stopped. */
export type CheckSeal = (hash: string) => Promise<SealCard>;

export const sealAlertKey = 'night/seal';

export function createSealWatch(ports: SealWatchPorts): CheckSeal {
  const { station, events, alerts, book, seals, checkPast, onTrouble } = ports;
  const broken = (hash: string, problem: string): void => {
    const reason = `the seal does not hold: ${problem}`.slice(0, 200);
    // A stop that stands is not pressed again: it would only need another person to resume.
    if (station.view.value.stopped === null) {
      void station.stop(reason);
      events.note({ kind: 'stop', reason });
    }
    alerts.raise(
      sealAlertKey,
      'danger',
      `The bench was stopped, because the seal does not hold: ${problem}.`,
      'Put back what was sealed, or end the night, seal anew and start another one.',
    );
    try {
      const open = book.open();
      const night = open?.sealHash === hash ? { nightId: open.nightId } : {};
      if (open?.sealBroken !== problem)
        book.append({ kind: 'seal-broken', hash, problem: problem.slice(0, 2000), ...night });
    } catch (thrown) {
      onTrouble(toBenchError(thrown));
    }
  };
  return async (hash) => {
    try {
      const card = await seals.check(hash);
      const night = book.open();
      if (night !== null) await checkPast(night.nightId);
      alerts.clear(sealAlertKey);
      return card;
    } catch (thrown) {
      const error = toBenchError(thrown);
      if (error.code !== 'cancelled') broken(hash, error.message);
      throw error;
    }
  };
}
