/**
 * The bench check on the simulated bench: each fault makes its own line red, with its remedy; the stop is tested by
 * stopping; what was measured today, chosen and set is still there after a restart.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CheckLine, CheckView } from '../../main/base/model/phaseOne.ts';
import type { FaultSwitch } from '../../main/base/model/scene.ts';
import { type CoreUnderTest, never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';
import { itWhere } from '../lib/needs.ts';
import { fillDisk, may, openSmallDisk } from '../lib/smallDisk.ts';

const data = tempDir('check');
let core: CoreUnderTest;
let first: CheckView;

const stands = (on: CoreUnderTest) =>
  until(
    on.api,
    'bench',
    ({ arm, cameras }) => arm !== null && cameras.every(({ rateHz }) => rateHz > 3),
  );
const open = async (dataDir: string): Promise<CoreUnderTest> => {
  const opened = await openTestCore({ restBench: true, dataDir });
  await stands(opened);
  return opened;
};
const lineOf = (view: CheckView, id: CheckLine['id']): CheckLine => {
  const line = view.lines.find((each) => each.id === id);
  if (line === undefined) throw new Error(`no line ${id}`);
  return line;
};
const run = () => core.api.call('check.run', {}, never);
const fault = (which: FaultSwitch) => core.api.call('sim.fault', { fault: which }, never);
const isQuiet = () => until(core.api, 'alerts', (alerts) => alerts.length === 0);

beforeAll(async () => {
  core = await open(data.path);
  // Rendering takes most of a busy machine; how fast pictures may come is no matter here.
  // A bench that a busy machine kept from opening is tried again by itself, and waited for.
  const settings = { frameRateHz: 10 };
  await core.api.call('sim.set', { settings }, never).catch(() => undefined);
  await stands(core);
  first = await until(core.api, 'check', () => true);
}, 60_000);
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  data[Symbol.dispose]();
}, 60_000);

/** As before the first: also where a test is tried again. */
beforeEach(async () => {
  await core.api.call('bench.resume', {}, never);
  await until(core.api, 'bench', ({ mode, lease }) => mode === 'holding' && lease === 'none');
}, 60_000);

describe('the bench check', () => {
  it('has nothing measured at first, then every line with its figure', async () => {
    expect(first.lines.every(({ state }) => state === 'not-yet')).toBe(true);
    const view = await run();
    expect(view.lines.map(({ id }) => id)).toEqual([
      ...['servos', 'supply', 'temperature', 'ranges', 'cameras/overhead', 'cameras/front'],
      ...['repeats', 'loop', 'disk', 'clock', 'envelope', 'stop'],
    ]);
    // How busy this machine is, and its disk, are its own matter here.
    const own = view.lines.filter(({ id }) => !['loop', 'disk', 'clock'].includes(id));
    expect(own.filter(({ state }) => state !== 'pass').map(({ id }) => id)).toEqual(['stop']);
    expect(view.servos).toHaveLength(6);
    expect(view.servos[0]).toMatchObject({ id: 1, joint: 'shoulder_pan', model: 777 });
    expect(Object.keys(view.pictures).sort()).toEqual(['front', 'overhead']);
    expect(lineOf(view, 'disk').value).toMatch(/free/);
  }, 60_000);

  it('two at once are one', async () => {
    const [a, b] = await Promise.all([run(), run()]);
    expect(a).toEqual(b);
  }, 60_000);

  it('a frozen camera', async () => {
    await fault({ kind: 'freeze-camera', on: true, role: 'front' });
    await until(core.api, 'alerts', (all) => all.some(({ key }) => key === 'camera/front'));
    const view = await run();
    await fault({ kind: 'freeze-camera', on: false, role: 'front' });
    expect(lineOf(view, 'cameras/front')).toMatchObject({
      state: 'fail',
      remedy: expect.stringMatching(/plug it in/i),
    });
    expect(lineOf(view, 'repeats')).toMatchObject({ state: 'fail' });
    expect(lineOf(view, 'cameras/overhead').state).toBe('pass');
    await isQuiet();
  }, 60_000);

  it('an unplugged servo', async () => {
    await fault({ kind: 'mute-servo', on: true, servo: 4 });
    await until(core.api, 'alerts', (all) => all.some(({ key }) => key.startsWith('servo/bus')));
    const view = await run();
    await fault({ kind: 'mute-servo', on: false, servo: 4 });
    expect(lineOf(view, 'servos')).toMatchObject({
      state: 'fail',
      detail: expect.stringMatching(/no answer|checksum/),
      remedy: expect.stringMatching(/cable/),
    });
    expect(lineOf(view, 'cameras/front').state).toBe('pass');
    await isQuiet();
  }, 60_000);

  it('a hot servo', async () => {
    await fault({ kind: 'overheat', on: true, servo: 2, amount: 75 });
    await until(core.api, 'alerts', (all) => all.some(({ key }) => key.startsWith('servo/hot')));
    const view = await run();
    await fault({ kind: 'overheat', on: false, servo: 2 });
    expect(lineOf(view, 'temperature')).toMatchObject({
      state: 'fail',
      value: '75 °C',
      detail: expect.stringMatching(/shoulder lift/),
      remedy: expect.stringMatching(/cool/),
    });
    await isQuiet();
  }, 90_000);

  it('is measured today, and so after a restart; an envelope that changed is not', async () => {
    const wanted = {
      workspaceM: {
        x: { min: 0.04, max: 0.36 },
        y: { min: -0.25, max: 0.25 },
        z: { min: 0.002, max: 0.4 },
      },
      floorM: 0,
      jointsRad: (await until(core.api, 'bench', () => true)).envelope?.jointsRad ?? [],
    };
    const args = { ...wanted, jointsRad: wanted.jointsRad.map((range) => ({ ...range })) };
    await core.api.call('envelope.set', args, never);
    const { envelope } = await until(core.api, 'bench', () => true);
    expect(envelope?.workspaceM).toEqual(wanted.workspaceM);
    await core[Symbol.asyncDispose]();
    core = await open(data.path);
    const view = await until(core.api, 'check', () => true);
    expect(lineOf(view, 'servos').wallTime).not.toBeNull();
    expect(lineOf(view, 'stop').state).toBe('needs-you');
    expect((await until(core.api, 'bench', () => true)).envelope?.workspaceM).toEqual(
      wanted.workspaceM,
    );
    const again = await run();
    expect(lineOf(again, 'envelope')).toMatchObject({
      state: 'pass',
      value: expect.stringMatching(/x 4…36/),
    });
  }, 90_000);
});

