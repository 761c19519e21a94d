/** The third step: a person shows the task with the arm, and what is kept of it. */
import type { ReactElement } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';

export function DemosScreen(_: { readonly clock: Clock }): ReactElement {
  return (
    <div className="trials-screen">
      <header className="view-head">
        <h1>Demos</h1>
      </header>
    </div>
  );
}
