/**
 * Two arms on two pseudo-terminals: a foreign STS3215 program on either, the leader process on one while the servo
 * process drives the other, and what is said when the leader is gone.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulatedCalibration } from '../../main/base/arm/so101.ts';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import { type Leader, openLeader } from '../../main/bench/leader.ts';
import { openRobot, type ServoState } from '../../main/bench/robot.ts';
import { openSimulator, type Simulator } from '../../main/bench/simulator.ts';
import { openForeignServoClient } from '../lib/foreignServoClient.ts';

const root = path.resolve(import.meta.dirname, '../..');
const program = (name: string) => ({
  file: process.execPath,
  args: [path.join(root, 'main/entry', name)],
});
const house = () => ({ clock: realClock, log: silentLog, table: createProcessTable() });

const openSim = (): Promise<Simulator> =>
  openSimulator({
    ...house(),
    pace: 'lockstep',
    taskDir: path.join(root, 'tasks/touch'),
    seed: 1,
    settings: {},
    program: program('sim.ts'),
  });

const openLeaderOf = (sim: Simulator): Promise<Leader> =>
  openLeader({
    ...house(),
    port: sim.opened.leaderPort,
    calibration: simulatedCalibration,
    program: program('leader.ts'),
  });

const ids = [1, 2, 3, 4, 5, 6];
const present = 56;
const pose = [0.5, -1.2, 1.4, 0.6, -0.4, 0.8];
const countsOf = (rad: readonly number[]): number[] =>
  rad.map((each, j) =>
    Math.round((each * 4096) / (2 * Math.PI) + must(simulatedCalibration[j]).zeroCounts),
  );
const cradleCounts = countsOf([0, -2.2, 2.2, 1.6, 0, 0]);

describe('a foreign program on the simulated ports', () => {
  it.each(['port', 'leaderPort'] as const)(
    'reads who is on %s and where it stands',
    async (which) => {
      await using sim = await openSim();
      await using foreign = await openForeignServoClient(sim.opened[which]);
      for (const id of ids) {
        expect(await foreign.ping(id)).toBe(0);
        expect(await foreign.readWord(id, 3)).toBe(777);
        expect(await foreign.readByte(id, 5)).toBe(id);
        expect(await foreign.readByte(id, 63)).toBeGreaterThan(15);
      }
      const counts = await foreign.syncReadWord(ids, present);
      for (const [j, each] of counts.entries())
        expect(Math.abs(each - must(cradleCounts[j]))).toBeLessThan(12);
      expect(await foreign.readWord(3, present)).toBe(counts[2]);
    },
  );

  it('homes a servo as the vendor says, and everybody reads the new counts', async () => {
    await using sim = await openSim();
    await using foreign = await openForeignServoClient(sim.opened.leaderPort);
    const before = await foreign.readWord(2, present);
    await foreign.writeByte(2, 55, 0);
    // Sign and magnitude, the sign in bit 11: minus a hundred.
    await foreign.writeWord(2, 31, 0x800 | 100);
    await foreign.writeByte(2, 55, 1);
    expect(await foreign.readWord(2, present)).toBe(before + 100);
    // A port has one owner.
    await expect(openLeaderOf(sim)).rejects.toThrow(/lock/);
    await foreign[Symbol.asyncDispose]();
    await using leader = await openLeaderOf(sim);
    expect(leader.facts.homingCounts).toEqual([0, -100, 0, 0, 0, 0]);
  });

  it('sees what a hand does to the leader, and what torque does against it', async () => {
    await using sim = await openSim();
    await using foreign = await openForeignServoClient(sim.opened.leaderPort);
    await sim.arm('leader', pose);
    let tick = 0;
    const advance = async (ticks: number): Promise<void> => {
      for (let i = 0; i < ticks; i++, tick++)
        await sim.advance({ tick, untilMs: (tick + 1) * 20, busBytes: 0, pipelined: false });
    };
    await advance(60);
    expect(await foreign.syncReadWord(ids, present)).toEqual(countsOf(pose));
    await foreign.writeWord(1, 42, must(countsOf(pose)[0]));
    await foreign.writeByte(1, 40, 1);
    await sim.arm(
      'leader',
      pose.map(() => 0),
    );
    await advance(60);
    const held = await foreign.syncReadWord(ids, present);
    expect(held[0]).toBe(countsOf(pose)[0]);
    expect(held[5]).toBe(must(simulatedCalibration[5]).zeroCounts);
  });
});

/** Resolves when the leader stands there. */
function standsAt(leader: Leader, rad: readonly number[]): Promise<void> {
  const done = Promise.withResolvers<void>();
  const listening = leader.onCounts(() => {
    const now = leader.positionRad();
    if (now === null || now.rad.some((each, j) => Math.abs(each - must(rad[j])) > 0.01)) return;
    listening[Symbol.dispose]();
    done.resolve();
  });
  return done.promise;
}

