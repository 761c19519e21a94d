/** What the core says of the author of resets, read: whether it works here, and why something cannot be done. Pure. */
import type { ResetAuthorView } from '../../main/base/model/resetAuthor.ts';
import { measureResetBlocked } from './resetFacts.ts';
import type { WindowState } from './windowStore.ts';

type State = Pick<
  WindowState,
  'link' | 'bench' | 'run' | 'reset' | 'resetDesk' | 'teleop' | 'night' | 'resetAuthor'
>;

/** Of the open task; null where it worked on another, or never did. */
export function shownAuthor({
  reset,
  resetAuthor,
}: Pick<State, 'reset' | 'resetAuthor'>): ResetAuthorView | null {
  return resetAuthor !== null && resetAuthor.task === reset?.task ? resetAuthor : null;
}

export const resetAuthorRuns = (author: ResetAuthorView | null): boolean =>
  author?.state === 'running';

export function writeResetBlocked(state: State): string | null {
  if (resetAuthorRuns(state.resetAuthor)) return 'The author is at work.';
  return measureResetBlocked(state);
}

export function stopResetAuthorBlocked({ link, resetAuthor }: State): string | null {
  if (link.kind !== 'online') return 'The core is not connected.';
  return resetAuthorRuns(resetAuthor) ? null : 'The author is not at work.';
}
