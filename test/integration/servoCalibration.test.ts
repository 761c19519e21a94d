/**
 * The guided servo calibration and the taught envelope on a whole core: the simulated arm limp in a simulated hand, on
 * the bytes of its bus. And what ends it: the stop, a servo process killed, a servo unplugged.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type {
  CommandArgsParsed,
  CommandName,
  CommandResult,
} from '../../main/base/api/contract.ts';
import { simulatedCalibration } from '../../main/base/arm/so101.ts';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { jointNames } from '../../main/base/model/arm.ts';
import type { ServoCalibrationView } from '../../main/base/model/phaseOne.ts';
import { fromLeRobot } from '../../main/bench/calibration/leRobotFile.ts';
import { shortWay } from '../../main/bench/jointTurns.ts';
import { openLeader } from '../../main/bench/leader.ts';
import { type CoreUnderTest, never, openTestCore, until } from '../lib/coreUnderTest.ts';
import { openForeignServoClient } from '../lib/foreignServoClient.ts';
import { middlePose, sweepPoses } from '../lib/sweepPoses.ts';

const leaderMain = fileURLToPath(new URL('../../main/entry/leader.ts', import.meta.url));
const waitMs = 180_000;

async function openBench() {
  const core: CoreUnderTest = await openTestCore({ restBench: true });
  const { api } = core;
  const call = <N extends CommandName>(
    name: N,
    args: CommandArgsParsed<N>,
  ): Promise<CommandResult<N>> => api.call(name, args, never);
  const holding = () => until(api, 'bench', ({ mode }) => mode === 'holding');
  /** The hand moves the follower; resolves when the rows say that it is there. */
  const handTo = async (jointsRad: readonly number[]): Promise<void> => {
    const there = until(api, 'bench', ({ arm }) =>
      jointsRad.every((rad, j) => Math.abs(rad - (arm?.positionRad[j] ?? 9)) < 0.04),
    );
    await call('sim.arm', { arm: 'follower', jointsRad: [...jointsRad] });
    await there;
  };
  const shown = (fits: (view: ServoCalibrationView) => boolean) =>
    until(api, 'calibration', (view) => view !== null && fits(view));
  // Pictures are no matter here, and drawing them is most of the work.
  await until(api, 'bench', ({ mode }) => mode === 'holding');
  // On a starved machine the new bench may not answer at once: the station goes on trying.
  await call('sim.set', { settings: { frameRateHz: 2 } }).catch(() => null);
  return {
    core,
    api,
    call,
    holding,
    handTo,
    shown,
    [Symbol.asyncDispose]: () => core[Symbol.asyncDispose](),
  };
}

