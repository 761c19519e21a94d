/** Says what changed: the robot's state politely, a stop at once, to screen readers; the state in the page's title. */
import { type ReactElement, useEffect } from 'react';
import { robotState, robotWords } from '../../store/robotState.ts';
import { useWindow } from '../../store/windowStore.ts';
import { newestFirst } from './alertLine.tsx';

export function Announcer(): ReactElement {
  const state = useWindow((window) => robotState(window.link, window.bench));
  const reason = useWindow((window) => window.bench?.stopped?.reason ?? '');
  const stop = useWindow((window) => window.stop);
  const alert = useWindow((window) => newestFirst(window.alerts)[0]?.message ?? '');
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
      <div aria-live="polite">{alert}</div>
      <div role="alert" aria-live="assertive">
        {urgent}
      </div>
    </div>
  );
}
