/** Conditions begin and end once each, after lasting long enough. */
import { describe, expect, it } from 'vitest';
import { createFaultBoard, type FaultEvent } from './faultBoard.ts';

describe('createFaultBoard', () => {
  it('tells the beginning and the end once, keyed by servo', () => {
    const told: FaultEvent[] = [];
    const board = createFaultBoard((event) => told.push(event));
    const hot = (servo: number) =>
      ({ fault: 'hot', servo, message: `servo ${servo}`, begins: 2, ends: 3 }) as const;
    expect(board.report(hot(1), true)).toBe(false);
    expect(board.report(hot(1), false)).toBe(false);
    expect(board.report(hot(1), true)).toBe(false);
    expect(board.report(hot(1), true)).toBe(true);
    expect(board.report(hot(1), true)).toBe(false);
    expect(board.isOn('hot', 1)).toBe(true);
    expect(board.isOn('hot', 2)).toBe(false);
    expect(board.any).toBe('hot');
    for (const met of [false, false, true, false, false, false]) board.report(hot(1), met);
    expect(board.any).toBeNull();
    expect(told.map((event) => [event.servo, event.on])).toEqual([
      [1, true],
      [1, false],
    ]);
  });
});
