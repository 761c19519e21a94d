/** How much of a known number is done, as a bar. */
import type { ReactElement } from 'react';

export function ProgressBar(props: {
  readonly name: string;
  readonly done: number;
  /** At least 1. */
  readonly of: number;
}): ReactElement {
  const { name, done, of } = props;
  return (
    <div
      className="author-bar"
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={done}
    >
      <i style={{ inlineSize: `${((done / of) * 100).toFixed(1)}%` }} />
    </div>
  );
}
