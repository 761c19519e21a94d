/** Moments at which a night's head is anchored: begin, pause, end, and now and then between. */
import { describe, expect, it } from 'vitest';
import type { NightView } from '../../base/model/night.ts';
import { isAnchorMoment } from './anchorNight.ts';

const night = (nightId: string, state: NightView['state'], trials: number): NightView =>
  ({ nightId, state, counts: { trials } }) as NightView;
const running = (trials: number): NightView => night('night-0001', 'running', trials);

describe('a moment to anchor', () => {
  const moments: readonly (readonly [NightView | null, NightView | null, boolean])[] = [
    [null, null, false],
    [null, running(0), true],
    [null, night('night-0001', 'ended', 9), false],
    [null, night('night-0001', 'interrupted', 9), false],
    [running(0), running(1), false],
    [running(24), running(25), true],
    [running(25), running(26), false],
    [running(3), night('night-0001', 'paused', 3), true],
    [night('night-0001', 'interrupted', 3), running(3), true],
    [running(3), night('night-0001', 'ended', 3), true],
    [night('night-0001', 'ended', 3), night('night-0002', 'running', 0), true],
  ];
  it.each(moments)('%#', (before, now, expected) => {
    expect(isAnchorMoment(before, now)).toBe(expected);
  });
});
