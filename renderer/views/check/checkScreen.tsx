/** The first step: every part of the bench measured before anything may move. */
import type { ReactElement } from 'react';

export function CheckScreen(): ReactElement {
  return (
    <div className="trials-screen">
      <header className="view-head">
        <h1>Bench check</h1>
      </header>
    </div>
  );
}
