/** The servo process with a person at the arm: limp when asked, held when asked back, and what may happen in between. */
import { expect, it } from 'vitest';
import { openTestBus } from '../../test/lib/openTestBus.ts';
import { type Message, openTestServo } from '../../test/lib/openTestServo.ts';
import { simulatedCalibration } from '../base/arm/so101.ts';
import { must } from '../base/lib/assert.ts';
import type { JointCalibration } from '../base/model/arm.ts';
import { simulatedBenchEnvelope } from '../bench/benchEnvelope.ts';
import { countsOfRad } from '../bench/servo/jointUnits.ts';
import { registers } from '../bench/servo/sts3215.ts';

const homeRad = [0, -1.2, 1.6, 1.1, 0, 0];
const homeCounts = homeRad.map((rad, j) => countsOfRad(must(simulatedCalibration[j]), rad));
const farRad = [0.4, -1.1, 1.5, 1.1, 0.2, 0.3];
/** A fade takes three seconds of bench time. */
const fadeTicks = 155;

interface LimpOptions {
  readonly startCounts?: readonly number[];
  readonly calibration?: readonly JointCalibration[];
  readonly prepare?: (desk: ReturnType<typeof openTestBus>) => void;
}

async function openBench({ startCounts = homeCounts, calibration, prepare }: LimpOptions = {}) {
  const desk = openTestBus({ realTime: false, startCounts });
  prepare?.(desk);
  const opening = openTestServo(desk.bus.path, 'lockstep', simulatedBenchEnvelope, calibration);
  const servo = await opening.catch((cause: unknown) => {
    desk[Symbol.dispose]();
    throw cause;
  });
  let tick = 0;
  let seq = 0;
  const run = async (ticks: number): Promise<Message<'state'>['state']> => {
    let last: Message<'state'> | null = null;
    for (let i = 0; i < ticks; i++) {
      last = await servo.tick(tick++);
      await desk.bus.whenBytesRead(last.busBytes, new AbortController().signal);
      desk.advance(20);
    }
    return must(last).state;
  };
  const ask = async (type: 'relax' | 'energise'): Promise<string | null> => {
    const mine = ++seq;
    servo.send({ type, seq: mine });
    return (await servo.next('asked', (each) => each.seq === mine)).refused;
  };
  return {
    desk,
    servo,
    run,
    ask,
    torque: () => desk.plants.map((plant) => plant.facts.torque),
    target: (jointsRad: readonly number[]) =>
      servo.send({ type: 'target', seq: tick, jointsRad, arriveInMs: 400, expiresInMs: 2000 }),
    stop: async () => {
      servo.send({ type: 'stop', reason: 'test', seq: 99 });
      return await servo.next('stopped', (each) => each.seq === 99);
    },
    async [Symbol.asyncDispose]() {
      await servo[Symbol.asyncDispose]();
      desk[Symbol.dispose]();
    },
  };
}

const none = [false, false, false, false, false, false];
const all = none.map(() => true);

it('fades where it is, is limp, can be pushed about, and holds where it is found', async () => {
  await using bench = await openBench();
  await bench.run(2);
  expect(await bench.ask('relax')).toBeNull();
  const fading = await bench.run(75);
  expect(fading.mode).toBe('moving');
  expect(must(bench.desk.plants[0]).facts.torqueLimit).toBeLessThan(0.3);
  expect((await bench.run(fadeTicks - 75)).mode).toBe('limp');
  expect(bench.torque()).toEqual(none);
  for (let i = 0; i < 10; i++) {
    must(bench.desk.plants[1]).facts.positionCounts += 20;
    const pushed = await bench.run(1);
    expect(pushed.mode).toBe('limp');
  }
  const there = must(bench.desk.plants[1]).facts.positionCounts;
  expect(await bench.ask('energise')).toBeNull();
  expect((await bench.run(3)).mode).toBe('holding');
  expect(bench.torque()).toEqual(all);
  await bench.run(30);
  expect(Math.abs(must(bench.desk.plants[1]).facts.positionCounts - there)).toBeLessThan(45);
});

it('takes no target while a person has it, and moves again once it was asked back', async () => {
  await using bench = await openBench();
  await bench.run(2);
  await bench.ask('relax');
  await bench.run(fadeTicks);
  bench.target(farRad);
  expect((await bench.servo.next('refused')).reason).toMatch(/person asked/);
  expect((await bench.run(5)).mode).toBe('limp');
  expect(bench.torque()).toEqual(none);
  await bench.ask('energise');
  await bench.run(1);
  bench.target(farRad);
  expect((await bench.run(1)).mode).toBe('moving');
});

