/**
 * Everything that can end a recording but its operator, in bench time on the simulated bench: stopped, unplugged, a camera
 * that freezes, a recorder that dies. Each time the same three things: the arm is held and the lease is free, what was
 * recorded is a demo that says why it ends, and an alert says so.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { DemoView } from '../../main/base/model/episode.ts';
import type { FaultSwitch } from '../../main/base/model/scene.ts';
import { framesFile } from '../../main/store/dataLayout.ts';
import { readDemoEnd } from '../../main/store/record/demoSchema.ts';
import { readFrames, readSteps } from '../../main/store/record/readRecord.ts';
import { type CoreUnderTest, never, openTestCore, until } from '../lib/coreUnderTest.ts';
import { beginTeleop, recordDemo, teleopHand } from '../lib/teleopHand.ts';

const turn = ({ api }: CoreUnderTest, fault: FaultSwitch) =>
  api.call('sim.fault', { fault }, never);

type Hand = ReturnType<typeof teleopHand>;

/** So much of the pictures is on the disk that a whole piece of them can be read again. */
async function recordPictures({ dataDir }: CoreUnderTest, hand: Hand): Promise<void> {
  const file = path.join(dataDir, 'demos', 'demo-000001', framesFile);
  const bytes = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  for (let i = 0; i < 200 && bytes() < 300_000; i++)
    await hand.move(5, { y: i % 12 < 6 ? 0.6 : -0.6 });
  expect(bytes()).toBeGreaterThan(300_000);
}

/** Records, then presses on through the trouble until nobody takes the input any more. */
async function meet(core: CoreUnderTest, trouble: (hand: Hand) => unknown): Promise<DemoView> {
  const { api } = core;
  await beginTeleop(api);
  const hand = teleopHand(api);
  await recordDemo(api);
  // More than waits in memory at any time.
  await hand.move(30, { y: 0.6 });
  await hand.move(30, { y: -0.6 });
  await api.call('demo.mark', { value: 'success' }, never);
  const raised: string[] = [];
  using _alerts = api.state('alerts', (now) => {
    for (const { key } of now) raised.push(key);
  });
  await trouble(hand);
  let ended = false;
  for (let i = 0; i < 400 && !ended; i++)
    await hand.push({ y: i % 40 < 20 ? -0.6 : 0.6 }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'refused' });
      ended = true;
    });
  expect(ended).toBe(true);
  expect(await until(api, 'teleop', (view) => view === null)).toBeNull();
  await until(api, 'bench', ({ lease }) => lease === 'none');
  await until(api, 'alerts', (now) => now.some(({ key }) => key === 'teleop'));
  expect(raised).toContain('teleop');
  const [demo, ...others] = await api.call('demo.list', { task: 'touch' }, never);
  expect(others).toEqual([]);
  return must(demo);
}

function expectKept(core: CoreUnderTest, demo: DemoView, why: RegExp): void {
  expect(demo.why).toMatch(why);
  expect(demo.result).toBe('success');
  const dir = path.join(core.dataDir, 'demos', demo.recordingId);
  const end = must(readDemoEnd(dir));
  const rows = [...readSteps(dir)];
  expect(rows.length).toBeGreaterThanOrEqual(20);
  expect([must(rows[0]).atMs, must(rows.at(-1)).atMs]).toEqual([end.fromMs, end.toMs]);
  const { frames, whole } = readFrames(dir);
  expect(whole).toBe(true);
  expect(must(frames.get(must(demo.roles[0]))).length).toBeGreaterThan(3);
}

describe('a recording that is cut short by', () => {
  it('a stop', async () => {
    await using core = await openTestCore();
    const demo = await meet(core, () => core.api.call('bench.stop', { reason: 'pressed' }, never));
    expectKept(core, demo, /stopped: pressed/);
    expect(await until(core.api, 'bench', () => true)).toMatchObject({ mode: 'stopped' });
    await expect(beginTeleop(core.api)).rejects.toMatchObject({ code: 'refused' });
    await core.api.call('bench.resume', {}, never);
    await beginTeleop(core.api);
    await until(core.api, 'alerts', (now) => !now.some(({ key }) => key === 'teleop'));
  }, 240_000);

  it('an unplugged bus', async () => {
    await using core = await openTestCore({ lockstepAnswerMs: 40 });
    const demo = await meet(core, () => turn(core, { kind: 'unplug', on: true }));
    expectKept(core, demo, /\w/);
    expect((await until(core.api, 'bench', () => true)).mode).not.toBe('moving');
  }, 240_000);

  it('a frozen camera', async () => {
    await using core = await openTestCore();
    const demo = await meet(core, () =>
      turn(core, { kind: 'freeze-camera', on: true, role: 'overhead' }),
    );
    expectKept(core, demo, /overhead camera is frozen/);
  }, 240_000);

  it('a recorder that dies', async () => {
    await using core = await openTestCore();
    const demo = await meet(core, async (hand) => {
      // It may be behind: a busy machine lets it write later than bench time runs.
      await recordPictures(core, hand);
      const processes = await core.api.call('core.processes', {}, never);
      process.kill(must(processes.find(({ name }) => name === 'recorder')).pid, 'SIGKILL');
    });
    expect(demo.why).toMatch(/the recorder ended/);
    expect(demo.frames).toBeGreaterThan(0);
    await beginTeleop(core.api);
    await recordDemo(core.api);
    await teleopHand(core.api).move(10, { y: -0.5 });
    const { demoId } = await core.api.call('demo.stop', { result: null }, never);
    expect(demoId).toBe('demo-000002');
  }, 240_000);
});
