/**
 * kill −9 of the core in the middle of a recording, alone and together with its recorder; and a data folder's disk that
 * fills up. Nothing recorded is lost: the next core, or the next recording with room, has it as a demo that says why.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { readDemoEnd } from '../../main/store/record/demoSchema.ts';
import { readFrames, readSteps } from '../../main/store/record/readRecord.ts';
import { openCoreProcess } from '../lib/coreProcess.ts';
import { never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';
import { itWhere } from '../lib/needs.ts';
import { fillDisk, may, openSmallDisk } from '../lib/smallDisk.ts';
import { beginTeleop, recordDemo, teleopHand } from '../lib/teleopHand.ts';

/** More than waits in memory at any time. */
const pressed = 60;

/** Kills in the middle of a recording what `which` says; gives the data folder to a new core. */
async function dieRecording(dataDir: string, which: readonly string[]): Promise<void> {
  const box = path.join(dataDir, 'black-box.json');
  await using core = await openCoreProcess(dataDir, box);
  const api = { call: core.client.call as never };
  await core.until('bench', ({ arm }) => arm !== null);
  await beginTeleop(api);
  await recordDemo(api);
  await teleopHand(api).move(pressed, { y: 0.3 });
  await core.client.call('demo.mark', { value: 'failure' });
  const processes = await core.client.call('core.processes', {});
  for (const name of which)
    process.kill(must(processes.find((each) => each.name === name)).pid, 'SIGKILL');
  await core.ended;
}

async function expectFound(dataDir: string): Promise<void> {
  await using core = await openTestCore({ dataDir });
  const [demo, ...others] = await core.api.call('demo.list', { task: 'touch' }, never);
  expect(others).toEqual([]);
  expect(must(demo).why).toMatch(/the core ended/);
  const dir = path.join(dataDir, 'demos', must(demo).recordingId);
  const rows = [...readSteps(dir)];
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThanOrEqual(pressed);
  expect(must(readDemoEnd(dir)).toMs).toBe(must(rows.at(-1)).atMs);
  expect(readFrames(dir).whole).toBe(true);
  expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  await beginTeleop(core.api);
  await recordDemo(core.api);
  await teleopHand(core.api).move(5, {});
  expect(await core.api.call('demo.stop', { result: null }, never)).toEqual({
    demoId: 'demo-000002',
  });
}

describe('kill −9 in the middle of a recording', () => {
  it('of the core: its recorder finishes the demo, marks and all', async () => {
    using data = tempDir('teleop-crash');
    await dieRecording(data.path, ['core']);
    await expectFound(data.path);
    const end = must(readDemoEnd(path.join(data.path, 'demos', 'demo-000001')));
    expect(end).toMatchObject({ result: 'failure', marks: [{ value: 'failure' }] });
  }, 240_000);

  it('of the recorder and the core at once: what is on the disk becomes the demo', async () => {
    using data = tempDir('teleop-crash');
    await dieRecording(data.path, ['recorder', 'core']);
    await expectFound(data.path);
  }, 240_000);
});

const where = 'needs the right to mount, not given on this machine';

describe('a disk that fills up in the middle of a recording', () => {
  itWhere(may(openSmallDisk), where)(
    'ends teleoperation, says so, and what was recorded is a demo once there is room',
    async () => {
      using disk = must(openSmallDisk(48));
      await using core = await openTestCore({ dataDir: disk.path });
      const { api } = core;
      await beginTeleop(api);
      await recordDemo(api);
      const hand = teleopHand(api);
      await hand.move(pressed, { y: 0.3 });
      try {
        fillDisk(disk.path, 0);
      } catch (thrown) {
        // The recorder took the last of the room meanwhile: it is as full.
        expect(thrown).toMatchObject({ code: 'ENOSPC' });
      }
      let ended = false;
      for (let i = 0; i < 1000 && !ended; i++)
        await hand.push({ y: i % 40 < 20 ? -0.6 : 0.6 }).catch(() => {
          ended = true;
        });
      expect(ended).toBe(true);
      const alerts = await until(api, 'alerts', (now) => now.some(({ key }) => key === 'teleop'));
      expect(alerts.map(({ key }) => key)).toContain('storage');
      await until(api, 'bench', ({ lease, mode }) => lease === 'none' && mode === 'holding');
      rmSync(path.join(disk.path, 'ballast'));
      await beginTeleop(api);
      const [demo] = await api.call('demo.list', { task: 'touch' }, never);
      expect(must(demo)).toMatchObject({ id: 'demo-000001' });
      expect(must(demo).why).not.toBe('');
      expect(must(demo).frames).toBeGreaterThan(0);
      await recordDemo(api);
      await teleopHand(api).move(5, {});
      const { demoId } = await api.call('demo.stop', { result: null }, never);
      expect(demoId).toBe('demo-000002');
    },
    240_000,
  );
});
