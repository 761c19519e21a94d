/** After signing: whose word it is, since when, where it lies, and what differs from it by now. */
import type { ReactElement } from 'react';
import { localTime } from '../../../main/base/lib/clock.ts';
import type { SealCard } from '../../../main/base/model/seal.ts';
import { HashButton } from '../../parts/hashButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { useWindow } from '../../store/windowStore.ts';

export function SignedPanel({ card }: { readonly card: SealCard }): ReactElement {
  const { date, time } = localTime(card.wallTime);
  return (
    <section className="panel signed-panel" aria-label="Signature">
      <header className="panel-head">
        <h2>Signature</h2>
        <span className="facts gate-state">
          <Mark state={card.problem === null ? 'passed' : 'failed'} />{' '}
          {card.problem === null ? 'holds' : 'broken'}
        </span>
      </header>
      <div className="panel-body">
        <p className="signed-by">{card.signedBy}</p>
        <p className="number">
          {date} {time}
        </p>
        {card.overrode !== null && (
          <p>
            <Mark state="needs-you" /> Signed although a line did not hold: {card.overrode}
          </p>
        )}
        <dl className="fact-list">
          <div>
            <dt>Hash</dt>
            <dd>
              <HashButton of="the signed contract" hash={card.hash} />
            </dd>
          </div>
          <div>
            <dt>Lies in</dt>
            <dd>{card.dir}</dd>
          </div>
        </dl>
        <p className="note">
          Nothing in it can change during a campaign. It is hashed again before each trial: what
          does not fit stops the robot.
        </p>
      </div>
    </section>
  );
}

/** Many files may differ; the first of them say enough. */
const mostShown = 8;

export function ChangedPanel(): ReactElement | null {
  const changed = useWindow(({ seal }) => seal?.changed) ?? [];
  if (changed.length === 0) return null;
  return (
    <section className="panel changed-panel" aria-label="Changed since">
      <header className="panel-head">
        <h2>Changed since</h2>
        <span className="facts">{changed.length}</span>
      </header>
      <div className="panel-body">
        <p className="note">The night runs what was signed. A new contract takes these up:</p>
        <ul className="changed-list">
          {changed.slice(0, mostShown).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        {changed.length > mostShown && (
          <p className="note">and {changed.length - mostShown} more</p>
        )}
      </div>
    </section>
  );
}
