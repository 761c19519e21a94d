/**
 * What counts of a clip's looks, and a clip as window and command line may see it: whole, blind for who has yet to give
 * the second look, and bare once it is locked. Pure.
 */
import type { ClipView, Label } from '../../base/model/episode.ts';
import type { Clip, Looks } from './clipPages.ts';

/** Two looks that say different things, and nobody has settled it. */
export function disagrees({ first, second, settled }: Looks): boolean {
  if (first === undefined || second === undefined || settled !== undefined) return false;
  return first.value !== second.value;
}

/** Settled, else both where they agree, else the first. Null: no look yet, or two that disagree. */
export function countedLabel(looks: Looks): Label | null {
  if (looks.settled !== undefined) return looks.settled;
  return disagrees(looks) ? null : (looks.first ?? null);
}

export function clipView(clip: Clip): ClipView {
  if (clip.locked) return { ...clip, looks: {}, hint: null, label: null, disagrees: false };
  return { ...clip, label: countedLabel(clip.looks), disagrees: disagrees(clip.looks) };
}

/**
 * Without anything that anybody answered before, but the second look itself. A near miss has a name only because somebody
 * called it one.
 */
export function blindView(clip: Clip): ClipView {
  const { second } = clip.looks;
  const looks = second === undefined ? {} : { second };
  return { ...clip, looks, hint: null, nearMiss: null, label: null, disagrees: false };
}

/** The moment whose picture stands for a clip: where it is decided, else its end. */
export function shownMoment({ looks, toMs }: Pick<Clip, 'looks' | 'toMs'>): number {
  const { settled, first } = looks;
  return settled?.decidedMs ?? first?.decidedMs ?? toMs;
}
