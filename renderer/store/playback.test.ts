/** What a recorded trial shows at a moment, where the keys lead, and how the playhead runs. */
import { describe, expect, it } from 'vitest';
import { galleryPlayback, playedId } from '../gallery/galleryPlayback.ts';
import { linkSeconds } from './address.ts';
import {
  bandsOf,
  dwellAt,
  dwellSpans,
  firstMoment,
  momentsOf,
  nextMoment,
  placeAt,
  turnsOf,
} from './playbackModel.ts';
import { createPlayhead } from './playhead.ts';

const document = galleryPlayback(playedId);

describe('what is shown at a moment', () => {
  it('is the last picture that had been taken', () => {
    const times = [100, 200, 200, 350];
    expect([99, 100, 199.99, 200, 349, 350, 9e9].map((ms) => placeAt(times, ms))).toEqual([
      -1, 0, 0, 2, 2, 3, 3,
    ]);
    expect(placeAt([], 5)).toBe(-1);
  });

  it('is the same picture again when it is found by its link', () => {
    const startMs = 364_080.123456;
    const taken = Array.from({ length: 2000 }, (_, n) => startMs + 0.7 + n * 33.333333);
    for (const [n, atMs] of taken.entries()) {
      const back = startMs + Number(linkSeconds((atMs - startMs) / 1000)) * 1000;
      expect(placeAt(taken, back)).toBe(n);
    }
  });

  it('phases and attempts follow each other without gaps', () => {
    const bands = bandsOf(document);
    expect(bands.map(({ phase, attempt }) => `${phase} ${attempt}`)).toEqual([
      'reset 0',
      'check 0',
      'episode 1',
      'verdict 1',
      'episode 2',
      'verdict 2',
    ]);
    for (const [at, band] of bands.entries())
      if (at > 0) expect(band.startMs).toBe(bands[at - 1]?.endMs);
    expect(bands.at(-1)?.endMs).toBe(document.endMs);
  });

  it('steps through the pictures of all cameras, one moment at a time, and stops at the ends', () => {
    const frames = {
      a: { seq: [1, 2], atMs: [10, 30] },
      b: { seq: [7, 8], atMs: [10, 32] },
    };
    const moments = momentsOf({ ...document, frames });
    expect(moments).toEqual([10, 30, 32]);
    expect([0, 10, 20, 30, 32].map((ms) => nextMoment(moments, ms, 1))).toEqual([
      10,
      30,
      30,
      32,
      null,
    ]);
    expect([10, 20, 30, 32, 99].map((ms) => nextMoment(moments, ms, -1))).toEqual([
      null,
      10,
      10,
      30,
      32,
    ]);
    expect(momentsOf({ ...document, frames: {} })).toEqual(document.steps.atMs);
    expect(firstMoment(document)).toBe(7_500);
    expect(firstMoment({ ...document, frames: {} })).toBe(document.startMs);
  });

  it('verdicts worth stopping at are the changes', () => {
    const turns = turnsOf(document.trace);
    expect(turns.map(({ phase, attempt, verdict }) => `${phase} ${attempt} ${verdict}`)).toEqual([
      'episode 1 undecided',
      'verdict 1 failure',
      'episode 2 undecided',
      'verdict 2 success',
    ]);
  });

  it('the dwell counts the clear view of one attempt, the newest few', () => {
    const [early, last] = [document.trace[0] ?? null, document.trace.at(-1) ?? null];
    expect(dwellAt(document, early)).toBeNull();
    expect(dwellAt(document, null)).toBeNull();
    expect(dwellAt(document, last)).toEqual(Array.from({ length: 6 }, () => 'success'));
    const first = document.trace.find(({ phase, attempt }) => phase === 'verdict' && attempt === 2);
    expect(dwellAt(document, first ?? null)).toEqual(['success']);
    expect(dwellAt({ ...document, dwell: null }, last)).toBeNull();
    expect(dwellSpans(document)).toHaveLength(2);
  });
});

describe('the playhead', () => {
  function open(atMs = 0) {
    const state = { nowMs: 1000, paints: [] as (() => void)[], told: 0 };
    const playhead = createPlayhead(
      {
        startMs: 0,
        endMs: 1000,
        clock: { nowMs: () => state.nowMs },
        beforePaint: (run) => state.paints.push(run),
      },
      atMs,
    );
    playhead.on(() => state.told++);
    const paint = (ms: number): void => {
      state.nowMs += ms;
      for (const run of state.paints.splice(0)) run();
    };
    return { playhead, state, paint };
  }

  it('runs by the clock at its speed and stops at the end', () => {
    const { playhead, paint, state } = open();
    playhead.toggle();
    paint(100);
    expect(playhead.atMs).toBe(100);
    playhead.setSpeed(4);
    paint(50);
    expect(playhead.atMs).toBe(300);
    paint(10_000);
    expect([playhead.atMs, playhead.plays, state.paints.length]).toEqual([1000, false, 0]);
    playhead.toggle();
    expect([playhead.atMs, playhead.plays]).toEqual([0, true]);
  });

  it('stands where it is put, within the record, and asks for no paint while it stands', () => {
    const { playhead, paint, state } = open(5_000);
    expect(playhead.atMs).toBe(1000);
    playhead.seek(-3);
    expect(playhead.atMs).toBe(0);
    playhead.toggle();
    paint(16);
    playhead.seek(400);
    paint(16);
    expect([playhead.atMs, playhead.plays, state.paints.length]).toEqual([400, false, 0]);
    const { told } = state;
    playhead[Symbol.dispose]();
    playhead.seek(1);
    expect(state.told).toBe(told);
  });
});
