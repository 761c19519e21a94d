/** The servo process for real: spawned, on a pseudo-terminal, in both clocks, and through its faults. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { openTestBus } from '../../test/lib/openTestBus.ts';
import { type Message, openTestServo } from '../../test/lib/openTestServo.ts';
import { simulatedCalibration } from '../base/arm/so101.ts';
import { must } from '../base/lib/assert.ts';
import { realClock } from '../base/lib/clock.ts';
import { simulatedBenchEnvelope } from '../bench/benchEnvelope.ts';
import { leadS } from '../bench/servo/envelope.ts';
import { countsOfRad } from '../bench/servo/jointUnits.ts';

/** Upright, elbow square, hand down: inside the envelope, with room around. */
const homeRad = [0, -1.2, 1.6, 1.1, 0, 0];
const startCounts = homeRad.map((rad, j) => countsOfRad(must(simulatedCalibration[j]), rad));
/** The test's servos weigh nothing: what the loop adds against sag shows until its integral has taken it back. */
const sagRad = 0.03;
const farRad = [0.4, -1.1, 1.5, 1.1, 0.2, 0.3];
const leadCounts = simulatedBenchEnvelope.speedRadS.map(
  (speed) => (leadS * speed * 4096) / (2 * Math.PI),
);
type State = Message<'state'>;
const worst = (state: State, toRad: readonly number[]): number =>
  Math.max(...toRad.map((rad, j) => Math.abs(rad - must(state.state.positionRad[j]))));

async function openLockstep() {
  const desk = openTestBus({ realTime: false, startCounts });
  const servo = await openTestServo(desk.bus.path, 'lockstep');
  let tick = 0;
  const run = async (ticks: number): Promise<State> => {
    let last: State | null = null;
    for (let i = 0; i < ticks; i++) {
      last = await servo.tick(tick++);
      await desk.bus.whenBytesRead(last.busBytes, new AbortController().signal);
      desk.advance(20);
    }
    return must(last);
  };
  const target = (jointsRad: readonly number[], arriveInMs = 400, expiresInMs = 2000): void =>
    servo.send({ type: 'target', seq: tick, jointsRad, arriveInMs, expiresInMs });
  return {
    desk,
    servo,
    run,
    target,
    async [Symbol.asyncDispose]() {
      await servo[Symbol.asyncDispose]();
      desk[Symbol.dispose]();
    },
  };
}

/** Asks for a stop and gives the answer to this very one. */
function stop(bench: Awaited<ReturnType<typeof openLockstep>>, seq: number) {
  bench.servo.send({ type: 'stop', reason: 'test', seq });
  return bench.servo.next('stopped', (each) => each.seq === seq);
}

async function openReal() {
  const desk = openTestBus({ realTime: true, startCounts });
  const servo = await openTestServo(desk.bus.path, 'real');
  const alive = servo.keepAlive();
  return {
    desk,
    servo,
    alive,
    /** Asks again and again, as the core does: on a busy machine one target may meet a fault and be refused. */
    insist: (jointsRad: readonly number[], arriveInMs: number): Disposable =>
      realClock.every(50, () =>
        servo.send({ type: 'target', seq: 1, jointsRad, arriveInMs, expiresInMs: 9900 }),
      ),
    async [Symbol.asyncDispose]() {
      alive[Symbol.dispose]();
      await servo[Symbol.asyncDispose]();
      desk[Symbol.dispose]();
    },
  };
}

