/** A span as pictures: the nearest of each camera, a film that covers it and shows the decisive one. */
import { describe, expect, it } from 'vitest';
import {
  type FrameIndex,
  filmMoments,
  framesAt,
  nearestFrame,
  parseFrameKey,
  spanMoments,
} from './clipSpan.ts';

const every = (count: number, periodMs: number, fromMs = 0) => ({
  seq: Array.from({ length: count }, (_, n) => n),
  atMs: Array.from({ length: count }, (_, n) => fromMs + n * periodMs),
});
const index: FrameIndex = { overhead: every(101, 100), front: every(101, 100, 30) };
const span = { recordingId: 'rec-1', roles: ['overhead', 'front'], fromMs: 1000, toMs: 4000 };

describe('the picture of a moment', () => {
  it('is the nearest, on either side; none where there is none', () => {
    expect(nearestFrame(every(3, 100), 149)).toBe(1);
    expect(nearestFrame(every(3, 100), 151)).toBe(2);
    expect(nearestFrame(every(3, 100), -500)).toBe(0);
    expect(nearestFrame(every(3, 100), 9e9)).toBe(2);
    expect(nearestFrame({ seq: [], atMs: [] }, 10)).toBe(-1);
  });

  it('is named so that it is found again, a camera at a time', () => {
    const keys = framesAt(index, { ...span, roles: ['overhead', 'front', 'gone'] }, 2000);
    expect(keys.map(parseFrameKey)).toEqual([
      { recordingId: 'rec-1', role: 'overhead', n: 20 },
      { recordingId: 'rec-1', role: 'front', n: 20 },
    ]);
  });
});

describe('a film', () => {
  it('covers the span, rises, and has the decisive moment in it', () => {
    const moments = spanMoments(index, span);
    expect([moments[0], moments.at(-1)]).toEqual([1000, 4000]);
    const film = filmMoments(moments, 3710, 9);
    expect(film).toHaveLength(9);
    expect(film).toContain(3700);
    expect(film.toSorted((a, b) => a - b)).toEqual(film);
    expect([film[0], film.at(-1)]).toEqual([1000, 4000]);
  });

  it('of a short clip is the clip', () => {
    const short = { ...span, toMs: 1200 };
    expect(filmMoments(spanMoments(index, short), 1200, 9)).toEqual([1000, 1100, 1200]);
    expect(filmMoments([], 0, 9)).toEqual([]);
  });
});
