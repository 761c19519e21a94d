/**
 * A judge on the running cameras of a real core: what it says of what lies there, what fooled it kept as a labelled clip on
 * the disk, its latency, its end when somebody needs the bench or when it crashes; and the watch over cameras and light,
 * with what was kept as what it compares with.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandArgs, CommandName } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { JudgeLiveView } from '../../main/base/model/judgeWork.ts';
import { readDemoEnd, readDemoHead } from '../../main/store/record/demoSchema.ts';
import { readFrameLog } from '../../main/store/record/readFrameLog.ts';
import { type CoreUnderTest, never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';

const task = 'push-t';
let core: CoreUnderTest;
beforeAll(async () => {
  core = await openTestCore({ restBench: true });
  await call('task.open', { task });
  await until(core.api, 'bench', ({ arm, cameras }) => arm !== null && cameras.length > 1);
}, 120_000);
afterAll(async () => {
  await core[Symbol.asyncDispose]();
});

function call<N extends CommandName>(name: N, args: CommandArgs<N>) {
  return core.api.call(name, args as never, never);
}
/** What the judge says of what lies there now. */
const looked = async (fits: (view: JudgeLiveView) => boolean): Promise<JudgeLiveView> =>
  must(await until(core.api, 'judgeLive', (view) => view !== null && fits(view)));
const put = (xM: number, yM: number, yawRad: number) =>
  call('sim.hand', { object: 'tee', pose: { xM, yM, yawRad } });

it('looks on, keeps what fooled it as a labelled clip, and measures its latency', async () => {
  await call('judge.live', { task, judge: 'shipped' });
  const first = await looked(({ trace }) => trace.length >= 12);
  expect(first).toMatchObject({ task, judge: 'shipped', state: 'looking' });
  expect(first.trace.every(({ verdict }) => verdict !== 'success')).toBe(true);
  const latency = must(await call('judge.latency', {}));
  // Two cameras.
  expect(latency.n).toBeGreaterThanOrEqual(24);
  expect(latency).toMatchObject({ how: 'live' });
  expect(latency.p50).toBeGreaterThan(0);

  const { clipId } = await call('judge.keep', { value: 'failure', by: 'Ada' });
  const { clips } = await call('clip.list', { task, since: 0 });
  const clip = must(clips.find(({ id }) => id === clipId));
  expect(clip.looks.first).toMatchObject({ value: 'failure', by: 'Ada' });
  const dir = path.join(core.dataDir, 'demos', clip.recordingId);
  expect(readDemoHead(dir).origin).toEqual({ kind: 'fooled', judge: 'shipped' });
  expect(readDemoEnd(dir)).toMatchObject({ result: 'failure', why: '' });
  const { frames, whole } = readFrameLog(path.join(dir, 'frames.mcap'));
  expect(whole).toBe(true);
  for (const role of clip.roles) expect(frames.get(role)?.length).toBeGreaterThan(9);
  expect(clip.toMs - clip.fromMs).toBeLessThan(3500);
  expect(clip.toMs - clip.fromMs).toBeGreaterThan(900);
  expect((await looked(({ kept }) => kept.length === 1)).state).toBe('looking');
  expect(await call('core.verify', {})).toMatchObject({ ok: true });
}, 90_000);

it('sends the arm out of its pictures and goes on looking', async () => {
  const before = await looked(({ state, trace }) => state === 'looking' && trace.length > 0);
  expect(before.trace.at(-1)?.flags).toContain('tool-not-clear');
  const { goal } = must((await call('task.list', {})).find(({ id }) => id === task));
  const { xM, yM, yawRad } = must(goal);
  await put(xM, yM, yawRad);
  await call('judge.clearView', {});
  const after = await looked(({ dwelled }) => dwelled === 'success');
  expect(after.state).toBe('looking');
  expect(after.trace.at(-1)?.flags).not.toContain('tool-not-clear');
}, 90_000);

