/** The fifth step: who writes the judge, what it was measured with, its mistakes, and trying to fool it. */
import type { ReactElement } from 'react';

export function JudgeScreen(): ReactElement {
  return (
    <header className="view-head">
      <h1>Judge</h1>
    </header>
  );
}
