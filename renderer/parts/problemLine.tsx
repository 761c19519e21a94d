/** What is wrong and what to do, in the place where it can be mended; told to screen readers when it comes. */
import type { ReactElement } from 'react';
import { Mark } from './mark.tsx';

export function ProblemLine({ words }: { readonly words: string | null }): ReactElement {
  return (
    <div className="problem-line" role="alert" data-empty={words === null}>
      {words !== null && (
        <>
          <Mark state="failed" />
          <span>{words}</span>
        </>
      )}
    </div>
  );
}
