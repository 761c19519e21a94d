/**
 * The debug topic on a real core in real time: figures from where they are measured while somebody asks, and not one
 * timer or reading after the last one has gone.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../main/base/lib/clock.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { DebugView } from '../../main/base/model/view.ts';
import type { Core } from '../../main/core.ts';
import { openCore } from '../../main/entry/openCore.ts';
import { never, tempDir, until } from '../lib/coreUnderTest.ts';

const dir = tempDir('debug');
let core: Core;
let doorAsked = 0;
/** Periods of the repeating timers that run in the core. */
const beats: number[] = [];
const clock: Clock = {
  ...realClock,
  every(ms, run) {
    const beat = realClock.every(ms, run);
    beats.push(ms);
    return {
      [Symbol.dispose]() {
        beat[Symbol.dispose]();
        beats.splice(beats.indexOf(ms), 1);
      },
    };
  },
};
const debugBeats = (): number => beats.filter((ms) => ms === 500).length;

beforeAll(async () => {
  core = await openCore({
    dataDir: dir.path,
    clock,
    log: silentLog,
    version: 'test',
    autoRun: false,
    restBench: true,
  });
  const clients = () => {
    doorAsked++;
    return [];
  };
  core.setDoor({ url: '', clients });
  await until(core.api, 'bench', ({ mode }) => mode === 'holding');
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});

describe('the debug topic', () => {
  it('says where the loop spends its time, what waits and what runs', async () => {
    const seen = await until(core.api, 'debug', ({ loop }) => (loop?.periods ?? 0) > 20);
    const loop = seen.loop;
    expect(loop?.sections.map(({ name }) => name)).toEqual([
      ...['read', 'decide', 'write', 'report', 'slack', 'period'],
    ]);
    for (const section of loop?.sections ?? []) {
      expect(section.p50).toBeLessThanOrEqual(section.p99);
      expect(section.p99).toBeLessThanOrEqual(section.max);
    }
    expect(seen.queues.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['pipe to servo', 'pipe to simulator']),
    );
    for (const { bytes, boundBytes } of seen.queues) expect(bytes).toBeLessThan(boundBytes);
    expect(seen.processes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['core', 'servo', 'simulator']),
    );
  });

  it('shows the switches that are on, and none after they are off', async () => {
    const { call } = core.api;
    const stall = { kind: 'stall', servo: 5 } as const;
    await call('sim.fault', { fault: { ...stall, on: true } }, never);
    const on = await until(core.api, 'debug', ({ faults }) => faults?.length === 1);
    expect(on.faults).toEqual([{ ...stall, on: true }]);
    const unknown = { kind: 'freeze-camera', role: 'nowhere', on: true } as const;
    await expect(call('sim.fault', { fault: unknown }, never)).rejects.toThrow(/nowhere/);
    await call('sim.fault', { fault: { ...stall, on: false } }, never);
    await until(core.api, 'debug', ({ faults }) => faults?.length === 0);
  });

  it('costs nothing when nobody listens', async () => {
    expect(debugBeats()).toBe(0);
    const readings: DebugView[] = [];
    const first = core.api.state('debug', (value) => readings.push(value));
    const second = core.api.state('debug', (value) => readings.push(value));
    expect(readings).toHaveLength(2);
    expect(debugBeats()).toBe(1);
    await until(core.api, 'debug', () => readings.length >= 6);
    first[Symbol.dispose]();
    expect(debugBeats()).toBe(1);
    second[Symbol.dispose]();
    second[Symbol.dispose]();
    expect(debugBeats()).toBe(0);
    const asked = doorAsked;
    const heard = readings.length;
    let states = 0;
    // A good while of the bench's own life, told by its state.
    await until(core.api, 'bench', () => ++states > 15);
    expect(doorAsked).toBe(asked);
    expect(readings).toHaveLength(heard);
  });
});
