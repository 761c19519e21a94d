/** Sections counted from rows: order statistics, bins, misses among the rows, and nothing claimed that was not measured. */
import { describe, expect, it } from 'vitest';
import { must } from '../base/lib/assert.ts';
import { sectionEdgesMs } from '../base/model/view.ts';
import { loopViewOf } from './loopView.ts';
import type { ServoState } from './robot.ts';

function row(tick: number, busMs: number, slackMs: number | null, missedTicks = 0): ServoState {
  return {
    type: 'state',
    state: { tick, atMs: tick * 20 },
    busBytes: 0,
    missedTicks,
    periodMs: 20,
    busMs,
    sections: { decideMs: 0.3, writeMs: 0.04, reportMs: 0.1, slackMs },
  } as unknown as ServoState;
}

const rows = Array.from({ length: 100 }, (_, i) => row(i, i < 98 ? 1.5 : 60, 17, i < 50 ? 2 : 5));

describe('the cadence of the loop', () => {
  it('is the order statistics of each section over the rows', () => {
    const view = must(loopViewOf(rows, 'real', 50));
    const read = must(view.sections.find(({ name }) => name === 'read'));
    expect(read).toMatchObject({ p50: 1.5, p99: 60, max: 60 });
    expect(view).toMatchObject({ periods: 100, seconds: 1.98, missedTicks: 5, missedLately: 3 });
    expect(view.sections.map(({ name }) => name)).toEqual([
      ...['read', 'decide', 'write', 'report', 'slack', 'period'],
    ]);
  });

  it('puts every row into one bin, a value on an edge into the lower one', () => {
    const view = must(loopViewOf([...rows, row(100, 2, 17), row(101, 1000, 17)], 'real', 50));
    const { counts } = must(view.sections[0]);
    expect(counts).toHaveLength(sectionEdgesMs.length + 1);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(102);
    expect(counts[sectionEdgesMs.indexOf(2)]).toBe(99);
    expect(counts[sectionEdgesMs.indexOf(100)]).toBe(2);
    expect(counts.at(-1)).toBe(1);
  });

  it('has neither slack nor period in lockstep, and nothing without rows', () => {
    const lockstep = must(loopViewOf([row(0, 1, null), row(1, 1, null)], 'lockstep', 50));
    expect(lockstep.sections.map(({ name }) => name)).toEqual([
      'read',
      'decide',
      'write',
      'report',
    ]);
    expect(loopViewOf([], 'real', 50)).toBeNull();
  });

  it('leaves the first period out of the slack: there was nothing before it', () => {
    const view = must(loopViewOf([row(0, 1, null), row(1, 1, 18)], 'real', 50));
    const slack = must(view.sections.find(({ name }) => name === 'slack'));
    expect(slack.counts.reduce((sum, n) => sum + n, 0)).toBe(1);
  });
});
