/** Says what changed: the robot's state politely, a stop at once, to screen readers; the state in the page's title. */
import { type ReactElement, useEffect } from 'react';
import { localTime } from '../../../main/base/lib/clock.ts';
import type { AlertNote } from '../../store/alertLog.ts';
import { robotState, robotWords } from '../../store/robotState.ts';
import { useWindow } from '../../store/windowStore.ts';

/** The time makes an alert that comes again a new sentence; one that goes, or another that stays, says nothing. */
function alertWords(newest: AlertNote | undefined): string {
  if (newest === undefined) return '';
  const { alert } = newest;
  const since = localTime(alert.sinceWallTime).time;
  return `Alert, ${since}: ${alert.message} ${alert.todo}`;
}

export function Announcer(): ReactElement {
  const state = useWindow((window) => robotState(window.link, window.bench));
  const reason = useWindow((window) => window.bench?.stopped?.reason ?? '');
  const stop = useWindow((window) => window.stop);
  const newest = useWindow((window) => window.alertLog[0]);
  useEffect(() => {
    document.title = `${robotWords[state]} · Nightbench`;
  }, [state]);
  const urgent =
    stop.kind === 'failed' ? stop.message : state === 'stopped' ? `Stopped: ${reason}` : '';
  return (
    <div className="unseen">
      <div role="status" aria-live="polite">
        {state === 'stopped' ? '' : `Robot: ${robotWords[state]}`}
      </div>
      <div aria-live="polite">{alertWords(newest)}</div>
      <div role="alert" aria-live="assertive">
        {urgent}
      </div>
    </div>
  );
}
