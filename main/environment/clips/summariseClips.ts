/** What the labels of one task amount to: counts, quotas, agreement, what is locked. Pure. */
import type { ClipSummary, LockedSummary, Quota } from '../../base/model/episode.ts';
import type { Clip } from './clipPages.ts';
import { countedLabel, disagrees } from './clipView.ts';
import { cohensKappa } from './kappa.ts';
import type { LockedSet } from './lockedBook.ts';

/** What a task asks for. */
export interface Quotas {
  readonly success: number;
  readonly failure: number;
  readonly nearMisses: readonly { readonly name: string; readonly want: number }[];
}

/** No mistake in `negatives` proves, one-sided 95 %, a false-positive rate below this (docs/SCIENCE.md §3). */
export const provenFprBelow = (negatives: number): number =>
  negatives === 0 ? 1 : 1 - 0.05 ** (1 / negatives);

function lockedSummary(set: LockedSet): LockedSummary {
  const { setId, positives, negatives, recordings, uses, wallTime } = set;
  const fprBelow = provenFprBelow(negatives);
  return { setId, positives, negatives, recordings: recordings.length, fprBelow, uses, wallTime };
}

export interface SummaryParts {
  readonly task: string;
  readonly revision: number;
  readonly clips: readonly Clip[];
  /** Of the task, oldest first. */
  readonly sets: readonly LockedSet[];
  readonly quotas: Quotas;
  readonly canUndo: boolean;
}

export function summariseClips(parts: SummaryParts): ClipSummary {
  const { clips, sets, quotas } = parts;
  const count = { success: 0, failure: 0, unclear: 0, 'left-out': 0 };
  const kinds = new Map<string, number>();
  const pairs: (readonly [string, string])[] = [];
  let labelled = 0;
  let disagree = 0;
  for (const { looks, nearMiss } of clips) {
    const { first, second } = looks;
    if (first !== undefined) labelled++;
    if (first !== undefined && second !== undefined) pairs.push([first.value, second.value]);
    if (disagrees(looks)) disagree++;
    const label = countedLabel(looks);
    if (label !== null) count[label.value]++;
    if (label?.value === 'failure' && nearMiss !== null)
      kinds.set(nearMiss, (kinds.get(nearMiss) ?? 0) + 1);
  }
  const newest = sets.at(-1);
  const quota = (name: string, have: number, want: number): Quota => ({ name, have, want });
  return {
    task: parts.task,
    revision: parts.revision,
    clips: clips.length,
    labelled,
    success: count.success,
    failure: count.failure,
    unclear: count.unclear,
    leftOut: count['left-out'],
    quotas: {
      success: quota('success', count.success, quotas.success),
      failure: quota('failure', count.failure, quotas.failure),
      nearMisses: quotas.nearMisses.map(({ name, want }) =>
        quota(name, kinds.get(name) ?? 0, want),
      ),
    },
    looks: { both: pairs.length, disagree, kappa: cohensKappa(pairs) },
    locked: newest === undefined ? null : lockedSummary(newest),
    canUndo: parts.canUndo,
  };
}
