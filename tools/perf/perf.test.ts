/** The instrument's own arithmetic: a yardstick that catches up, or a figure of nothing, would mislead quietly. */
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../main/base/lib/clock.ts';
import { runBareLoop } from './bareLoop.ts';
import { lineOf } from './figure.ts';
import { figures } from './figures.ts';
import { perfMarkdown, tableLines } from './perfReport.ts';

/** A clock on which each sleep ends `extraMs[i]` late. */
function createLateClock(extraMs: readonly number[], onSleep: (count: number) => void): Clock {
  let nowMs = 0;
  let sleeps = 0;
  return {
    nowMs: () => nowMs,
    wallTime: () => '2026-01-01T00:00:00.000Z',
    sleep: async (ms) => {
      nowMs += ms + (extraMs[sleeps] ?? 0);
      sleeps++;
      onSleep(sleeps);
    },
    after: () => ({ [Symbol.dispose]: () => undefined }),
    every: () => ({ [Symbol.dispose]: () => undefined }),
  };
}

describe('the bare loop', () => {
  it('reports lateness against absolute deadlines and skips what it missed', async () => {
    const stop = new AbortController();
    const clock = createLateClock([0, 3, 45, 0], (count) => {
      if (count === 4) stop.abort();
    });
    // Tick 3 wakes 45 ms late: ticks 4 and 5 are gone, tick 6 is on time again.
    expect(await runBareLoop(clock, stop.signal)).toEqual([0, 3, 45, 0]);
    expect(clock.nowMs()).toBe(120);
  });
});

describe('figures', () => {
  const measurement = { name: 'a', unit: 'ms', values: [3, 1, 2.00049], baseline: null };

  it('are order statistics with four digits', () => {
    expect(lineOf(measurement)).toEqual({
      ...{ name: 'a', unit: 'ms', n: 3, p50: 2, p95: 3, p99: 3, max: 3 },
      baseline: null,
    });
  });

  it('are never made of nothing', () => {
    expect(() => lineOf({ ...measurement, values: [] })).toThrow(/no finite/);
    expect(() => lineOf({ ...measurement, values: [Number.NaN] })).toThrow(/no finite/);
  });

  it('have names of their own and a sentence each', () => {
    const names = figures.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { what } of figures) expect(what).toMatch(/\.$/);
  });

  it('are told as a table, for the terminal and for docs/PERF.md', () => {
    const line = lineOf({ ...measurement, baseline: { n: 9, p50: 1, p95: 2, p99: 3, max: 4 } });
    expect(tableLines([line])[1]).toContain('1 / 3 / 4 (n=9)');
    const system = { system: 'Linux 6', node: '24.0.0', loadBefore: 0.25 };
    const machine = { cpu: 'C', cores: 2, memoryGb: 7.8, ...system };
    const text = perfMarkdown(machine, '2026-11-20', figures, [line]);
    expect(text).toContain('| a | ms | 3 | 2 | 3 | 3 | 3 | 1 / 3 / 4 (n=9) |');
    expect(text).toContain('2026-11-20: C, 2 cores,\n8 GB, Linux 6, Node 24.0.0; load average 0.3');
  });
});
