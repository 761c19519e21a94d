/** Seeds, canonical hashes, intervals, rings and topics. Worked numbers: docs/SCIENCE.md §4. */
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../host/canonical.ts';
import { createRing } from './ring.ts';
import { createRng, trialRng } from './rng.ts';
import { summarise, wilson } from './stats.ts';
import { createSignal, createStateTopic } from './topic.ts';

describe('seed streams', () => {
  it('repeat, and differ by seed, trial and purpose', () => {
    const draw = (seed: number, index: number, purpose: string): number[] => {
      const rng = trialRng(seed, index, purpose);
      return [rng.uniform(), rng.uniform(), rng.normal()];
    };
    expect(draw(1, 0, 'start')).toEqual(draw(1, 0, 'start'));
    const others = [draw(2, 0, 'start'), draw(1, 1, 'start'), draw(1, 0, 'sensor')];
    for (const other of others) expect(other).not.toEqual(draw(1, 0, 'start'));
  });

  it('are uniform enough to draw start states from', () => {
    const rng = createRng(3);
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i++) {
      const bin = Math.floor(rng.uniform() * 10);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const chi2 = bins.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
    expect(chi2).toBeLessThan(27.9); // 99.9 % of chi-square with 9 degrees
  });
});

describe('canonical JSON', () => {
  it('sorts keys, drops undefined, and refuses NaN', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'x'], c: undefined })).toBe(
      '{"a":[true,null,"x"],"b":1}',
    );
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(/NaN/);
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('intervals', () => {
  it('are Wilson’s', () => {
    const { low, high } = wilson(50, 50);
    expect(low).toBeCloseTo(0.9287, 4);
    expect(high).toBe(1);
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
    expect(wilson(8, 20).low).toBeCloseTo(0.2188, 4);
    expect(wilson(8, 20).high).toBeCloseTo(0.6134, 4);
  });

  it('summaries are nearest-rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(summarise(values)).toEqual({ n: 100, p50: 50, p95: 95, p99: 99, max: 100 });
  });
});

describe('queues and topics', () => {
  it('a ring drops its oldest and counts it', () => {
    const ring = createRing<number>(2);
    for (const item of [1, 2, 3]) ring.push(item);
    expect(ring.items()).toEqual([2, 3]);
    expect(ring.dropped).toBe(1);
  });

  it('a state is replayed, and nobody hears after disposal', () => {
    const topic = createStateTopic(1);
    const heard: number[] = [];
    const watching = topic.watch((value) => heard.push(value));
    topic.set(2);
    watching[Symbol.dispose]();
    topic.set(3);
    expect(heard).toEqual([1, 2]);
    const signal = createSignal<number>();
    const once = signal.on((value) => {
      heard.push(value);
      once[Symbol.dispose]();
    });
    signal.emit(7);
    signal.emit(8);
    expect(heard).toEqual([1, 2, 7]);
  });
});