it('goes on looking while the bench is stopped, and ends when somebody drives', async () => {
  await call('bench.stop', { reason: 'a look' });
  const { trace } = await looked(({ state }) => state === 'looking');
  await looked((view) => (view.trace.at(-1)?.atMs ?? 0) > (trace.at(-1)?.atMs ?? 0) + 500);
  await call('bench.resume', {});
  await until(core.api, 'bench', ({ mode }) => mode === 'holding');
  await call('teleop.begin', { task, input: 'keyboard' });
  const ended = await looked(({ state }) => state === 'failed');
  expect(ended.why).toMatch(/somebody drives/i);
  await expect(call('judge.live', { task, judge: 'shipped' })).rejects.toMatchObject({
    code: 'busy',
  });
  await call('teleop.end', {});
  await call('judge.liveEnd', {});
  expect(await until(core.api, 'judgeLive', (view) => view === null)).toBeNull();
  await expect(call('judge.keep', { value: 'failure', by: 'Ada' })).rejects.toMatchObject({
    code: 'refused',
  });
}, 90_000);

it('sees a moved camera and other light, says so with pictures, and that it is over', async () => {
  const setScene = (settings: CommandArgs<'sim.set'>['settings']) => call('sim.set', { settings });
  const alertsNow = async () => (await until(core.api, 'alerts', () => true)).map(({ key }) => key);
  const usual = await call('judge.watch', { task });
  expect(usual.cameras.map(({ state }) => state)).toEqual(['as-learnt', 'as-learnt']);
  for (const { shiftPx } of usual.cameras) expect(shiftPx).toBeLessThan(0.6);
  expect(usual.canaries).toEqual({ n: 1, same: 1 });

  // The thing itself may lie elsewhere.
  await put(0.2, 0.05, 0.5);
  await setScene({ cameraShiftM: { overhead: [0.005, 0, 0] } });
  const moved = await call('judge.watch', { task });
  expect(moved.cameras.find(({ role }) => role === 'overhead')).toMatchObject({ state: 'moved' });
  expect(moved.cameras.find(({ role }) => role === 'front')).toMatchObject({ state: 'as-learnt' });
  expect(await alertsNow()).toContain('judge-drift/overhead');
  for (const which of ['before', 'after'] as const) {
    const { jpegBase64 } = await call('judge.watchPicture', { task, role: 'overhead', which });
    expect(Buffer.from(jpegBase64, 'base64').subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  }

  await setScene({ cameraShiftM: {}, light: 0.75 });
  const dark = await call('judge.watch', { task });
  for (const { state, gain } of dark.cameras) {
    expect(state).toBe('light');
    expect(gain).toBeLessThan(0.88);
  }
  await setScene({ light: 1 });
  const back = await call('judge.watch', { task });
  expect(back.cameras.every(({ state }) => state === 'as-learnt')).toBe(true);
  expect((await alertsNow()).filter((key) => key.startsWith('judge-drift'))).toEqual([]);
  // The view comes after the answer, as soon as there is time.
  const now = JSON.stringify(back.cameras);
  await until(core.api, 'judge', (view) => JSON.stringify(view?.drift?.cameras) === now);
}, 120_000);

const whole = { crop: { x: 0, y: 0, w: 1, h: 1 }, threshold: 0.5 };
const judgeFile = {
  ...{ version: 1, task, words: 'Gives up after a while.', by: 'hand', fusion: 'all' },
  ...{ cameras: { overhead: whole, front: whole }, dwell: { need: 3, of: 4 } },
  ...{ training: null, config: {} },
};
const givesUp = `import { serveProgram } from 'nightbench/sdk/program.ts';
let asked = 0;
serveProgram({
  onJudge() {
    if (++asked > 8) throw new Error('had enough');
    return { verdict: 'undecided', score: 0, margin: -1, perCamera: {}, flags: ['bored'] };
  },
});
`;

it('ends with why when the judge crashes', async () => {
  using folder = tempDir('judge');
  writeFileSync(path.join(folder.path, 'judge.json'), JSON.stringify(judgeFile));
  writeFileSync(path.join(folder.path, 'judge.ts'), givesUp);
  const { id } = await call('judge.add', { task, dir: folder.path, by: 'Ada' });
  await call('judge.live', { task, judge: id });
  const ended = await looked(({ state }) => state === 'failed');
  expect(ended.judge).toBe(id);
  expect(ended.why).toMatch(/had enough/);
  expect(ended.trace.at(-1)?.flags).toEqual(['bored']);
  await expect(call('judge.latency', {})).rejects.toMatchObject({ code: 'refused' });
}, 60_000);
