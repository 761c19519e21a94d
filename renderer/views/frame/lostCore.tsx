/** What a person needs to know while the core does not answer: what the robot does, what the window does. */
import type { ReactElement } from 'react';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { useWindow } from '../../store/windowStore.ts';

export function LostCore(): ReactElement {
  const deck = useDeck();
  const link = useWindow((state) => state.link);
  const core = useWindow((state) => state.core);
  const real = useWindow((state) => state.bench?.kind === 'real');
  const attempt = link.kind === 'lost' ? link.attempt : 0;
  return (
    <section className="lost" aria-label="Connection lost">
      <Mark state="offline" size={32} />
      <h1>Connection to the core is lost.</h1>
      <p className="lead">The robot holds when the core has ended.</p>
      <p>
        If the core still runs but cannot be reached, the robot may still move. The stop stays here:
        it is delivered first as soon as the core answers.
        {real && ' If the arm moves, use the hardware stop.'}
      </p>
      <p className="note">
        Finished trials are on disk; the one that ran is kept as invalid (ended before its verdict).
      </p>
      <p className="number">
        trying again, attempt {attempt}
        {core !== null && ` · core was process ${core.pid}, version ${core.version}`}
      </p>
      <ActionButton kind="primary" onPress={() => deck.retryNow()}>
        Try now
      </ActionButton>
      {core !== null && (
        <p className="note">
          Still nothing? Start it again with <code>npm start</code>; its log is in{' '}
          <code>{core.dataDir}/logs</code>.
        </p>
      )}
    </section>
  );
}