it('a stop while it fades catches it there; a stop of a limp arm leaves it limp', async () => {
  await using bench = await openBench();
  await bench.run(2);
  await bench.ask('relax');
  await bench.run(60);
  expect((await bench.stop()).wroteAfterMs).not.toBeNull();
  const stopped = await bench.run(200);
  expect(stopped.mode).toBe('stopped');
  expect(bench.torque()).toEqual(all);
  expect(must(bench.desk.plants[0]).facts.torqueLimit).toBe(0.5);
  expect(await bench.ask('relax')).toMatch(/resume/);
  expect(await bench.ask('energise')).toMatch(/resume/);
  bench.servo.send({ type: 'resume' });
  expect(await bench.ask('relax')).toBeNull();
  await bench.run(fadeTicks);
  expect(bench.torque()).toEqual(none);
  bench.servo.send({ type: 'stop', reason: 'again', seq: 100 });
  const again = await bench.servo.next('stopped', (each) => each.seq === 100);
  expect(again.wroteAfterMs).toBeNull();
  expect((await bench.run(5)).mode).toBe('stopped');
  expect(await bench.ask('energise')).toMatch(/resume/);
  expect(bench.torque()).toEqual(none);
});

it('refuses both while a servo is away, and is limp still when it is back', async () => {
  await using bench = await openBench();
  await bench.run(2);
  await bench.ask('relax');
  await bench.run(fadeTicks);
  bench.desk.bus.setFault({ kind: 'unplug', on: true, servo: 3 });
  expect((await bench.run(9)).mode).toBe('offline');
  expect(await bench.ask('energise')).toMatch(/bus-lost/);
  expect(await bench.ask('relax')).toMatch(/bus-lost/);
  bench.desk.bus.setFault({ kind: 'unplug', on: false });
  expect((await bench.run(4)).mode).toBe('limp');
  expect(bench.torque()).toEqual(none);
  expect(await bench.ask('energise')).toBeNull();
  expect((await bench.run(2)).mode).toBe('holding');
}, 20_000);

it('heat does not wake a limp arm, and a hot one is not taken back', async () => {
  await using bench = await openBench();
  await bench.run(2);
  await bench.ask('relax');
  await bench.run(fadeTicks);
  must(bench.desk.plants[2]).facts.temperatureC = 65;
  expect((await bench.run(20)).mode).toBe('limp');
  expect(await bench.ask('energise')).toMatch(/hot/);
  expect(bench.torque()).toEqual(none);
});

it('killed while limp leaves the arm limp; the next process holds it where it is', async () => {
  await using bench = await openBench();
  await bench.run(2);
  await bench.ask('relax');
  await bench.run(fadeTicks);
  bench.servo.child.kill('SIGKILL');
  await bench.servo.child.exited;
  expect(bench.torque()).toEqual(none);
  must(bench.desk.plants[0]).facts.positionCounts += 300;
  await using next = await openTestServo(bench.desk.bus.path, 'lockstep');
  const row = await next.tick(0);
  expect(row.state.mode).toBe('holding');
  expect(bench.torque()).toEqual(all);
  const { goalCounts, positionCounts } = must(bench.desk.plants[0]).facts;
  expect(Math.abs(goalCounts - positionCounts)).toBeLessThan(45);
});

it('a core that ends while the arm fades leaves it held, and one that ends while it is limp leaves it limp', async () => {
  await using fading = await openBench();
  await fading.run(2);
  await fading.ask('relax');
  await fading.run(60);
  await fading.servo[Symbol.asyncDispose]();
  expect(fading.torque()).toEqual(all);
  expect(must(fading.desk.plants[0]).facts.torqueLimit).toBe(0.5);
  await using limp = await openBench();
  await limp.run(2);
  await limp.ask('relax');
  await limp.run(fadeTicks);
  await limp.servo[Symbol.asyncDispose]();
  expect(limp.torque()).toEqual(none);
});

/** The elbow as somebody mounted it: its encoder passes 4095 → 0 in the middle of the joint's travel. */
const mountedBy = 1847;
const mountedCounts = homeCounts.map((counts, j) => (j === 2 ? counts + mountedBy : counts));
const mounted = simulatedCalibration.map((joint, j) =>
  j === 2
    ? { ...joint, zeroCounts: joint.zeroCounts + mountedBy - 2047, homingCounts: 2047 }
    : joint,
);

it('writes the homing offset of its calibration into a limp servo whose range crosses the end of its scale', async () => {
  await using bench = await openBench({ startCounts: mountedCounts, calibration: mounted });
  const opened = await bench.servo.next('opened');
  expect(opened.homingCounts).toEqual([0, 0, 2047, 0, 0, 0]);
  const state = await bench.run(2);
  expect(state.mode).toBe('holding');
  expect(must(state.positionRad[2])).toBeCloseTo(must(homeRad[2]), 1);
  bench.target(farRad);
  const there = await bench.run(60);
  expect(must(there.positionRad[2])).toBeCloseTo(must(farRad[2]), 1);
});

it('refuses an arm under torque whose homing offset would have to change', async () => {
  const underTorque = (desk: ReturnType<typeof openTestBus>): void => {
    must(desk.bus.servo(3)).write(registers.torqueEnable.address, Uint8Array.of(1));
  };
  const wrong = { startCounts: mountedCounts, calibration: mounted, prepare: underTorque };
  await expect(openBench(wrong)).rejects.toThrow(/servo 3 has torque/);
});