describe('in lockstep', () => {
  it('identifies the arm, holds it where it is, and says the bytes it wrote', async () => {
    await using bench = await openLockstep();
    const opened = await bench.servo.next('opened');
    expect(opened.models).toEqual([777, 777, 777, 777, 777, 777]);
    const state = await bench.run(3);
    expect(state.state.mode).toBe('holding');
    expect(worst(state, homeRad)).toBeLessThan(sagRad);
    expect(bench.desk.bus.bytesRead()).toBe(state.busBytes);
    expect(bench.desk.plants.every((plant) => plant.facts.torque)).toBe(true);
  });

  it('goes where it is told, never leading more than 40 ms of travel, then holds when the target expires', async () => {
    await using bench = await openLockstep();
    await bench.run(2);
    bench.target(farRad, 400, 1500);
    let state = await bench.run(1);
    for (let i = 0; i < 70; i++) {
      expect(state.state.mode).toBe('moving');
      for (const [j, plant] of bench.desk.plants.entries()) {
        const lead = Math.abs(plant.facts.goalCounts - must(startOf(state, j)));
        expect(lead).toBeLessThanOrEqual(must(leadCounts[j]) + 1);
      }
      state = await bench.run(1);
    }
    expect(worst(state, farRad)).toBeLessThan(0.01);
    state = await bench.run(10);
    expect(state.state.mode).toBe('holding');
    expect(must(bench.desk.plants[0]).facts.torqueLimit).toBe(0.5);
    expect(worst(await bench.run(50), farRad)).toBeLessThan(0.01);
  });

  it('gives the same rows twice', async () => {
    const once = async (): Promise<string> => {
      await using bench = await openLockstep();
      await bench.run(2);
      bench.target(farRad);
      await bench.run(25);
      const rows = bench.servo.messages.filter((message) => message.type === 'state');
      return JSON.stringify(rows.map((row) => row.state));
    };
    expect(await once()).toBe(await once());
  });

  it('refuses a target below the floor and stays', async () => {
    await using bench = await openLockstep();
    await bench.run(2);
    bench.target([0, 0.1, 0.6, 1, 0, 0]);
    const state = await bench.run(2);
    expect((await bench.servo.next('limit')).reason).toBe('floor');
    expect(state.state.limitedBy).toBe('floor');
    expect(worst(await bench.run(20), homeRad)).toBeLessThan(sagRad);
  });

  it('refuses what is no target, with its number', async () => {
    await using bench = await openLockstep();
    await bench.run(1);
    const bad = [Number.NaN, 0, 0, 0, 0, 0];
    bench.servo.send({ type: 'target', seq: 7, jointsRad: bad, arriveInMs: 1, expiresInMs: 1 });
    expect((await bench.servo.next('refused')).seq).toBe(7);
    bench.servo.send({ type: 'target', seq: 8, jointsRad: [0], arriveInMs: 1, expiresInMs: 1 });
    expect((await bench.servo.next('refused', (each) => each.seq === 8)).reason).toMatch(/six/);
  });

  it('stops latched, refuses targets until resumed', async () => {
    await using bench = await openLockstep();
    await bench.run(2);
    bench.target(farRad);
    await bench.run(8);
    bench.servo.send({ type: 'stop', reason: 'test', seq: 3 });
    expect((await bench.servo.next('stopped')).seq).toBe(3);
    const stopped = await bench.run(1);
    expect(stopped.state.mode).toBe('stopped');
    bench.target(farRad);
    expect((await bench.servo.next('refused')).reason).toMatch(/resume/);
    const later = await bench.run(50);
    expect(later.state.mode).toBe('stopped');
    expect(worst(later, stopped.state.positionRad)).toBeLessThan(
      must(simulatedBenchEnvelope.speedRadS[5]) * leadS,
    );
    bench.servo.send({ type: 'resume' });
    bench.target(farRad);
    expect(worst(await bench.run(60), farRad)).toBeLessThan(0.01);
  });

  it('tells a hot servo, folds, lets go, and does not come back by itself', async () => {
    await using bench = await openLockstep();
    await bench.run(2);
    must(bench.desk.plants[2]).facts.temperatureC = 62;
    await bench.run(3);
    const fault = await bench.servo.next('fault');
    expect(fault).toMatchObject({ fault: 'hot', on: true, servo: 3 });
    const limp = await bench.run(600);
    expect(limp.state.mode).toBe('limp');
    expect(must(bench.desk.plants[0]).facts.torque).toBe(false);
    must(bench.desk.plants[2]).facts.temperatureC = 50;
    expect((await bench.run(5)).state.mode).toBe('limp');
    expect(await bench.servo.next('fault', (each) => !each.on)).toMatchObject({ fault: 'hot' });
    bench.target(homeRad);
    await bench.run(2);
    bench.target(homeRad, 3000, 5000);
    expect((await bench.run(2)).state.mode).toBe('moving');
  });

  it('folds and lets go although its trial ends with a hold', async () => {
    await using bench = await openLockstep();
    await bench.run(2);
    bench.target(farRad, 2000, 4000);
    must(bench.desk.plants[2]).facts.temperatureC = 62;
    await bench.run(3);
    bench.servo.send({ type: 'hold', reason: 'the trial is over' });
    const folding = await bench.run(100);
    expect(folding.state.mode).toBe('moving');
    bench.servo.send({ type: 'hold', reason: 'the trial is over' });
    expect((await bench.run(400)).state.mode).toBe('limp');
    expect(bench.desk.plants.some((plant) => plant.facts.torque)).toBe(false);
  });

  it('heat does not move a stopped arm, and only resume lets it move again', async () => {
    await using bench = await openLockstep();
    await bench.run(2);
    expect((await stop(bench, 4)).wroteAfterMs).not.toBeNull();
    const before = (await bench.run(40)).state.positionRad;
    must(bench.desk.plants[2]).facts.temperatureC = 62;
    for (let i = 0; i < 60; i++) {
      const { state } = await bench.run(4);
      expect(state.mode).toBe('stopped');
      for (const [j, rad] of state.positionRad.entries()) {
        expect(Math.abs(rad - must(before[j]))).toBeLessThan(sagRad);
      }
    }
    expect(bench.desk.plants.some((plant) => plant.facts.torque)).toBe(false);
    must(bench.desk.plants[2]).facts.temperatureC = 40;
    expect((await bench.run(5)).state.mode).toBe('stopped');
    bench.target(farRad);
    expect((await bench.servo.next('refused')).reason).toMatch(/resume/);
    await bench.run(5);
    expect(bench.desk.plants.some((plant) => plant.facts.torque)).toBe(false);
    bench.servo.send({ type: 'resume' });
    expect((await bench.run(2)).state.mode).toBe('limp');
    bench.target(homeRad);
    expect((await bench.run(2)).state.mode).toBe('holding');
  });

  it('a stop leaves a cooled, limp arm without torque, and says that nothing was written', async () => {
    await using bench = await openLockstep();
    await bench.run(2);
    must(bench.desk.plants[2]).facts.temperatureC = 62;
    await bench.run(603);
    must(bench.desk.plants[2]).facts.temperatureC = 40;
    expect((await bench.run(5)).state.mode).toBe('limp');
    expect((await stop(bench, 5)).wroteAfterMs).toBeNull();
    expect((await bench.run(10)).state.mode).toBe('stopped');
    expect(bench.desk.plants.some((plant) => plant.facts.torque)).toBe(false);
  });

  it('exits by itself when the port takes no more bytes', async () => {
    await using bench = await openLockstep();
    await bench.run(1);
    // Flow control on, and a temperature of 19 is the byte that says "send no more".
    execFileSync('stty', ['-F', bench.desk.bus.path, 'ixon', '-ixany']);
    must(bench.desk.plants[5]).facts.temperatureC = 19;
    const state = await bench.servo.tick(1);
    expect(state.busMs).toBeGreaterThan(500);
    bench.servo.send({ type: 'close' });
    expect(await bench.servo.child.exited).toMatchObject({ code: 0 });
  }, 20_000);

  it('holds on a lasting overload', async () => {
    await using bench = await openLockstep();
    await bench.run(2);
    bench.target(farRad, 5000, 6000);
    must(bench.desk.plants[1]).facts.loadFraction = 0.95;
    const state = await bench.run(45);
    expect(await bench.servo.next('fault')).toMatchObject({ fault: 'overload', servo: 2 });
    expect(state.state).toMatchObject({ mode: 'holding', limitedBy: 'load' });
  });

  it('tells an unplugged bus, keeps trying, and holds when it is back', async () => {
    await using bench = await openLockstep();
    await bench.run(2);
    bench.target(farRad, 2000, 4000);
    await bench.run(10);
    bench.desk.bus.setFault({ kind: 'unplug', on: true });
    expect((await bench.run(8)).state.mode).toBe('offline');
    expect(await bench.servo.next('fault')).toMatchObject({ fault: 'bus-lost', on: true });
    bench.desk.bus.setFault({ kind: 'unplug', on: false });
    const back = await bench.run(2);
    expect(back.state.mode).toBe('holding');
    expect(await bench.servo.next('fault', (each) => !each.on)).toMatchObject({
      fault: 'bus-lost',
    });
    expect(worst(await bench.run(20), back.state.positionRad)).toBeLessThan(sagRad);
  }, 20_000);
});

