/** Every alert that stands, with what to do, and what has come and gone since the window was opened. */
import type { ReactElement } from 'react';
import { localTime } from '../../../main/base/lib/clock.ts';
import { useWindow } from '../../store/windowStore.ts';
import { AlertText, newestFirst } from './alertLine.tsx';

const hourAndMinute = (wallTime: string): string => localTime(wallTime).time.slice(0, 5);

function Gone(): ReactElement | null {
  const log = useWindow((state) => state.alertLog);
  const over = log.filter((note) => note.overWallTime !== null);
  if (over.length === 0) return null;
  return (
    <>
      <h3>Over, since this window was opened</h3>
      <div className="alert-gone">
        {over.map(({ alert, overWallTime }) => (
          <div key={`${alert.key} ${alert.sinceWallTime}`} style={{ display: 'contents' }}>
            <span>
              <time>{hourAndMinute(alert.sinceWallTime)}</time> to{' '}
              <time>{hourAndMinute(overWallTime ?? '')}</time>
            </span>
            <span>{alert.message}</span>
          </div>
        ))}
      </div>
    </>
  );
}

export function AllAlerts(): ReactElement {
  const alerts = useWindow((state) => state.alerts);
  const known = useWindow((state) => state.link.kind === 'online');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled by keyboard
    <section className="all-alerts" tabIndex={0} aria-label="All alerts">
      {!known && <p className="note">What stands now is unknown without the core.</p>}
      {known && alerts.length === 0 && <p className="note">Nothing needs you now.</p>}
      {known && newestFirst(alerts).map((alert) => <AlertText key={alert.key} alert={alert} />)}
      <Gone />
    </section>
  );
}
