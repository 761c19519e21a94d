/** Which pictures of a clip are asked about: paired as the bench pairs them, at most ten a second and sixty a clip. */
import { describe, expect, it } from 'vitest';
import type { IndexedFrame } from '../../store/record/frameIndex.ts';
import { pairSets, thinSets } from './clipSets.ts';

const frames = (count: number, everyMs: number, fromMs = 0): IndexedFrame[] =>
  Array.from({ length: count }, (_, seq) => ({
    ...{ seq, capturedAtMs: fromMs + seq * everyMs, at: 0, bytes: 0, crc: 0 },
  }));
const roles = ['overhead', 'front'];
const whole = { fromMs: 0, toMs: 1e9 };

describe('pictures of two cameras', () => {
  it('become sets at the pace of the slower one, each with the newest of the other', () => {
    const sets = pairSets(
      new Map([
        ['overhead', frames(30, 40)],
        ['front', frames(4, 300, 15)],
      ]),
      roles,
      whole,
    );
    expect(sets.map(({ atMs }) => atMs)).toEqual([15, 315, 615, 915]);
    expect(sets[2]?.frames.map(({ role, frame }) => [role, frame.seq])).toEqual([
      ['overhead', 15],
      ['front', 2],
    ]);
  });

  it('are at most ten a second, in the span alone, of the cameras that are there', () => {
    const sets = pairSets(new Map([['front', frames(300, 20)]]), roles, {
      fromMs: 990,
      toMs: 2000,
    });
    expect(sets.map(({ atMs }) => atMs)).toEqual(
      Array.from({ length: 11 }, (_, n) => 1000 + n * 100),
    );
    expect(sets.every((set) => set.frames.length === 1)).toBe(true);
  });

  it('of a long clip are all taken where it is decided, and spread over the rest', () => {
    const sets = pairSets(new Map([['front', frames(600, 100)]]), roles, whole);
    const thin = thinSets(sets, 30_000).map(({ atMs }) => atMs);
    expect(thin).toHaveLength(60);
    for (let at = 29_000; at < 32_000; at += 100) expect(thin).toContain(at);
    expect(thin.filter((at) => at < 29_000).length).toBeGreaterThan(12);
    expect(thin.filter((at) => at >= 32_000).length).toBeGreaterThan(12);
    const last = thinSets(sets, null).map(({ atMs }) => atMs);
    for (let at = 57_000; at < 60_000; at += 100) expect(last).toContain(at);
    expect(thinSets(sets.slice(0, 60), 0)).toHaveLength(60);
  });
});
