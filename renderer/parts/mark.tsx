/** A state as a shape in its colour (style/tokens.css, "States"). The word beside it says the same to everyone. */
import type { ReactElement } from 'react';
import { never } from '../../main/base/lib/assert.ts';

export type MarkState =
  | 'success'
  | 'failure'
  | 'invalid'
  | 'undecided'
  | 'running'
  | 'moving'
  | 'holding'
  | 'stopped'
  | 'limp'
  | 'offline'
  | 'passed'
  | 'needs-you'
  | 'not-yet'
  | 'in-progress'
  | 'failed';

function shape(state: MarkState): ReactElement {
  const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6 } as const;
  switch (state) {
    case 'success':
      return <circle cx="6" cy="6" r="5" fill="currentColor" />;
    case 'failure':
      return <circle cx="6" cy="6" r="4.2" {...line} />;
    case 'invalid':
      return <path d="M6 1.8a4.2 4.2 0 1 1 0 8.4a4.2 4.2 0 1 1 0-8.4ZM2.4 9.6l7.2-7.2" {...line} />;
    case 'undecided':
      return (
        <>
          <circle cx="6" cy="6" r="4.2" {...line} />
          <path d="M6 1.8a4.2 4.2 0 0 1 0 8.4Z" fill="currentColor" />
        </>
      );
    case 'running':
    case 'moving':
      return <path d="M6 .4 11.6 6 6 11.6.4 6Z" fill="currentColor" />;
    case 'holding':
      return <path d="M2 1h3v10H2ZM7 1h3v10H7Z" fill="currentColor" />;
    case 'stopped':
      return <path d="M1 1h10v10H1Z" fill="currentColor" />;
    case 'limp':
      return <path d="M1.5 3.5c3 0 2 6 5 6s2-2.5 4-2.5" {...line} />;
    case 'offline':
      return <path d="M1.8 1.8h8.4v8.4H1.8ZM1.8 10.2l8.4-8.4" {...line} />;
    case 'passed':
      return <path d="M1.2 6.4 4.4 9.6 10.8 2.6" {...line} strokeWidth={2} />;
    case 'needs-you':
      return <path d="M6 1.4 11.2 10.6H.8ZM6 4.6v2.8M6 8.4v1.1" {...line} strokeWidth={1.4} />;
    case 'not-yet':
      return <path d="M1.8 1.8h8.4v8.4H1.8Z" {...line} strokeWidth={1.3} />;
    case 'in-progress':
      return (
        <>
          <path d="M1.8 1.8h8.4v8.4H1.8Z" {...line} strokeWidth={1.3} />
          <path d="M1.8 6h8.4v4.2H1.8Z" fill="currentColor" />
        </>
      );
    case 'failed':
      return <path d="M1.2 1.2h9.6v9.6H1.2ZM3.8 3.8l4.4 4.4M8.2 3.8 3.8 8.2" {...line} />;
    default:
      return never(state);
  }
}

export function Mark({
  state,
  size = 12,
}: {
  readonly state: MarkState;
  readonly size?: number;
}): ReactElement {
  return (
    <svg
      className="mark"
      data-state={state}
      viewBox="0 0 12 12"
      aria-hidden="true"
      style={{ inlineSize: size, blockSize: size }}
    >
      {shape(state)}
    </svg>
  );
}
