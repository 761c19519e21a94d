/** The driver against the emulated bus over a real pseudo-terminal: answers, acknowledgements, retries, a lost port. */
import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTestBus, type TestBus } from '../../../test/lib/openTestBus.ts';
import { must } from '../../base/lib/assert.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { openServoDriver, type ServoDriver } from './bus.ts';
import { identifyArm } from './identifyArm.ts';

const ids = [1, 2, 3, 4, 5, 6];

async function openDesk(realTime = false) {
  const desk: TestBus = openTestBus({ realTime, startCounts: [100, 200, 300, 400, 500, 600] });
  const driver: ServoDriver = await openServoDriver({
    path: desk.bus.path,
    clock: realClock,
    log: silentLog,
    answerTimeoutMs: 100,
    onBack: () => undefined,
  });
  return {
    ...desk,
    driver,
    async [Symbol.asyncDispose]() {
      await driver[Symbol.asyncDispose]();
      desk[Symbol.dispose]();
    },
  };
}

describe('openServoDriver', () => {
  it('reads six servos in one transaction', async () => {
    await using desk = await openDesk();
    const before = desk.driver.bytesWritten();
    const outcome = await desk.driver.readState(ids);
    expect(desk.driver.bytesWritten() - before).toBe(14);
    expect(outcome.readouts.map((each) => each?.positionCounts)).toEqual([
      100, 200, 300, 400, 500, 600,
    ]);
    expect(outcome.readouts[0]).toMatchObject({ voltageV: 12.1, temperatureC: 31, load: 0.04 });
  });

  it('writes goals and torque limits of all servos in one packet', async () => {
    await using desk = await openDesk();
    desk.driver.writeGoals(ids.map((id) => ({ id, goalCounts: 1000 + id, torqueLimit: 0.5 })));
    await desk.bus.whenBytesRead(desk.driver.bytesWritten(), new AbortController().signal);
    expect(desk.plants.map((plant) => plant.facts.goalCounts)).toEqual([
      1001, 1002, 1003, 1004, 1005, 1006,
    ]);
    expect(desk.plants.every((plant) => plant.facts.torqueLimit === 0.5)).toBe(true);
  });

  it('reads every acknowledgement, so that writes never shift the answers', async () => {
    await using desk = await openDesk();
    for (let i = 0; i < 30; i++) {
      const id = 1 + (i % 6);
      await desk.driver.writeRegister(id, 'goalTime', i);
      const outcome = await desk.driver.readState([id]);
      expect(outcome).toMatchObject({ tries: 1, badPackets: 0 });
      expect(outcome.readouts[0]?.positionCounts).toBe(100 * id);
    }
  });

  it('asks only the missing ones again, and says who never answered', async () => {
    await using desk = await openDesk();
    desk.bus.setFault({ kind: 'unplug', on: true, servo: 5 });
    const outcome = await desk.driver.readState(ids);
    expect(outcome.tries).toBe(3);
    expect(outcome.readouts.map((each) => each !== null)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    await expect(desk.driver.writeRegister(6, 'lock', 0)).rejects.toThrow(/servo 6/);
  });

  it('never takes a late answer for the answer to a later question', async () => {
    await using desk = await openDesk();
    desk.bus.setFault({ kind: 'delay', on: true, amount: 350 });
    expect((await desk.driver.readState([1])).readouts).toEqual([null]);
    // Its three answers arrive while the next question waits for an answer that never comes.
    desk.bus.setFault({ kind: 'unplug', on: true });
    expect((await desk.driver.readState([1])).readouts).toEqual([null]);
    desk.bus.setFault({ kind: 'unplug', on: false });
    desk.bus.setFault({ kind: 'delay', on: false });
    must(desk.plants[0]).facts.positionCounts = 150;
    expect((await desk.driver.readState([1])).readouts[0]?.positionCounts).toBe(150);
  });

  it('survives noise with retries, and counts it', async () => {
    await using desk = await openDesk();
    desk.bus.setFault({ kind: 'corrupt', on: true, amount: 0.2 });
    let bad = 0;
    for (let i = 0; i < 10; i++) {
      const outcome = await desk.driver.readState([1, 2]);
      bad += outcome.badPackets;
      for (const [j, readout] of outcome.readouts.entries()) {
        if (readout !== null) expect(readout.positionCounts).toBe(100 * (j + 1));
      }
    }
    expect(bad).toBeGreaterThan(0);
  });

  it('writes a hold ahead of a transaction that nobody answers', async () => {
    await using desk = await openDesk();
    desk.bus.setFault({ kind: 'half-rate', on: true });
    const reading = desk.driver.readState(ids);
    await desk.driver.writeGoalsNow([{ id: 1, goalCounts: 77, torqueLimit: 0.5 }]);
    expect((await reading).readouts.every((each) => each !== null)).toBe(true);
    expect(must(desk.plants[0]).facts.goalCounts).toBe(77);
  });

  it('says which port cannot be opened', async () => {
    const path = '/dev/no-such-bus';
    const opening = openServoDriver({
      path,
      clock: realClock,
      log: silentLog,
      answerTimeoutMs: 1,
      onBack: () => undefined,
    });
    await expect(opening).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('identifyArm', () => {
  it('brings settings to the wanted ones, through the lock, and leaves right ones alone', async () => {
    await using desk = await openDesk();
    const servo = must(desk.bus.servo(2));
    servo.write(21, Uint8Array.of(32));
    const identity = await identifyArm(desk.driver, ids);
    expect(identity.firmware).toEqual(['3.10', '3.10', '3.10', '3.10', '3.10', '3.10']);
    expect(servo.value('pGain')).toBe(16);
    expect(servo.value('lock')).toBe(1);
    const before = desk.driver.bytesWritten();
    await identifyArm(desk.driver, ids);
    expect(desk.driver.bytesWritten() - before).toBe(6 * 8);
  });

  it('refuses an arm with a servo that is not there', async () => {
    await using desk = await openDesk();
    desk.bus.setFault({ kind: 'unplug', on: true, servo: 6 });
    await expect(identifyArm(desk.driver, ids)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a port that is gone', () => {
  it('is told when it is back, and the arm behind it is left alone', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'nightbench-bus-'));
    const name = path.join(dir, 'arm');
    const first = openTestBus({ realTime: false });
    symlinkSync(first.bus.path, name);
    const back = Promise.withResolvers<void>();
    const options = { path: name, clock: realClock, log: silentLog, answerTimeoutMs: 100 };
    const driver = await openServoDriver({ ...options, onBack: back.resolve });
    first[Symbol.dispose]();
    await driver.readState(ids); // nobody answers, and the port says that it is gone
    using other = openTestBus({ realTime: false });
    unlinkSync(name);
    symlinkSync(other.bus.path, name);
    await back.promise;
    driver.writeGoals(ids.map((id) => ({ id, goalCounts: 1000, torqueLimit: 0.5 })));
    const { readouts } = await driver.readState(ids);
    expect(readouts).toEqual(ids.map(() => null));
    expect(other.plants.map((plant) => plant.facts.goalCounts)).not.toContain(1000);
    await driver[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });
});
