/** Where nothing was judged the film is shown, and never with more than one seek at a time. */
import { describe, expect, it } from 'vitest';
import type { PlaybackDocument } from '../../main/base/api/playback.ts';
import { galleryPlayback, playedId } from '../gallery/galleryPlayback.ts';
import { cameraMoment, heldMs, inBenchOrder, keptRoles } from './cameraMoment.ts';
import { createFilmSeeker, type Film } from './filmSeeker.ts';

const whole = galleryPlayback(playedId);
const times = { seq: [1, 2, 3], atMs: [1_000, 1_100, 3_000] };
const film = { file: 'front.mp4', startMs: 40 };
const record: PlaybackDocument = { ...whole, frames: { front: times }, films: { front: film } };

describe('a camera at a moment', () => {
  const at = (ms: number, of = record) => cameraMoment(of, 'front', ms, 250);

  it('shows the judged picture where there is one, and else the film', () => {
    expect(at(999)).toEqual({ kind: 'film', file: 'front.mp4', atS: 0.959 });
    expect(at(1_000)).toEqual({ kind: 'judged', n: 0 });
    expect(at(1_350)).toEqual({ kind: 'judged', n: 1 });
    expect(at(1_351)).toMatchObject({ kind: 'film' });
    expect(at(3_000)).toEqual({ kind: 'judged', n: 2 });
  });

  it('without a film keeps the last judged picture, and before the first shows nothing', () => {
    const bare = { ...record, films: {} };
    expect(at(999, bare)).toEqual({ kind: 'none' });
    expect(at(2_900, bare)).toEqual({ kind: 'judged', n: 1 });
  });

  it('of a trial in which nothing was judged is its film, from where it begins', () => {
    const voided = { ...record, frames: {}, films: { front: { ...film, startMs: 1_000 } } };
    expect(at(800, voided)).toMatchObject({ kind: 'film' });
    expect(at(700, voided)).toEqual({ kind: 'none' });
    expect(keptRoles(voided, [])).toEqual(['front']);
  });

  it('is not held longer than a few of the usual distances', () => {
    const every = (ms: number) => ({ seq: [], atMs: [0, 1, 2, 3, 4].map((n) => n * ms) });
    expect([33, 100, 200, 3_000].map((ms) => heldMs(every(ms)))).toEqual([250, 300, 600, 1_000]);
    expect(heldMs({ seq: [], atMs: [] })).toBe(250);
  });

  it('stands where it stands on the bench', () => {
    expect(inBenchOrder(['front', 'left', 'overhead', 'front'], ['overhead', 'front'])).toEqual([
      ...['overhead', 'front', 'left'],
    ]);
  });
});

/** A film that seeks only when it is told that it has. */
function slowFilm() {
  const runs = new Map<string, () => void>();
  const seeks: number[] = [];
  let now = 0;
  const element: Film & { readyState: number } = {
    get currentTime() {
      return now;
    },
    set currentTime(s) {
      now = s;
      seeks.push(Math.round(s * 1000));
    },
    duration: 5,
    readyState: 0,
    addEventListener: (type, run) => void runs.set(type, run),
    removeEventListener: (type) => void runs.delete(type),
  };
  return { element, seeks, tell: (type: string) => runs.get(type)?.() };
}

describe('a film', () => {
  it('is sought once at a time, and then to the newest wish', () => {
    const { element, seeks, tell } = slowFilm();
    const shown: number[] = [];
    const ports = { shown: (s: number) => void shown.push(s), failed: () => undefined };
    using seeker = createFilmSeeker(element, ports);
    seeker.seek(1);
    expect(seeks).toEqual([]);
    element.readyState = 4;
    tell('loadedmetadata');
    for (const s of [2, 3, 4]) seeker.seek(s);
    expect(seeks).toEqual([1_002]);
    tell('seeked');
    expect(seeks).toEqual([1_002, 4_002]);
    tell('seeked');
    seeker.seek(9);
    tell('seeked');
    expect(seeks).toEqual([1_002, 4_002, 4_998]);
    expect(shown.map((s) => s.toFixed(3))).toEqual(['1.000', '4.000', '4.996']);
    seeker.seek(-1);
    seeker.seek(null);
    tell('seeked');
    expect(shown.length).toBe(3);
  });
});
