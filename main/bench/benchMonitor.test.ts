/** The monitor of one bench: what it says of cameras when nobody listened to them. */
import { describe, expect, it } from 'vitest';
import { type Clock, realClock } from '../base/lib/clock.ts';
import type { CameraModel } from '../base/model/camera.ts';
import { simulatedBenchEnvelope } from './benchEnvelope.ts';
import { createBenchMonitor } from './benchMonitor.ts';
import type { ServoState } from './robot.ts';

const models = [{ role: 'overhead', widthPx: 320, heightPx: 240 } as CameraModel];

function monitorAt(startMs: number) {
  let nowMs = startMs;
  const clock: Clock = { ...realClock, nowMs: () => nowMs };
  const troubles: string[] = [];
  const monitor = createBenchMonitor({
    pace: 'real',
    cameras: models,
    cameraRateHz: 30,
    table: { add: () => never(), list: () => [], addQueue: () => never(), queues: () => [] },
    clock,
    onCameras: (found) => {
      for (const [role, trouble] of found) troubles.push(`${role} ${trouble}`);
    },
  });
  let tick = 0;
  return {
    troubles,
    /** Whether the bench is shown. */
    row(afterMs: number, mode = 'holding', positionRad = [0]): boolean {
      nowMs += afterMs;
      const state = { tick: tick++, atMs: nowMs, mode, positionRad };
      const view = monitor.state(
        {
          type: 'state',
          state,
          busBytes: 0,
          missedTicks: 0,
          periodMs: 20,
          busMs: 1,
        } as never as ServoState,
        simulatedBenchEnvelope,
      );
      return view !== null;
    },
  };
}

function never(): never {
  throw new Error('nobody registers anything here');
}

describe('pictures that do not come', () => {
  it('are missed while rows come', () => {
    const bench = monitorAt(1000);
    for (let i = 0; i < 40; i++) bench.row(20);
    expect(bench.troubles).toContain('overhead stale');
  });

  it('are not missed by a core that stood still itself: they may be waiting', () => {
    const bench = monitorAt(1000);
    for (let i = 0; i < 5; i++) bench.row(20);
    bench.row(700);
    for (let i = 0; i < 10; i++) bench.row(0);
    expect(bench.troubles).toEqual([]);
    for (let i = 0; i < 40; i++) bench.row(20);
    expect(bench.troubles).toContain('overhead stale');
  });
});

describe('a bench is shown', () => {
  const shownIn = (rows: number, row: (at: number) => boolean): number =>
    Array.from({ length: rows }, (_, at) => row(at)).filter(Boolean).length;

  it('twice a second while its arm holds still, ten times while it does not', () => {
    const still = monitorAt(1000);
    expect(shownIn(100, () => still.row(20))).toBe(4);
    const pushed = monitorAt(1000);
    expect(shownIn(100, (at) => pushed.row(20, 'holding', [at * 0.01]))).toBe(20);
    const limp = monitorAt(1000);
    expect(shownIn(100, () => limp.row(20, 'limp'))).toBe(20);
  });

  it('at once when it begins to move', () => {
    const bench = monitorAt(1000);
    expect([bench.row(20), bench.row(20), bench.row(20, 'moving')]).toEqual([true, false, true]);
  });
});
