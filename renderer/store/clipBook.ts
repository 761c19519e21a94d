/**
 * The clips of one task as the window knows them, and the questions a list asks of them: which fit a filter, which comes
 * next, which moment is looked at first. What is put in before the core has answered is taken back by `unput`. Pure.
 */
import type { ClipListing } from '../../main/base/api/clipListing.ts';
import type { ClipView, Label, LabelLook, LabelValue } from '../../main/base/model/episode.ts';

export interface ClipBook {
  readonly task: string;
  readonly revision: number;
  /** In the order in which they were cut, or in that of a blind queue; without those that are locked. */
  readonly clips: readonly ClipView[];
}

export type ClipFilter =
  | 'all'
  | 'unlabelled'
  | 'second'
  | 'disagree'
  | LabelValue
  | 'left-out'
  | 'near-miss'
  | `near-miss/${string}`;

export const answerValues = ['success', 'failure', 'unclear', 'left-out'] as const;
export type AnswerValue = (typeof answerValues)[number];

export const emptyBook = (task: string): ClipBook => ({ task, revision: 0, clips: [] });

/** What changed since the book's revision, folded in; a book of another task is begun anew. */
export function mergeListing(book: ClipBook | null, task: string, listing: ClipListing): ClipBook {
  const before = book?.task === task ? book : emptyBook(task);
  const gone = new Set(listing.gone);
  const { clips } = mergeClips(before, listing.clips);
  return {
    ...before,
    revision: listing.revision,
    clips: clips.filter(({ id }) => !gone.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** An older view of a clip never replaces a newer one: answers may overtake each other. */
export function mergeClips(book: ClipBook, changed: readonly ClipView[]): ClipBook {
  if (changed.length === 0) return book;
  const known = new Map(book.clips.map((clip) => [clip.id, clip]));
  for (const clip of changed) {
    const before = known.get(clip.id);
    if (before !== undefined && before.revision > clip.revision) continue;
    if (clip.locked) known.delete(clip.id);
    else known.set(clip.id, clip);
  }
  return { ...book, clips: [...known.values()] };
}

export const answerOf = (clip: ClipView, look: LabelLook): Label | null => clip.looks[look] ?? null;

/** Cut, answered once and to be looked at again by somebody who has not seen the answer. */
export const wantsSecond = (clip: ClipView): boolean =>
  clip.looks.first !== undefined &&
  clip.looks.first.value !== 'left-out' &&
  clip.looks.second === undefined;

export function fitsFilter(clip: ClipView, filter: ClipFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'unlabelled':
      return clip.looks.first === undefined;
    case 'second':
      return wantsSecond(clip);
    case 'disagree':
      return clip.disagrees;
    case 'near-miss':
      return clip.nearMiss !== null;
    case 'success':
    case 'failure':
    case 'unclear':
    case 'left-out':
      return clip.label?.value === filter;
    default:
      return clip.nearMiss === filter.slice('near-miss/'.length);
  }
}

/**
 * The list as it was when the filter was chosen: what is answered meanwhile keeps its place, what is new and fits is
 * added, what is gone is dropped.
 */
export function keepShown(
  shown: readonly string[],
  before: ClipBook | null,
  book: ClipBook,
  filter: ClipFilter,
): readonly string[] {
  const old = new Set(before?.clips.map(({ id }) => id));
  const stays = new Set(shown);
  return book.clips
    .filter((clip) => stays.has(clip.id) || (!old.has(clip.id) && fitsFilter(clip, filter)))
    .map(({ id }) => id);
}

export const shownBy = (book: ClipBook, filter: ClipFilter): readonly string[] =>
  book.clips.filter((clip) => fitsFilter(clip, filter)).map(({ id }) => id);

/** The neighbour in the list, or the same at its end. */
export function neighbour(
  shown: readonly string[],
  id: string | null,
  step: number,
): string | null {
  if (shown.length === 0) return null;
  const at = id === null ? -1 : shown.indexOf(id);
  if (at === -1) return shown[0] ?? null;
  return shown[Math.min(shown.length - 1, Math.max(0, at + step))] ?? null;
}

/** After an answer: the next in the list that has none of this look, else simply the next. */
export function nextToAnswer(
  book: ClipBook,
  shown: readonly string[],
  id: string,
  look: LabelLook,
): string | null {
  const open = new Set(
    book.clips.filter((clip) => answerOf(clip, look) === null).map((clip) => clip.id),
  );
  const at = shown.indexOf(id);
  return shown.slice(at + 1).find((next) => open.has(next)) ?? neighbour(shown, id, 1);
}

export const clipOf = (book: ClipBook | null, id: string | null): ClipView | null =>
  id === null ? null : (book?.clips.find((clip) => clip.id === id) ?? null);

/** The book as it will be when the core takes this answer. */
export function putAnswer(
  book: ClipBook,
  ids: readonly string[],
  look: LabelLook,
  label: Label,
): ClipBook {
  const meant = new Set(ids);
  const clips = book.clips.map((clip): ClipView => {
    if (!meant.has(clip.id)) return clip;
    const looks = { ...clip.looks, [look]: label };
    const decided = look === 'settled' || looks.second === undefined;
    const agree = looks.first?.value === looks.second?.value;
    const counts = decided ? label : agree ? (looks.first ?? null) : null;
    return { ...clip, looks, label: counts, disagrees: !decided && !agree };
  });
  return { ...book, clips };
}

/** Takes back what `putAnswer` did to those clips that nobody has changed since. */
export function unput(book: ClipBook, before: ClipBook, put: ClipBook): ClipBook {
  const was = new Map(before.clips.map((clip) => [clip.id, clip]));
  const made = new Map(put.clips.map((clip) => [clip.id, clip]));
  const clips = book.clips.map((clip) =>
    made.get(clip.id) === clip ? (was.get(clip.id) ?? clip) : clip,
  );
  return { ...book, clips };
}

/** The book without that look at these clips. */
export function forgetLook(book: ClipBook, ids: readonly string[], look: LabelLook): ClipBook {
  const meant = new Set(ids);
  const clips = book.clips.map((clip) => {
    if (!meant.has(clip.id)) return clip;
    const kept = Object.entries(clip.looks).filter(([name]) => name !== look);
    const looks: ClipView['looks'] = Object.fromEntries(kept);
    return { ...clip, looks, disagrees: false, label: looks.settled ?? looks.first ?? null };
  });
  return { ...book, clips };
}

/** What is looked at first: the moment somebody has marked, else the end, where it usually shows. */
export function decisiveMs(clip: ClipView, look: LabelLook, marks: Marks): number {
  const own = marks[clip.id] ?? answerOf(clip, look)?.decidedMs ?? null;
  const first = look === 'second' ? null : ((clip.label ?? clip.looks.first)?.decidedMs ?? null);
  return Math.min(clip.toMs, Math.max(clip.fromMs, own ?? first ?? clip.toMs));
}

/** Moments marked with D and not answered yet, by clip. */
export type Marks = Readonly<Record<string, number>>;

/** `clip-000288` → `288` */
export const clipNumber = (id: string): string => String(Number(id.slice('clip-'.length)));
