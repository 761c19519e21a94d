/**
 * The alerts of this window's session: what came, and when it went. Newest first, one line for as long as a condition
 * stands; bounded, and what still stands is never dropped.
 */
import type { Alert } from '../../main/base/model/view.ts';

export interface AlertNote {
  readonly alert: Alert;
  /** When it was over; null while it stands. */
  readonly overWallTime: string | null;
}

export const mostNotes = 200;

/** The log after the core has told what stands now. */
export function foldAlertLog(
  log: readonly AlertNote[],
  standing: readonly Alert[],
  wallTime: string,
): readonly AlertNote[] {
  const now = new Map(standing.map((alert) => [alert.key, alert]));
  const open = new Set<string>();
  const kept = log.map((note): AlertNote => {
    if (note.overWallTime !== null) return note;
    const alert = now.get(note.alert.key);
    if (alert === undefined) return { ...note, overWallTime: wallTime };
    open.add(alert.key);
    return alert === note.alert ? note : { ...note, alert };
  });
  const fresh = standing.filter((alert) => !open.has(alert.key));
  const notes = [...fresh.map((alert) => ({ alert, overWallTime: null })), ...kept];
  let over = notes.length - mostNotes;
  if (over <= 0) return notes;
  return notes
    .toReversed()
    .filter((note) => note.overWallTime === null || over-- <= 0)
    .toReversed();
}
