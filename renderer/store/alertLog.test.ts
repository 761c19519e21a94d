/** The session's alert log: one line a condition, its end told once, what stands never dropped. */
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../main/base/model/view.ts';
import { galleryAlertLog, galleryAlerts, galleryPastAlerts } from '../gallery/plainData.ts';
import { type AlertNote, foldAlertLog, mostNotes } from './alertLog.ts';
import { earlierAlerts } from './earlierAlerts.ts';

const alert = (key: string, message = key): Alert => ({
  key,
  level: 'warning',
  message,
  todo: '',
  sinceWallTime: '2026-01-14T13:00:00.000Z',
});
const one = '2026-01-14T13:01:00.000Z';
const two = '2026-01-14T13:02:00.000Z';

describe('the alert log', () => {
  it('tells what came, newest first, and when each went', () => {
    let log: readonly AlertNote[] = [];
    log = foldAlertLog(log, [alert('a')], one);
    log = foldAlertLog(log, [alert('b'), alert('a')], one);
    log = foldAlertLog(log, [alert('b')], two);
    expect(log.map((note) => [note.alert.key, note.overWallTime])).toEqual([
      ['b', null],
      ['a', two],
    ]);
  });

  it('follows the words of a condition that stands, and begins anew when it comes again', () => {
    let log = foldAlertLog([], [alert('hot', '54 °C')], one);
    log = foldAlertLog(log, [alert('hot', '57 °C')], two);
    expect(log).toEqual([{ alert: alert('hot', '57 °C'), overWallTime: null }]);
    log = foldAlertLog(log, [], two);
    log = foldAlertLog(log, [alert('hot', '54 °C')], two);
    expect(log.map((note) => note.overWallTime)).toEqual([null, two]);
  });

  it('is bounded: the oldest that is over goes first, what stands stays', () => {
    let log = foldAlertLog([], [alert('stands')], one);
    for (let index = 0; index < mostNotes + 50; index++) {
      log = foldAlertLog(log, [alert(`k${index}`), alert('stands')], one);
      log = foldAlertLog(log, [alert('stands')], two);
    }
    expect(log).toHaveLength(mostNotes);
    expect(log.at(-1)).toEqual({ alert: alert('stands'), overWallTime: null });
    expect(log[0]?.alert.key).toBe(`k${mostNotes + 49}`);
  });
});

describe('what is earlier', () => {
  const messages = (...args: Parameters<typeof earlierAlerts>): readonly string[] =>
    earlierAlerts(...args).map(({ message, overWallTime }) =>
      overWallTime === null ? message : `${message} ${overWallTime.slice(11, 16)}`,
    );

  it('is everything the ledger has but what stands now; this window says when what it saw was over', () => {
    // Of a key that was raised before, only the newest stands.
    expect(messages(galleryPastAlerts, galleryAlertLog, galleryAlerts)).toEqual([
      'Overhead camera sends no pictures. 13:03',
      'No servo answers. 12:42',
      'Elbow servo at 57 °C.',
      'The run ended: the judge is not what was hashed.',
      'Disk has 4.6 GB left.',
    ]);
    expect(messages(galleryPastAlerts, [], [])).toHaveLength(galleryPastAlerts.length);
  });

  it('is also what the ledger does not have, where this window saw it', () => {
    expect(messages([], galleryAlertLog, galleryAlerts)).toEqual([
      'Overhead camera sends no pictures. 13:03',
      'No servo answers. 12:42',
    ]);
  });
});
