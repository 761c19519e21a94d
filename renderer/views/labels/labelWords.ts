/** Words of the labels view: the pace, what a filter is called, where a clip comes from, what locked clips prove. Pure. */
import type { ClipSummary, ClipView } from '../../../main/base/model/episode.ts';
import { lockedBounds } from '../../../main/base/model/episode.ts';
import type { ClipFilter } from '../../store/clipBook.ts';

const leastPace = 3;

/** `≈ 6 min at your pace of 2.9 s`; empty before a pace is known. */
export function paceWords(left: number, paceMs: readonly number[]): string {
  if (left === 0 || paceMs.length < leastPace) return '';
  const meanS = paceMs.reduce((sum, ms) => sum + ms, 0) / paceMs.length / 1000;
  const minutes = (left * meanS) / 60;
  const time = minutes < 1 ? 'under a minute' : `≈ ${Math.round(minutes)} min`;
  return `${time} at your pace of ${meanS.toFixed(1)} s`;
}

export const filterNames: readonly { readonly value: ClipFilter; readonly label: string }[] = [
  { value: 'all', label: 'All clips' },
  { value: 'unlabelled', label: 'Unlabelled' },
  { value: 'second', label: 'Needs a second look' },
  { value: 'disagree', label: 'Looks disagree' },
  { value: 'success', label: 'Success' },
  { value: 'failure', label: 'Failure' },
  { value: 'unclear', label: 'Unclear' },
  { value: 'left-out', label: 'Left out' },
  { value: 'near-miss', label: 'Any near miss' },
];

export function sourceWords(clip: ClipView): string {
  if (clip.source === 'trial') return clip.recordingId;
  return clip.demoId === null ? clip.recordingId : String(Number(clip.demoId.slice(5)));
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** How many failures more prove the next bound; null beyond the last. */
export function nextBound(
  negatives: number,
): { readonly more: number; readonly fprBelow: number } | null {
  const next = lockedBounds.find((bound) => bound.negatives > negatives);
  return next === undefined ? null : { more: next.negatives - negatives, fprBelow: next.fprBelow };
}

/** Kinds of which fewer are labelled than are wanted, in words. */
export function shortOf({ quotas }: ClipSummary): readonly string[] {
  const all = [quotas.success, quotas.failure, ...quotas.nearMisses];
  return all
    .filter(({ have, want }) => have < want)
    .map(({ name }) =>
      /^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name,
    );
}