describe('the leader process', () => {
  it('gives the angles of the leader while the servo process holds the follower on the other port', async () => {
    await using sim = await openSim();
    await using robot = await openRobot({
      ...house(),
      port: sim.opened.port,
      pace: 'lockstep',
      rateHz: 50,
      calibration: simulatedCalibration,
      envelope: simulatedBenchEnvelope,
      program: program('servo.ts'),
    });
    await using leader = await openLeaderOf(sim);
    expect(leader.facts.models).toEqual(ids.map(() => 777));
    const rows: ServoState[] = [];
    using _rows = robot.onState((row) => rows.push(row));
    const there = standsAt(leader, pose);
    await sim.arm('leader', pose);
    for (let tick = 0; tick < 80; tick++) {
      const { busBytes } = await robot.tick(tick, tick * 20);
      await sim.advance({ tick, untilMs: (tick + 1) * 20, busBytes, pipelined: false });
    }
    await there;
    expect(must(leader.positionRad()).ageMs).toBeLessThan(1000);
    const first = must(rows[0]).state.positionRad;
    const last = must(rows.at(-1)).state;
    expect(last.mode).toBe('holding');
    for (const [j, rad] of last.positionRad.entries())
      expect(Math.abs(rad - must(first[j]))).toBeLessThan(0.05);
  });

  it('says once that its arm answers no more, and gives no old angles then', async () => {
    await using sim = await openSim();
    await using leader = await openLeaderOf(sim);
    const told: string[] = [];
    const lost = new Promise<void>((resolve) => {
      leader.onLost((why) => {
        told.push(why);
        resolve();
      });
    });
    // One servo is enough: half an arm is none.
    await sim.fault({ kind: 'unplug', on: true, role: 'leader', servo: 5 });
    await lost;
    expect(told).toEqual([expect.stringMatching(/answers no more/)]);
    expect(leader.lost).toBe(told[0]);
    expect(leader.positionRad()).toBeNull();
  });

  it('says that its process is gone', async () => {
    await using sim = await openSim();
    const table = createProcessTable();
    await using leader = await openLeader({
      ...house(),
      table,
      port: sim.opened.leaderPort,
      calibration: simulatedCalibration,
      program: program('leader.ts'),
    });
    const lost = new Promise<string>((resolve) => leader.onLost(resolve));
    const { pid } = must(table.list().find(({ name }) => name === 'leader'));
    process.kill(pid, 'SIGKILL');
    expect(await lost).toMatch(/SIGKILL/);
    expect(leader.positionRad()).toBeNull();
  });

  it('opens no arm that is not there, and none with a servo missing', async () => {
    const nowhere = openLeader({
      ...house(),
      port: '/dev/no-such-leader',
      calibration: simulatedCalibration,
      program: program('leader.ts'),
    });
    await expect(nowhere).rejects.toMatchObject({ code: 'unavailable' });
    await using sim = await openSim();
    await sim.fault({ kind: 'unplug', on: true, role: 'leader', servo: 4 });
    await expect(openLeaderOf(sim)).rejects.toThrow(/servo 4 does not answer/);
  });

  it('leaves the torque off and its bytes free of goals', async () => {
    await using sim = await openSim();
    await using foreign = await openForeignServoClient(sim.opened.leaderPort);
    await foreign.writeWord(1, 42, 2222);
    await foreign.writeByte(1, 40, 1);
    await foreign[Symbol.asyncDispose]();
    {
      await using leader = await openLeaderOf(sim);
      await new Promise<void>((resolve) => {
        let reads = 0;
        leader.onCounts(() => void (++reads === 10 && resolve()));
      });
    }
    await using again = await openForeignServoClient(sim.opened.leaderPort);
    expect(await again.readByte(1, 40)).toBe(0);
    expect(await again.readWord(1, 42)).toBe(2222);
  });
});