describe('the stop test', () => {
  /** Begins one and waits until the arm is about to move; a refusal is told at once. */
  const begin = async (signal: AbortSignal) => {
    const moves = () =>
      until(core.api, 'check', ({ stopTest }) => stopTest?.state === 'moving').then(() => null);
    for (let tries = 1; ; tries++) {
      await isQuiet();
      const test = core.api.call('check.stopTest', {}, signal);
      const refused = test.then(
        () => null,
        (cause: unknown) => cause,
      );
      const why = await Promise.race([moves(), refused]);
      if (why === null) return { test };
      // A busy machine starves the loop for a moment; anything else is no reason to try again.
      if (!String(why).includes('does not stand well') || tries === 20) throw why;
    }
  };

  it('moves slowly, is held by whoever presses Stop, and resumes nothing; remembered after a restart', async () => {
    const { test } = await begin(never);
    await until(core.api, 'bench', ({ mode }) => mode === 'moving');
    await expect(core.api.call('check.run', {}, never)).rejects.toMatchObject({ code: 'busy' });
    const speeds: number[] = [];
    {
      using _watching = core.api.state('bench', ({ arm }) => {
        for (const speed of arm?.velocityRadS ?? []) speeds.push(Math.abs(speed));
      });
      await until(core.api, 'bench', () => speeds.length > 60);
    }
    const { wroteAfterMs } = await core.api.call('bench.stop', { reason: 'a hand' }, never);
    const view = await test;
    expect(view.stopTest).toMatchObject({ state: 'held', speedMS: 0.02, wroteAfterMs });
    expect(wroteAfterMs).toBeLessThan(100);
    expect(view.stopTest?.stoodAfterMs).toBeGreaterThan(0);
    // 0.3 rad/s is asked at most; the simulated encoder's speed is coarse.
    expect(Math.max(...speeds)).toBeLessThan(0.6);
    expect(lineOf(view, 'stop')).toMatchObject({ state: 'pass', value: 'tested today' });
    const bench = await until(core.api, 'bench', ({ lease }) => lease === 'none');
    expect(bench.stopped?.reason).toBe('a hand');
    await expect(core.api.call('check.stopTest', {}, never)).rejects.toMatchObject({
      code: 'refused',
    });
    await core[Symbol.asyncDispose]();
    core = await open(data.path);
    const after = await until(core.api, 'check', () => true);
    expect(lineOf(after, 'stop')).toMatchObject({ state: 'pass', value: 'tested today' });
    expect((await until(core.api, 'bench', () => true)).stopped?.reason).toBe('a hand');
  }, 90_000);

  it('ends with its arm held when whoever asked goes away, and when the arm is lost', async () => {
    const asking = new AbortController();
    const { test } = await begin(asking.signal);
    const ended = test.then(
      () => 'answered',
      (cause: unknown) => String(cause),
    );
    asking.abort(new Error('the window closed'));
    expect(await ended).toMatch(/window closed/);
    await until(core.api, 'bench', ({ mode, lease }) => mode === 'holding' && lease === 'none');
    const second = await begin(never);
    await fault({ kind: 'mute-servo', on: true, servo: 3 });
    const view = await second.test;
    await fault({ kind: 'mute-servo', on: false, servo: 3 });
    expect(view.stopTest).toMatchObject({
      state: 'failed',
      why: expect.stringMatching(/no answer|checksum/),
    });
    await isQuiet();
  }, 90_000);
});

const disks = may(openSmallDisk);
describe('a disk', () => {
  itWhere(disks, 'needs the right to mount a disk')(
    'that is full makes its line red; the check is told all the same',
    async () => {
      using disk = openSmallDisk(64);
      if (disk === null) throw new Error('no disk');
      await using full = await open(disk.path);
      fillDisk(disk.path, 0);
      const view = await full.api.call('check.run', {}, never);
      expect(lineOf(view, 'disk')).toMatchObject({
        state: 'fail',
        detail: expect.stringMatching(/full/),
        remedy: expect.stringMatching(/Free space/),
      });
      expect(lineOf(view, 'servos').state).toBe('pass');
    },
    90_000,
  );
});
