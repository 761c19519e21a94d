/** What is under the floor: where the loop's time goes, what waits where, who runs, and what is broken on purpose. */
import { type ReactElement, useEffect } from 'react';
import { useDeck } from '../../actions/deck.ts';
import { FaultPanel } from './faultPanel.tsx';
import { ProcessPanel, QueuePanel } from './flowPanels.tsx';
import { LoopPanel } from './loopPanel.tsx';
import { StreamPanel } from './streamPanel.tsx';

export function DebugScreen(): ReactElement {
  const deck = useDeck();
  useEffect(() => {
    const watching = deck.watchDebug();
    return () => watching[Symbol.dispose]();
  }, [deck]);
  return (
    <div className="debug-screen">
      <header className="view-head">
        <h1>Debug</h1>
        <span className="note">
          Where time goes, what waits, who runs, and what is broken on purpose.
        </span>
      </header>
      <div className="debug-main">
        <LoopPanel />
        <StreamPanel />
      </div>
      <div className="debug-flow">
        <QueuePanel />
        <ProcessPanel />
      </div>
      <FaultPanel />
    </div>
  );
}
