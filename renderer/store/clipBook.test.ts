/** Clips in the window: what fits, what comes next, an answer put in and taken back, what the core says always winning. */
import { describe, expect, it } from 'vitest';
import type { Label } from '../../main/base/model/episode.ts';
import { galleryBook, galleryClips } from '../gallery/galleryClips.ts';
import {
  clipOf,
  decisiveMs,
  fitsFilter,
  keepShown,
  mergeClips,
  mergeListing,
  neighbour,
  nextToAnswer,
  putAnswer,
  shownBy,
  unput,
} from './clipBook.ts';

const book = galleryBook(8, 3);
const ids = book.clips.map(({ id }) => id);
const label = (value: Label['value'], decidedMs: number | null = 900): Label => {
  return { value, decidedMs, by: 'Ann', wallTime: '', why: '' };
};
const [first = '', second = ''] = ids;
const need = (id: string, from = book) => {
  const clip = clipOf(from, id);
  if (clip === null) throw new Error(`${id} is in the book`);
  return clip;
};

describe('the book', () => {
  it('takes what changed, forgets what is gone or locked, and another task begins anew', () => {
    const changed = { ...need(second), nearMiss: 'named', revision: 50 };
    const locked = { ...need('clip-000003'), locked: true, revision: 51 };
    const listing = { clips: [changed, locked], gone: [first], revision: 51, more: false };
    const next = mergeListing(book, 'push-t', listing);
    expect(next.clips.map(({ id }) => id)).toEqual([second, ...ids.slice(3)]);
    expect(clipOf(next, second)?.nearMiss).toBe('named');
    expect(next.revision).toBe(51);
    const other = mergeListing(book, 'touch', { clips: [], gone: [], revision: 4, more: false });
    expect(other).toEqual({ task: 'touch', revision: 4, clips: [] });
  });

  it('never lets an older answer of the core replace a newer one', () => {
    const newer = { ...need(first), nearMiss: 'new', revision: 90 };
    const older = { ...need(first), nearMiss: 'old', revision: 80 };
    expect(clipOf(mergeClips(mergeClips(book, [newer]), [older]), first)?.nearMiss).toBe('new');
  });
});

describe('the list', () => {
  it('fits by what was answered, by near miss, by what is still to be done', () => {
    expect(shownBy(book, 'unlabelled')).toEqual(ids.slice(3));
    const named = { ...need(first), nearMiss: 'Turned too far' };
    expect(fitsFilter(named, 'near-miss/Turned too far')).toBe(true);
    expect(fitsFilter(named, 'near-miss/Beside the box')).toBe(false);
    const once = putAnswer(book, ['clip-000005'], 'first', label('left-out', null));
    expect(fitsFilter(need('clip-000005', once), 'left-out')).toBe(true);
    expect(fitsFilter(need('clip-000005', once), 'second')).toBe(false);
  });

  it('keeps what is answered meanwhile in its place, adds what is new and drops what is gone', () => {
    const shown = shownBy(book, 'unlabelled');
    const answered = putAnswer(book, ['clip-000004'], 'first', label('success'));
    expect(keepShown(shown, book, answered, 'unlabelled')).toEqual(shown);
    const more = { ...book, clips: galleryClips(10, 3).filter(({ id }) => id !== 'clip-000006') };
    expect(keepShown(shown, book, more, 'unlabelled')).toEqual([
      'clip-000004',
      'clip-000005',
      'clip-000007',
      'clip-000008',
      'clip-000009',
      'clip-000010',
    ]);
  });

  it('goes on to the next that is not answered, else to the neighbour, and stays at its end', () => {
    expect(nextToAnswer(book, ids, first, 'first')).toBe('clip-000004');
    const all = putAnswer(book, ids, 'first', label('success'));
    expect(nextToAnswer(all, ids, first, 'first')).toBe(second);
    expect(nextToAnswer(all, ids, 'clip-000008', 'first')).toBe('clip-000008');
    expect(neighbour(ids, first, -1)).toBe(first);
    expect(neighbour([], null, 1)).toBeNull();
    expect(neighbour(ids, 'not there', 1)).toBe(first);
  });
});

describe('an answer', () => {
  it('counts at once; a second that differs counts for nothing until it is settled', () => {
    const once = putAnswer(book, ['clip-000005'], 'first', label('success'));
    expect(need('clip-000005', once).label?.value).toBe('success');
    const twice = putAnswer(once, ['clip-000005'], 'second', label('failure'));
    expect(need('clip-000005', twice)).toMatchObject({ label: null, disagrees: true });
    const settled = putAnswer(twice, ['clip-000005'], 'settled', label('failure'));
    expect(need('clip-000005', settled)).toMatchObject({
      label: { value: 'failure' },
      disagrees: false,
    });
  });

  it('is taken back only where nothing newer has come', () => {
    const put = putAnswer(book, ['clip-000004', 'clip-000005'], 'first', label('success'));
    const told = { ...need('clip-000004', put), nearMiss: 'told', revision: 99 };
    const now = mergeClips(put, [told]);
    const back = unput(now, book, put);
    expect(need('clip-000004', back)).toBe(told);
    expect(need('clip-000005', back)).toBe(need('clip-000005'));
  });
});

describe('the moment that is looked at first', () => {
  const fresh = need('clip-000005');

  it('is the mark, else the answer, else the end; the second look is told nothing', () => {
    expect(decisiveMs(fresh, 'first', {})).toBe(fresh.toMs);
    expect(decisiveMs(fresh, 'first', { [fresh.id]: 1200 })).toBe(1200);
    const answered = need(fresh.id, putAnswer(book, [fresh.id], 'first', label('success', 700)));
    expect(decisiveMs(answered, 'first', {})).toBe(700);
    expect(decisiveMs(answered, 'settled', {})).toBe(700);
    expect(decisiveMs(answered, 'second', {})).toBe(fresh.toMs);
  });

  it('lies within the clip, whatever was said before it was trimmed', () => {
    expect(decisiveMs(fresh, 'first', { [fresh.id]: 9e6 })).toBe(fresh.toMs);
  });
});
