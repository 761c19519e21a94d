/** The metronome on a clock of the test's own: deadlines are absolute, late ones are skipped and counted. */
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../base/lib/clock.ts';
import { type Beat, runMetronome } from './metronome.ts';

/** Time passes only in `sleep` and `spend`. */
function createOwnClock() {
  let nowMs = 1000;
  const clock: Clock = {
    nowMs: () => nowMs,
    wallTime: () => '',
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      // Deadlines fall on the last, exact part of the wait, which this clock grants as well.
      nowMs = Math.ceil((nowMs + ms) / 20) * 20;
    },
    after: () => ({ [Symbol.dispose]: () => undefined }),
    every: () => ({ [Symbol.dispose]: () => undefined }),
  };
  return { clock, spend: (ms: number) => (nowMs += ms) };
}

async function beats(workMs: (tick: number) => number, count: number): Promise<Beat[]> {
  const { clock, spend } = createOwnClock();
  const stop = new AbortController();
  const seen: Beat[] = [];
  await runMetronome(
    clock,
    50,
    async (beat) => {
      seen.push(beat);
      spend(workMs(beat.tick));
      if (seen.length === count) stop.abort();
    },
    stop.signal,
  );
  return seen;
}

describe('runMetronome', () => {
  it('beats on absolute deadlines', async () => {
    const seen = await beats(() => 3, 5);
    expect(seen.map((beat) => beat.atMs)).toEqual([20, 40, 60, 80, 100]);
    expect(seen.at(-1)).toMatchObject({ tick: 4, missedTicks: 0, periodMs: 20 });
  });

  it('skips what it missed and never catches up', async () => {
    const seen = await beats((tick) => (tick === 1 ? 70 : 1), 4);
    expect(seen.map((beat) => beat.atMs)).toEqual([20, 40, 110, 120]);
    expect(seen.map((beat) => beat.missedTicks)).toEqual([0, 0, 2, 2]);
  });

  it('ends when told, without an error', async () => {
    const { clock } = createOwnClock();
    await expect(
      runMetronome(clock, 50, async () => undefined, AbortSignal.abort()),
    ).resolves.toBeUndefined();
  });
});
