/** Every alert that stands, with what to do, and those that are over: by the ledger, also of a night without a window. */
import { type ReactElement, useEffect, useState } from 'react';
import { localTime } from '../../../main/base/lib/clock.ts';
import { toBenchError } from '../../../main/base/model/errors.ts';
import type { PastAlert } from '../../../main/base/model/view.ts';
import { useDeck } from '../../actions/deck.ts';
import { earlierAlerts } from '../../store/earlierAlerts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { AlertText, newestFirst } from './alertLine.tsx';

type Past =
  | { readonly kind: 'loading' }
  | { readonly kind: 'known'; readonly alerts: readonly PastAlert[] }
  | { readonly kind: 'failed'; readonly message: string };

/** Asked for again whenever other alerts stand. */
function usePast(standing: string, known: boolean): Past {
  const deck = useDeck();
  const [past, setPast] = useState<Past>({ kind: 'loading' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what stands is not read, only that it changed
  useEffect(() => {
    if (!known) return;
    let current = true;
    deck.pastAlerts().then(
      (alerts) => {
        if (current) setPast({ kind: 'known', alerts });
      },
      (thrown: unknown) => {
        if (current) setPast({ kind: 'failed', message: toBenchError(thrown).message });
      },
    );
    return () => {
      current = false;
    };
  }, [deck, standing, known]);
  return past;
}

function When({ wallTime }: { readonly wallTime: string }): ReactElement {
  const { date, time } = localTime(wallTime);
  return (
    <time dateTime={wallTime}>
      {date} {time.slice(0, 5)}
    </time>
  );
}

function Earlier(): ReactElement {
  const standing = useWindow((state) => state.alerts);
  const log = useWindow((state) => state.alertLog);
  const known = useWindow((state) => state.link.kind === 'online');
  const past = usePast(standing.map(({ key }) => key).join(' '), known);
  const earlier =
    past.kind === 'loading' && known
      ? []
      : earlierAlerts(past.kind === 'known' ? past.alerts : [], log, standing);
  return (
    <>
      <h3>Earlier</h3>
      {past.kind === 'failed' && (
        <p className="note">What was earlier cannot be read: {past.message}.</p>
      )}
      {past.kind === 'known' && earlier.length === 0 && (
        <p className="note">No alert has come and gone on this bench.</p>
      )}
      {earlier.length > 0 && (
        <ol className="alert-gone">
          {earlier.map((alert) => (
            <li key={alert.id}>
              <When wallTime={alert.wallTime} />
              <span>
                {alert.message}
                {alert.overWallTime !== null && (
                  <span className="quiet">
                    {' '}
                    over {localTime(alert.overWallTime).time.slice(0, 5)}
                  </span>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
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
      <Earlier />
    </section>
  );
}
