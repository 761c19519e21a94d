/**
 * Alerts that are over: what the ledger says was raised, without what stands now, joined with what this window saw go.
 * The ledger knows no end of an alert; this window knows nothing of the time before it was opened. Pure.
 */
import type { Alert, PastAlert } from '../../main/base/model/view.ts';
import type { AlertNote } from './alertLog.ts';

export interface EarlierAlert {
  readonly id: string;
  readonly wallTime: string;
  readonly message: string;
  /** Null: nobody saw when. */
  readonly overWallTime: string | null;
}

/**
 * `past` and `log` are newest first, and so is the answer. The newest of a key stands when one of it does; those before
 * it are the same in ledger and window, counted from the newest.
 */
export function earlierAlerts(
  past: readonly PastAlert[],
  log: readonly AlertNote[],
  standing: readonly Pick<Alert, 'key'>[],
): readonly EarlierAlert[] {
  const open = new Set(standing.map(({ key }) => key));
  const over = log.filter(({ overWallTime }) => overWallTime !== null);
  const told = past
    .filter(({ key }) => !open.delete(key))
    .map(({ seq, wallTime, key, message }): EarlierAlert => {
      const seen = over.findIndex(({ alert }) => alert.key === key);
      const note = seen < 0 ? undefined : over.splice(seen, 1)[0];
      return { id: `${seq}`, wallTime, message, overWallTime: note?.overWallTime ?? null };
    });
  const untold = over.map(({ alert, overWallTime }): EarlierAlert => {
    const { key, sinceWallTime: wallTime, message } = alert;
    return { id: `${key} ${wallTime}`, wallTime, message, overWallTime };
  });
  return [...told, ...untold].sort((a, b) => b.wallTime.localeCompare(a.wallTime));
}
