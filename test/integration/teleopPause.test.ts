/**
 * A computer that is busy for a moment ends no teleoperation: in real time the core stands still, the servo process holds
 * the arm by itself and says so, and the hand goes on with its next input in the same recording.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSteps } from '../../main/store/record/readRecord.ts';
import { openTestCore, until } from '../lib/coreUnderTest.ts';
import { beginTeleop, recordDemo, teleopHand } from '../lib/teleopHand.ts';

/** Nothing of this thread runs meanwhile, and the core is in it. */
const standStill = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

describe('a core that stands still for a moment', () => {
  it('holds the arm, and the recording goes on', async () => {
    await using core = await openTestCore({ restBench: true });
    const { api } = core;
    await until(api, 'bench', ({ mode }) => mode === 'holding');
    await beginTeleop(api, { lockstep: false, input: 'keyboard' });
    const hand = teleopHand(api);
    await recordDemo(api);
    await until(api, 'teleop', (view) => view?.state === 'recording');
    const held: string[] = [];
    using _alerts = api.state('alerts', (now) => held.push(...now.map(({ key }) => key)));
    // One input each time that the bench is told: the loop of this process has to turn meanwhile.
    const driven = (): Promise<unknown> =>
      until(api, 'bench', ({ mode }) => {
        void hand.push({ y: 0.4 });
        return mode === 'moving';
      });
    await driven();
    standStill(400);
    await until(api, 'alerts', () => held.some((key) => key.startsWith('servo')));
    await until(api, 'bench', ({ mode }) => mode === 'holding');
    await driven();
    expect((await until(api, 'teleop', () => true))?.state).toBe('recording');
    const { demoId } = await api.call('demo.stop', { result: null }, new AbortController().signal);
    const demo = await api.call('demo.show', { id: demoId }, new AbortController().signal);
    expect(demo.why).toBe('');
    const modes = [...readSteps(path.join(core.dataDir, 'demos', demoId))].map(({ mode }) => mode);
    const pausedAt = modes.indexOf('holding', modes.indexOf('moving'));
    expect(pausedAt).toBeGreaterThan(0);
    expect(modes.indexOf('moving', pausedAt)).toBeGreaterThan(pausedAt);
    expect(held).not.toContain('teleop');
  }, 60_000);
});
