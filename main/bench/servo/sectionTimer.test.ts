/** The sections of a period on a clock that moves only where time is spent: they add up, and nothing is counted twice. */
import { describe, expect, it } from 'vitest';
import { must } from '../../base/lib/assert.ts';
import type { LoopSections } from '../../base/wire/servo.ts';
import { createSectionTimer } from './sectionTimer.ts';

interface Spent {
  readonly readMs: number;
  readonly decideMs: number;
  readonly writesMs: readonly number[];
  readonly reportMs: number;
  readonly slackMs: number;
}

function run(periods: readonly Spent[], realTime: boolean) {
  let clockMs = 1000;
  const spend = (ms: number): void => {
    clockMs += ms;
  };
  const timer = createSectionTimer(() => clockMs, realTime);
  const told: (LoopSections & { readonly readMs: number; readonly beganMs: number })[] = [];
  for (const { readMs, decideMs, writesMs, reportMs, slackMs } of periods) {
    const beganMs = timer.begin();
    spend(readMs);
    const read = timer.read();
    spend(decideMs);
    for (const ms of writesMs) timer.write(() => spend(ms));
    timer.report(() => {
      told.push({ ...timer.times(), readMs: read, beganMs });
      spend(reportMs);
    });
    spend(slackMs);
  }
  return told;
}

const usual: Spent = {
  readMs: 1.5,
  decideMs: 0.25,
  writesMs: [0.125],
  reportMs: 0.5,
  slackMs: 17.625,
};

describe('the sections of the control loop', () => {
  it('are what was spent, and the slack and the report of the period before', () => {
    const [first, second] = run([usual, usual], true);
    expect(first).toMatchObject({ readMs: 1.5, decideMs: 0.25, writeMs: 0.125, slackMs: null });
    expect(second).toMatchObject({
      decideMs: 0.25,
      writeMs: 0.125,
      reportMs: 0.5,
      slackMs: 17.625,
    });
  });

  it('add up to the time between two begins', () => {
    const slow: Spent = { readMs: 30, decideMs: 2, writesMs: [1, 4], reportMs: 8, slackMs: 0 };
    const told = run([usual, slow, usual, usual], true);
    for (let i = 1; i < told.length; i++) {
      const before = must(told[i - 1]);
      const now = must(told[i]);
      const parts = before.readMs + before.decideMs + before.writeMs + now.reportMs;
      expect(parts + must(now.slackMs)).toBeCloseTo(now.beganMs - before.beganMs, 9);
    }
  });

  it('counts every write of a period, and none of the one before', () => {
    const told = run(
      [
        { ...usual, writesMs: [1, 2] },
        { ...usual, writesMs: [] },
      ],
      true,
    );
    expect(told.map((each) => each.writeMs)).toEqual([3, 0]);
  });

  it('claims no slack where somebody else says when to begin', () => {
    expect(run([usual, usual], false).map((each) => each.slackMs)).toEqual([null, null]);
  });
});
