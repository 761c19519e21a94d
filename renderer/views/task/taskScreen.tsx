/** The second step: what the robot shall do, in words and numbers; and the tasks there are. */
import type { ReactElement } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';

export function TaskScreen(_: { readonly clock: Clock }): ReactElement {
  return (
    <div className="trials-screen">
      <header className="view-head">
        <h1>Task</h1>
      </header>
    </div>
  );
}
