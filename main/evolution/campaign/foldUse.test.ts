/** Where the robot's time of a night went: docs/SCIENCE.md §7, its worked numbers, and what a core that dies leaves. */
import { describe, expect, it } from 'vitest';
import type { TrialPart, TrialRow } from '../../base/model/trial.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { createUseFold, type UseFold } from './foldUse.ts';

const nightId = 'night-0001';
const atMin = (minutes: number): string =>
  new Date(Date.UTC(2026, 10, 30) + minutes * 60_000).toISOString();

interface Ran {
  readonly fromMin: number;
  readonly toMin: number;
  readonly part: TrialPart['kind'];
  /** Null: the reset came to no end. */
  readonly resetMin: number | null;
  /** Of the robot, where it is not the time between the two entries. */
  readonly movedMin?: number;
  readonly isAborted?: boolean;
}

let count = 0;
function tell(use: UseFold, minutes: number, body: unknown): void {
  use.apply({ seq: ++count, wallTime: atMin(minutes), body: body as LedgerBody });
}
function ran(use: UseFold, trial: Ran): void {
  const { fromMin, toMin, part, resetMin, movedMin = toMin - fromMin, isAborted = false } = trial;
  const id = `trial-${count}`;
  tell(use, fromMin, { kind: 'trial-started', id, provenance: { nightId, part: { kind: part } } });
  const row: Partial<TrialRow> = {
    ...{ id, benchSeconds: movedMin * 60, reason: isAborted ? 'aborted' : null },
    ...(resetMin === null
      ? {}
      : { reset: { tries: 1, seconds: resetMin * 60, verified: true, hash: '' } }),
  };
  tell(use, toMin, { kind: isAborted ? 'trial-aborted' : 'trial-finished', id, row });
}
const shares = (use: UseFold, minutes: number) => use.read(Date.parse(atMin(minutes)));

describe('the use of a night’s time', () => {
  it('is as worked in docs/SCIENCE.md §7', () => {
    const use = createUseFold(nightId, 'real');
    tell(use, 0, { kind: 'night-started', nightId });
    ran(use, { fromMin: 0, toMin: 18, part: 'screen', resetMin: 5 });
    ran(use, { fromMin: 18, toMin: 30, part: 'fill', resetMin: 2 });
    tell(use, 60, { kind: 'night-ended', nightId });
    const { mru, mruExec, busyWithFill, totalS, idleS } = shares(use, 90);
    expect(totalS).toBe(3600);
    expect(mru).toBeCloseTo(0.3, 9);
    expect(mruExec).toBeCloseTo(13 / 60, 9);
    expect(busyWithFill).toBeCloseTo(0.5, 9);
    expect(idleS).toEqual({ thinking: 0, cooling: 0, overhead: 1800, person: 0, fault: 0 });
  });

  it('a reset that came to no end had no episode', () => {
    const use = createUseFold(nightId, 'real');
    tell(use, 0, { kind: 'night-started', nightId });
    ran(use, { fromMin: 0, toMin: 10, part: 'duel', resetMin: null });
    expect(shares(use, 10)).toMatchObject({ mru: 1, mruExec: 0 });
  });

  it('hours in which no core ran are a fault, not the robot’s work and not overhead', () => {
    const use = createUseFold(nightId, 'real');
    tell(use, 0, { kind: 'night-started', nightId });
    ran(use, { fromMin: 0, toMin: 420, part: 'screen', resetMin: 1, movedMin: 5, isAborted: true });
    tell(use, 430, { kind: 'night-resumed', nightId, by: null, moved: [] });
    ran(use, { fromMin: 430, toMin: 440, part: 'screen', resetMin: 1 });
    tell(use, 440, { kind: 'night-ended', nightId });
    const { totalS, mru, idleS } = shares(use, 440);
    expect(totalS).toBe(440 * 60);
    expect(idleS).toMatchObject({ fault: 425 * 60, overhead: 0, person: 0 });
    expect(mru).toBeCloseTo(15 / 440, 9);
  });

  it('a person’s pause is a person’s, one by itself a fault, and it grows while it stands', () => {
    const use = createUseFold(nightId, 'real');
    tell(use, 0, { kind: 'night-started', nightId });
    tell(use, 10, { kind: 'night-paused', nightId, by: 'Ada', why: 'lunch' });
    tell(use, 40, { kind: 'night-resumed', nightId, by: 'Ada', moved: [] });
    tell(use, 45, { kind: 'night-paused', nightId, by: null, why: 'caps' });
    expect(shares(use, 50).idleS).toEqual({
      thinking: 0,
      cooling: 0,
      overhead: 900,
      person: 1800,
      fault: 300,
    });
  });

  it('waits for a servo until the next trial begins; a core that dies meanwhile cools nothing', () => {
    const use = createUseFold(nightId, 'real');
    const hot = { kind: 'night-cooling', nightId, joint: 'shoulder_lift', temperatureC: 57 };
    tell(use, 0, { kind: 'night-started', nightId });
    ran(use, { fromMin: 0, toMin: 10, part: 'screen', resetMin: 1 });
    tell(use, 11, hot);
    ran(use, { fromMin: 16, toMin: 20, part: 'screen', resetMin: 1 });
    expect(shares(use, 20).idleS).toMatchObject({ cooling: 300, overhead: 60, fault: 0 });
    tell(use, 20, hot);
    tell(use, 80, { kind: 'night-resumed', nightId, by: null, moved: [] });
    expect(shares(use, 80).idleS).toMatchObject({ cooling: 300, overhead: 60, fault: 3600 });
  });

  it('in lockstep it is bench time, whatever the wall says, with thinking as declared', () => {
    const use = createUseFold(nightId, 'lockstep');
    tell(use, 0, { kind: 'night-started', nightId });
    ran(use, { fromMin: 0, toMin: 1, part: 'screen', resetMin: 2, movedMin: 6 });
    tell(use, 1, { kind: 'campaign-thought', nightId, seconds: 120 });
    tell(use, 2, { kind: 'campaign-thought', nightId: 'night-0002', seconds: 999 });
    const { totalS, mru, mruExec, idleS } = shares(use, 900);
    expect({ totalS, mru, mruExec, idleS }).toEqual({
      ...{ totalS: 480, mru: 0.75, mruExec: 0.5 },
      idleS: { thinking: 120, cooling: 0, overhead: 0, person: 0, fault: 0 },
    });
  });
});
