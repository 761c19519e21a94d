/** Which trials belong together, which marks fit, which row an arrow key leads to. Pure, for list and strip. */
import type { TrialRow } from '../../main/base/model/trial.ts';

/** Trials of the run that goes on, else of the one that came last: one policy, one seed. */
export function rowsOfRun(rows: readonly TrialRow[], running: string | null): readonly TrialRow[] {
  const batchId = running ?? rows.at(-1)?.batchId;
  return rows.filter((row) => row.batchId === batchId);
}

/** Index of the first mark that still fits, when `count` marks stand in lines of `perLine`. */
export function firstShown(count: number, perLine: number, lines: number): number {
  const used = Math.ceil(count / perLine);
  return Math.max(0, used - lines) * perLine;
}

/** Which of `total` rows a key leads to from row `index` (null: none is chosen); null when it means nothing here. */
export function stepThrough(
  total: number,
  index: number | null,
  key: string,
  page: number,
): number | null {
  if (total === 0) return null;
  const within = (wanted: number): number => Math.min(total - 1, Math.max(0, wanted));
  const at = index ?? -1;
  switch (key) {
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    case 'ArrowDown':
      return within(at + 1);
    case 'ArrowUp':
      return within(at - 1);
    case 'PageDown':
      return within(at + page);
    case 'PageUp':
      return within(at - page);
    default:
      return null;
  }
}
