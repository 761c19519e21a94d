/** A minute of one number as a line; gaps stay gaps. The scale hugs the data but never less than `leastSpan`. */
import type { ReactElement } from 'react';
import { sparkPath, sparkSize } from './sparkPath.ts';

export function Sparkline(props: {
  readonly values: readonly (number | null)[];
  readonly leastSpan: number;
}): ReactElement {
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${sparkSize.width} ${sparkSize.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={sparkPath(props.values, props.leastSpan)} />
    </svg>
  );
}
