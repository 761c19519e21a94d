/** A minute of one number as a line; gaps stay gaps. The scale hugs the data but never less than `leastSpan`. */
import type { ReactElement } from 'react';
import { historyLength } from '../store/healthHistory.ts';

const width = 240;
const height = 32;

/** The path of a line over a fixed number of slots, newest at the right edge. */
export function sparkPath(values: readonly (number | null)[], leastSpan: number): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '';
  const low = Math.min(...known);
  const high = Math.max(...known);
  const span = Math.max(high - low, leastSpan);
  const base = (low + high - span) / 2;
  const first = historyLength - values.length;
  let pen = 'M';
  let path = '';
  values.forEach((value, index) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const x = ((first + index) / (historyLength - 1)) * width;
    const y = height - 2 - ((value - base) / span) * (height - 4);
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  });
  return path;
}

export function Sparkline(props: {
  readonly values: readonly (number | null)[];
  readonly leastSpan: number;
}): ReactElement {
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={sparkPath(props.values, props.leastSpan)} />
    </svg>
  );
}