describe('a servo calibration', () => {
  it(
    'goes from centre to sweep to review, is saved, and opens the arm anew with it',
    async () => {
      await using bench = await openBench();
      const { call, api } = bench;
      await bench.holding();
      await call('calibration.begin', { arm: 'follower' });
      expect(await until(api, 'bench', ({ mode }) => mode === 'limp')).toMatchObject({
        lease: 'calibration',
      });
      await expect(
        call('trial.run', { task: 'touch', trials: 1, seed: 1, lockstep: false }),
      ).resolves.toBeDefined();
      const busy = await until(api, 'alerts', (alerts) => alerts.some(({ key }) => key === 'run'));
      expect(busy.find(({ key }) => key === 'run')?.message).toMatch(/calibration/);
      await expect(call('calibration.begin', { arm: 'leader' })).rejects.toMatchObject({
        code: 'busy',
      });
      await bench.handTo(middlePose);
      await call('calibration.next', {});
      await expect(call('calibration.next', {})).rejects.toThrow(/Still to do: shoulder pan/);
      await expect(call('calibration.end', { save: true })).rejects.toMatchObject({
        code: 'refused',
      });
      for (const pose of sweepPoses) await bench.handTo(pose);
      await bench.shown(({ joints }) => joints.every(({ enough }) => enough));
      await call('calibration.next', {});
      expect((await bench.shown(({ step }) => step === 'review'))?.todo).toMatch(/Save/);
      await bench.handTo(middlePose);
      const away = until(api, 'bench', ({ mode }) => mode === 'offline');
      await call('calibration.end', { save: true });
      expect(await until(api, 'calibration', () => true)).toBeNull();
      await away;
      const back = await bench.holding();
      expect(back.lease).toBe('none');
      const saved = await call('calibration.read', { arm: 'follower' });
      for (const [j, name] of jointNames.entries()) {
        const joint = must(saved[name]);
        const { zeroCounts, minRad, maxRad } = must(simulatedCalibration[j]);
        const at = (rad: number): number => zeroCounts + (rad * 4096) / (2 * Math.PI);
        expect(joint).toMatchObject({ id: j + 1, drive_mode: 0, homing_offset: 0 });
        expect(Math.abs(joint.range_min - at(minRad))).toBeLessThan(40);
        expect(Math.abs(joint.range_max - at(maxRad))).toBeLessThan(40);
      }
      // It rests in its cradle, and the calibration found by hand says so.
      for (const [j, rad] of [0, -2.2, 2.2, 1.6, 0, 0].entries())
        expect(Math.abs(must(back.arm?.positionRad[j]) - rad)).toBeLessThan(0.05);
      await call('calibration.write', { arm: 'follower', joints: saved });
      expect(await call('calibration.read', { arm: 'follower' })).toEqual(saved);
    },
    waitMs,
  );

  it(
    'ends with a stop, saves nothing, and the arm stays limp until somebody resumes',
    async () => {
      await using bench = await openBench();
      const { call, api } = bench;
      await bench.holding();
      const before = await call('calibration.read', { arm: 'follower' });
      await call('calibration.begin', { arm: 'follower' });
      await bench.handTo(middlePose);
      await call('calibration.next', {});
      await call('bench.stop', { reason: 'a finger' });
      expect(await until(api, 'calibration', (view) => view === null)).toBeNull();
      const stopped = await until(api, 'bench', ({ lease }) => lease === 'none');
      expect(stopped.mode).toBe('stopped');
      await expect(call('calibration.next', {})).rejects.toThrow(/ended: stopped: a finger/);
      await expect(call('calibration.begin', { arm: 'follower' })).rejects.toThrow(/resume/);
      await call('bench.resume', {});
      await until(api, 'bench', ({ mode }) => mode === 'limp');
      await call('calibration.begin', { arm: 'follower' });
      await call('calibration.end', { save: false });
      await bench.holding();
      expect(await call('calibration.read', { arm: 'follower' })).toEqual(before);
    },
    waitMs,
  );

  it(
    'ends with its servo process, says so, and the next one holds the arm',
    async () => {
      await using bench = await openBench();
      const { call, api } = bench;
      await bench.holding();
      await call('calibration.begin', { arm: 'follower' });
      const servo = must(
        (await call('core.processes', {})).find((process) => process.name === 'servo'),
      );
      process.kill(servo.pid, 'SIGKILL');
      await until(api, 'calibration', (view) => view === null);
      const alerts = await until(api, 'alerts', (all) =>
        all.some(({ key }) => key === 'calibration'),
      );
      expect(alerts.find(({ key }) => key === 'calibration')?.message).toMatch(/Nothing .* saved/);
      expect((await bench.holding()).lease).toBe('none');
    },
    waitMs,
  );

  it(
    'waits for a servo that was unplugged, and goes on when it answers again',
    async () => {
      await using bench = await openBench();
      const { call } = bench;
      await bench.holding();
      await call('calibration.begin', { arm: 'follower' });
      await bench.handTo(middlePose);
      await call('sim.fault', { fault: { kind: 'unplug', on: true, servo: 3 } });
      await bench.shown(({ todo }) => /do not answer/.test(todo));
      await expect(call('calibration.next', {})).rejects.toThrow(/do not answer/);
      await call('sim.fault', { fault: { kind: 'unplug', on: false } });
      await bench.shown(({ todo }) => /middle/.test(todo));
      await call('calibration.next', {});
      await call('calibration.end', { save: false });
      await bench.holding();
    },
    waitMs,
  );

  it(
    'of the leader goes by its own process, over the end of an encoder, and the follower holds',
    async () => {
      await using bench = await openBench();
      const { call, api } = bench;
      await bench.holding();
      const { leader: port } = await call('sim.port', {});
      {
        // Somebody homed the elbow so that it passes 4095 → 0 on its way.
        await using foreign = await openForeignServoClient(port);
        await foreign.writeByte(3, 55, 0);
        await foreign.writeWord(3, 31, 0x800 | 1500);
        await foreign.writeByte(3, 55, 1);
      }
      await call('calibration.begin', { arm: 'leader' });
      const leaderTo = async (
        jointsRad: readonly number[],
        fits: (view: ServoCalibrationView) => boolean,
      ): Promise<void> => {
        const there = bench.shown(fits);
        await call('sim.arm', { arm: 'leader', jointsRad: [...jointsRad] });
        await there;
      };
      const countsAt = (rad: readonly number[]) => (view: ServoCalibrationView) =>
        view.joints.every(({ counts }, j) => {
          const at = must(simulatedCalibration[j]).zeroCounts + (must(rad[j]) * 4096) / 6.2832;
          return Math.abs(shortWay(counts, j === 2 ? at + 1500 : at)) < 20;
        });
      await leaderTo(middlePose, countsAt(middlePose));
      await call('calibration.next', {});
      for (const pose of sweepPoses) await leaderTo(pose, countsAt(pose));
      await bench.shown(({ joints }) => joints.every(({ enough }) => enough));
      await call('calibration.next', {});
      expect((await until(api, 'bench', () => true)).mode).toBe('holding');
      await call('calibration.end', { save: true });
      const saved = await call('calibration.read', { arm: 'leader' });
      const elbow = must(saved.elbow_flex);
      expect(elbow.range_min).toBeGreaterThanOrEqual(0);
      expect(elbow.range_max).toBeLessThan(4096);
      expect((await call('core.processes', {})).filter(({ name }) => name === 'leader')).toEqual(
        [],
      );
      await using leader = await openLeader({
        clock: realClock,
        log: silentLog,
        table: createProcessTable(),
        port,
        calibration: fromLeRobot(saved),
        program: { file: process.execPath, args: [leaderMain] },
      });
      await new Promise<void>((resolve) => leader.onCounts(() => resolve()));
      for (const [j, rad] of must(leader.positionRad()).rad.entries())
        expect(Math.abs(rad - must(must(sweepPoses.at(-1))[j]))).toBeLessThan(0.03);
      await expect(
        call('calibration.write', { arm: 'leader', joints: { ...saved, elbow: {} } }),
      ).rejects.toThrow(/no joint elbow/);
    },
    waitMs,
  );
});

