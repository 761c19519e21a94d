/** The ring of the last minute: bounded in samples and time, gaps stay gaps, the same row twice is one sample. */
import { describe, expect, it } from 'vitest';
import type { ArmState } from '../../main/base/model/arm.ts';
import { createArmHistory, historyMs } from './armHistory.ts';

function row(tick: number, value = tick): ArmState {
  const all = [value, 1, 2, 3, 4, 5];
  return { tick, positionRad: all, load: all, temperatureC: all } as unknown as ArmState;
}

describe('the last minute of the arm', () => {
  it('keeps a minute and no more, however long it runs and however fast it is fed', () => {
    const slow = createArmHistory();
    for (let i = 0; i < 3_000; i++) slow.push(row(i), i * 100);
    const { atS } = slow.series();
    expect(atS.at(0)).toBeCloseTo(-historyMs / 1000, 9);
    expect(atS.at(-1)).toBe(0);
    const fast = createArmHistory();
    for (let i = 0; i < 50_000; i++) fast.push(row(i), i);
    expect(fast.size).toBeLessThanOrEqual(660);
    expect(fast.count).toBe(50_000);
  });

  it('gives columns by joint, as long as the times', () => {
    const history = createArmHistory();
    history.push(row(1, 0.5), 1_000);
    history.push(row(2, 0.7), 1_100);
    const { atS, positionRad } = history.series();
    expect(atS).toEqual([-0.1, 0]);
    expect(positionRad[0]).toEqual([0.5, 0.7]);
    expect(positionRad[5]).toEqual([5, 5]);
  });

  it('takes a row once', () => {
    const history = createArmHistory();
    history.push(row(7), 0);
    history.push(row(7), 100);
    expect(history.size).toBe(1);
  });

  it('leaves a gap where the bench was away, silent or another one', () => {
    const values = (...pushes: readonly (readonly [ArmState | null, number])[]) => {
      const history = createArmHistory();
      for (const [arm, atMs] of pushes) history.push(arm, atMs);
      return history.series().positionRad[0];
    };
    expect(values([row(1), 0], [null, 100], [null, 200], [row(2), 300])).toEqual([1, null, 2]);
    expect(values([row(1), 0], [row(2), 5_000])).toEqual([1, null, 2]);
    expect(values([row(100), 0], [row(1), 100])).toEqual([100, null, 1]);
  });
});