function startOf(state: State, j: number): number {
  return countsOfRad(must(simulatedCalibration[j]), must(state.state.positionRad[j]));
}

describe('in real time', () => {
  it('keeps 50 Hz by itself and stops at once', async () => {
    await using bench = await openReal();
    const { servo } = bench;
    using _target = bench.insist(farRad, 1500);
    await servo.next('state', (each) => each.state.mode === 'moving');
    servo.send({ type: 'stop', reason: 'test', seq: 9 });
    const stopped = await servo.next('stopped');
    expect(stopped.wroteAfterMs).toBeLessThan(100);
    const after = await servo.next('state', (each) => each.state.mode === 'stopped');
    const later = await servo.next('state', (each) => each.state.tick > after.state.tick + 10);
    expect(later.state.atMs - after.state.atMs).toBeGreaterThan(150);
    expect(worst(later, after.state.positionRad)).toBeLessThan(0.1);
  });

  it('holds when the core falls silent, and moves again only when told', async () => {
    await using bench = await openReal();
    const { servo, alive } = bench;
    const target = bench.insist(farRad, 9000);
    await servo.next('state', (each) => each.state.mode === 'moving');
    target[Symbol.dispose]();
    alive[Symbol.dispose]();
    const lost = (on: boolean) => (each: Message<'fault'>) =>
      each.fault === 'core-lost' && each.on === on;
    await servo.next('fault', lost(true));
    using _again = servo.keepAlive();
    await servo.next('fault', lost(false));
    const state = await servo.next('state', () => true, servo.messages.length);
    expect(state.state.mode).toBe('holding');
  });

  it('holds and exits when the core is gone', async () => {
    await using bench = await openReal();
    const { servo, desk } = bench;
    using _target = bench.insist(farRad, 9000);
    await servo.next('state', (each) => each.state.mode === 'moving');
    await servo[Symbol.asyncDispose]();
    expect(await servo.child.exited).toMatchObject({ code: 0 });
    expect(must(desk.plants[0]).facts.torqueLimit).toBe(0.5);
  });

  it('killed outright, the arm travels less than 40 ms worth and stays', async () => {
    await using bench = await openReal();
    const { servo, desk } = bench;
    using _target = bench.insist(farRad, 300);
    await servo.next('state', (each) => worst(each, homeRad) > 0.1);
    servo.child.kill('SIGKILL');
    await servo.child.exited;
    desk.advance(0);
    const before = desk.plants.map((plant) => plant.facts.positionCounts);
    desk.advance(5000);
    for (const [j, plant] of desk.plants.entries()) {
      const travelled = Math.abs(plant.facts.positionCounts - must(before[j]));
      expect(travelled).toBeLessThanOrEqual(must(leadCounts[j]) + 1);
    }
  });

  it('holds on SIGTERM', async () => {
    await using bench = await openReal();
    bench.servo.child.kill('SIGTERM');
    expect(await bench.servo.child.exited).toMatchObject({ code: 0 });
    expect(must(bench.desk.plants[0]).facts.torqueLimit).toBe(0.5);
  });

  it.each([
    ['corrupt', 0.9, ['bus-corrupt', 'bus-lost']],
    ['delay', 60, ['bus-lost']],
    ['delay', 20, ['stale-read', 'bus-lost']],
    ['half-rate', undefined, ['stale-read', 'bus-lost']],
    ['unplug', undefined, ['bus-lost']],
  ] as const)('tells a bus with the fault %s (%s), and its end', async (kind, amount, names) => {
    await using bench = await openReal();
    bench.desk.bus.setFault({ kind, on: true, ...(amount === undefined ? {} : { amount }) });
    const named: readonly string[] = names;
    const fault = await bench.servo.next('fault', (each) => named.includes(each.fault));
    bench.desk.bus.setFault({ kind, on: false });
    await bench.servo.next('fault', (each) => !each.on && each.fault === fault.fault);
    const state = await bench.servo.next('state', () => true, bench.servo.messages.length);
    expect(state.state.mode).toBe('holding');
  });

  it('a stop while the bus is away says that no bytes left, and stays when it is back', async () => {
    await using bench = await openReal();
    const { servo, desk } = bench;
    using _target = bench.insist(farRad, 9000);
    await servo.next('state', (each) => each.state.mode === 'moving');
    desk.bus.setFault({ kind: 'unplug', on: true });
    await servo.next('state', (each) => each.state.mode === 'offline');
    servo.send({ type: 'stop', reason: 'test', seq: 6 });
    expect((await servo.next('stopped')).wroteAfterMs).toBeNull();
    desk.bus.setFault({ kind: 'unplug', on: false });
    const back = await servo.next('state', (each) => each.state.mode === 'stopped');
    const later = await servo.next('state', (each) => each.state.tick > back.state.tick + 20);
    expect(later.state.mode).toBe('stopped');
    expect(worst(later, back.state.positionRad)).toBeLessThan(0.1);
  });

  it('a hot arm whose bus was away fades and does not stay energised', async () => {
    await using bench = await openReal();
    const { servo, desk } = bench;
    must(desk.plants[2]).facts.temperatureC = 62;
    await servo.next('fault', (each) => each.fault === 'hot');
    desk.bus.setFault({ kind: 'unplug', on: true });
    await servo.next('state', (each) => each.state.mode === 'offline');
    desk.bus.setFault({ kind: 'unplug', on: false });
    const limp = await servo.next('state', (each) => each.state.mode === 'limp');
    // Whoever answers a later read has taken the last write.
    await servo.next('state', (each) => each.state.tick > limp.state.tick + 2);
    expect(desk.plants.some((plant) => plant.facts.torque)).toBe(false);
  });

  it('tells a bus whose other end is gone, and goes on living', async () => {
    await using bench = await openReal();
    bench.desk.bus[Symbol.dispose]();
    bench.servo.send({ type: 'stop', reason: 'test', seq: 8 });
    await bench.servo.next('fault', (each) => each.fault === 'bus-lost');
    bench.servo.send({ type: 'stop', reason: 'test', seq: 9 });
    expect((await bench.servo.next('stopped', (each) => each.seq === 9)).wroteAfterMs).toBeNull();
    const seen = bench.servo.messages.length;
    const state = await bench.servo.next('state', (each) => each.state.mode === 'offline', seen);
    expect(state.state.appliedRad).toHaveLength(6);
  });

  it('fails with one clear word on a port that is not there', async () => {
    await expect(openTestServo('/dev/null-servo', 'real')).rejects.toThrow(/cannot open/);
  });
});
