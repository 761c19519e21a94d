/** Conditions that hold now, newest first, with what to do; gone when over. The whole list is one press away. */
import type { ReactElement } from 'react';
import { localTime } from '../../../main/base/lib/clock.ts';
import type { Alert } from '../../../main/base/model/view.ts';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import { useWindow } from '../../store/windowStore.ts';

const marks: Readonly<Record<Alert['level'], MarkState>> = {
  info: 'not-yet',
  warning: 'needs-you',
  danger: 'needs-you',
};

export function newestFirst(alerts: readonly Alert[]): readonly Alert[] {
  return [...alerts].sort((a, b) => b.sinceWallTime.localeCompare(a.sinceWallTime));
}

export function AlertText({ alert }: { readonly alert: Alert }): ReactElement {
  return (
    <span className="alert" data-level={alert.level}>
      <Mark state={marks[alert.level]} />
      <time>{localTime(alert.sinceWallTime).time.slice(0, 5)}</time>
      <span className="alert-words">
        {alert.message}
        {alert.todo !== '' && <span className="alert-todo"> {alert.todo}</span>}
      </span>
    </span>
  );
}

/** The way to all of them, and to those that are over: also in a window that was opened in the morning. */
function AllAlertsLink({ standing }: { readonly standing: number }): ReactElement {
  const words =
    standing === 0 ? 'Earlier alerts' : standing === 1 ? 'Show it' : `Show all ${standing}`;
  return (
    <button type="button" className="link" onClick={() => useWindow.setState({ dialog: 'alerts' })}>
      {words}
    </button>
  );
}

export function AlertLine(): ReactElement {
  const alerts = useWindow((state) => state.alerts);
  const known = useWindow((state) => state.link.kind === 'online');
  const sorted = newestFirst(alerts);
  return (
    <section className="alerts" aria-label="Alerts">
      {!known && <span className="note">Alerts are unknown without the core</span>}
      {known && sorted.length === 0 && <span className="note">No alerts</span>}
      {known && (
        <div className="alert-run">
          {sorted.map((alert) => (
            <AlertText key={alert.key} alert={alert} />
          ))}
        </div>
      )}
      {known && <AllAlertsLink standing={sorted.length} />}
    </section>
  );
}
