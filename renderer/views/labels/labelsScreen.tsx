/** The fourth step: clips are looked at and labelled, and some are locked away. */
import type { ReactElement } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';

export function LabelsScreen(_: { readonly clock: Clock }): ReactElement {
  return (
    <div className="trials-screen">
      <header className="view-head">
        <h1>Labels</h1>
      </header>
    </div>
  );
}
