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

/** The next selection for a key, or undefined when the key means nothing here. */
export function moveSelection(
  ids: readonly string[],
  selected: string | null,
  key: string,
): string | null | undefined {
  if (key === 'Escape') return null;
  if (ids.length === 0) return undefined;
  if (key === 'Home') return ids[0];
  if (key === 'End') return ids.at(-1);
  const at = selected === null ? -1 : ids.indexOf(selected);
  if (key === 'ArrowDown') return ids[Math.min(ids.length - 1, at + 1)];
  if (key === 'ArrowUp') return ids[Math.max(0, at - 1)];
  return undefined;
}
