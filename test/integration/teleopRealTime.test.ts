/**
 * A person at the arm in real time: inputs come when they come and the rows go on at the servo's own pace; a hand that says
 * nothing lets go; a leader arm that stands far away is met without a jump. Two windows through the real door.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { openCoreClient } from '../../main/entry/cli/coreClient.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import { readFrames, readSteps } from '../../main/store/record/readRecord.ts';
import { openCoreProcess } from '../lib/coreProcess.ts';
import { type CoreUnderTest, never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';
import { beginTeleop, recordDemo, teleopHand } from '../lib/teleopHand.ts';

/** Whenever the bench is told anew, so often as `fits` says no. */
async function whileTold(
  { api }: CoreUnderTest,
  run: () => Promise<unknown>,
  fits: () => boolean,
): Promise<void> {
  const over = Promise.withResolvers<void>();
  using _bench = api.state('bench', () => {
    if (fits()) over.resolve();
    else run().catch(over.reject);
  });
  await over.promise;
}

describe('in real time', () => {
  it('rows keep the pace of the servo loop, and a silent hand holds', async () => {
    await using core = await openTestCore();
    await beginTeleop(core.api, { input: 'keyboard', lockstep: false });
    const hand = teleopHand(core.api);
    await recordDemo(core.api);
    let told = 0;
    await whileTold(
      core,
      () => hand.push({ y: told % 20 < 10 ? 0.5 : -0.5 }),
      () => ++told > 30,
    );
    await until(core.api, 'teleop', (view) => view?.driving === false);
    await until(core.api, 'bench', ({ mode }) => mode === 'holding');
    const { demoId } = await core.api.call('demo.stop', { result: 'unclear' }, never);
    const dir = path.join(core.dataDir, 'demos', demoId);
    const rows = [...readSteps(dir)];
    // Far more rows than inputs, one a period, none twice.
    expect(rows.length).toBeGreaterThan(told);
    for (const [i, row] of rows.entries())
      if (i > 0) expect(row.tick).toBeGreaterThan(must(rows[i - 1]).tick);
    const moved = rows.filter(({ source }) => source === 'human');
    expect(moved.length).toBeGreaterThan(told / 2);
    const last = must(rows.at(-1));
    expect(last).toMatchObject({ source: 'none', mode: 'holding' });
    const { frames, whole } = readFrames(dir);
    expect(whole).toBe(true);
    expect(must([...frames.values()][0]).length).toBeGreaterThan(5);
  }, 240_000);

  it('a leader arm is followed from where the follower stands', async () => {
    await using core = await openTestCore();
    await beginTeleop(core.api, { input: 'leader', lockstep: false });
    const hand = teleopHand(core.api);
    const first = must((await until(core.api, 'bench', ({ arm }) => arm !== null)).arm).positionRad;
    const leader = first.map((value, j) => value + (j === 0 ? 0.5 : 0));
    await core.api.call('sim.arm', { arm: 'leader', jointsRad: [...leader] }, never);
    let pan = must(first[0]);
    let largest = 0;
    using _view = core.api.state('bench', ({ arm }) => {
      const now = must(arm?.positionRad[0] ?? pan);
      largest = Math.max(largest, Math.abs(now - pan));
      pan = now;
    });
    await whileTold(
      core,
      () => hand.send({ clutch: true }),
      () => Math.abs(pan - must(leader[0])) < 0.05,
    );
    expect(largest).toBeLessThan(0.3);
  }, 240_000);
});

describe('two windows through the door', () => {
  it('only the one that began drives; when it is gone the other takes over', async () => {
    using data = tempDir('teleop-door');
    await using core = await openCoreProcess(data.path, path.join(data.path, 'box.json'));
    const one = await openCoreClient(must(readCoreCard(data.path)), realClock);
    one.lost.catch(() => undefined);
    const first = { call: one.call as never };
    const second = { call: core.client.call as never };
    await core.until('bench', ({ arm }) => arm !== null);
    await beginTeleop(first);
    await teleopHand(first).move(3, { x: 0.5 });
    const busy = { code: 'busy' };
    await expect(teleopHand(second).move(1, { x: 0.5 })).rejects.toMatchObject(busy);
    await expect(beginTeleop(second)).rejects.toMatchObject(busy);
    one[Symbol.dispose]();
    const taken = async (): Promise<boolean> =>
      await teleopHand(second)
        .move(1, { x: 0.5 })
        .then(
          () => true,
          () => false,
        );
    let took = false;
    for (let i = 0; i < 500 && !took; i++) took = await taken();
    expect(took).toBe(true);
    await core.client.call('teleop.end', {});
    expect(await core.until('bench', ({ lease }) => lease === 'none')).toBeTruthy();
  }, 240_000);
});