describe('an envelope taught by hand', () => {
  it(
    'is where the arm was moved, and nothing when it was hardly moved',
    async () => {
      await using bench = await openBench();
      const { call, api } = bench;
      await bench.holding();
      await expect(call('sweep.end', { save: true, marginM: 0.01 })).rejects.toMatchObject({
        code: 'refused',
      });
      await call('sweep.begin', { limp: true });
      await until(api, 'sweep', (view) => (view?.rows ?? 0) > 0);
      await expect(call('sweep.end', { save: true, marginM: 0.01 })).rejects.toThrow(/only/);
      await bench.handTo([0.4, -1.5, 1.5, 1.2, 0, 0]);
      await bench.handTo([-0.4, -1.2, 1.6, 0.6, 0, 0]);
      const swept = must((await until(api, 'sweep', (view) => (view?.rows ?? 0) > 50))?.tipM);
      await call('sweep.end', { save: true, marginM: 0.02 });
      expect(await until(api, 'sweep', (view) => view === null)).toBeNull();
      const { lease, ...view } = await bench.holding();
      const envelope = must(view.envelope);
      expect(lease).toBe('none');
      expect(envelope.workspaceM.y.max).toBeGreaterThan(swept.y.max - 0.001);
      expect(envelope.workspaceM.y.max).toBeLessThan(0.3);
      expect(envelope.jointsRad[5]).toEqual({
        min: must(simulatedCalibration[5]).minRad,
        max: must(simulatedCalibration[5]).maxRad,
      });
    },
    waitMs,
  );

  it(
    'without a limp arm only watches: no lease, no motion',
    async () => {
      await using bench = await openBench();
      const { call, api } = bench;
      await bench.holding();
      await call('sweep.begin', { limp: false });
      await until(api, 'sweep', (view) => (view?.rows ?? 0) > 3);
      expect(await until(api, 'bench', () => true)).toMatchObject({
        lease: 'none',
        mode: 'holding',
      });
      await expect(call('sweep.begin', { limp: true })).rejects.toMatchObject({ code: 'busy' });
      await call('sweep.end', { save: false, marginM: 0.01 });
    },
    waitMs,
  );

  it(
    'of a bench that was opened anew meanwhile is not saved',
    async () => {
      await using bench = await openBench();
      const { call, api } = bench;
      await bench.holding();
      await call('sweep.begin', { limp: false });
      await until(api, 'sweep', (view) => (view?.rows ?? 0) > 3);
      await call('sim.set', { settings: { frameRateHz: 5 } }).catch(() => null);
      await bench.holding();
      await expect(call('sweep.end', { save: true, marginM: 0.01 })).rejects.toThrow(/anew/);
      await call('sweep.end', { save: false, marginM: 0.01 });
    },
    waitMs,
  );
});
