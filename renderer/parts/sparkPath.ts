/** The path of a spark line: a fixed number of slots, gaps left open. */
import { historyLength } from '../store/healthHistory.ts';

export const sparkSize = { width: 240, height: 32 } as const;

/** The path of a line over a fixed number of slots, newest at the right edge. */
export function sparkPath(values: readonly (number | null)[], leastSpan: number): string {
  const { width, height } = sparkSize;
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
