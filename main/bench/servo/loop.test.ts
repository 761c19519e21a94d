/**
 * The loop on a driver that reads what it is told to: where the arm is held at first, and after the bus was away. The
 * whole process on a whole bus is tried in `main/entry/servo.test.ts`.
 */
import { expect, it } from 'vitest';
import { simulatedCalibration } from '../../base/arm/so101.ts';
import { must } from '../../base/lib/assert.ts';
import { realClock } from '../../base/lib/clock.ts';
import type { FromServo } from '../../base/wire/servo.ts';
import { simulatedBenchEnvelope } from '../benchEnvelope.ts';
import type { ServoDriver } from './bus.ts';
import { countsOfRad } from './jointUnits.ts';
import { ControlLoop } from './loop.ts';
import { encodeValue, registers, sts3215 } from './sts3215.ts';

const homeRad = [0, -1.2, 1.6, 1.1, 0, 0];
const homeCounts = homeRad.map((rad, j) => countsOfRad(must(simulatedCalibration[j]), rad));
const rateHz = 50;

/** How far off a read is, in counts of the first joint; null is no answer. */
type Script = (number | null)[];

/** Follows the script, then tells the truth. `farthest`: of any goal that was written with a torque on or coming on. */
function scriptedDriver(script: Script, temperatureC: number) {
  const table = new Uint8Array(sts3215.lastEepromAddress + 1);
  table.set(encodeValue(registers.modelNumber, sts3215.model), registers.modelNumber.address);
  const rest = { velocityCountsS: 0, load: 0, voltageV: 12, temperatureC, errorByte: 0 };
  const seen = { reads: 0, farthest: 0, torqueSwitches: 0 };
  const write: ServoDriver['writeGoals'] = (goals) => {
    for (const [j, { goalCounts }] of goals.entries())
      seen.farthest = Math.max(seen.farthest, Math.abs(goalCounts - must(homeCounts[j])));
  };
  const driver: ServoDriver = {
    bytesWritten: () => 0,
    readState: async () => {
      seen.reads++;
      const off = script.length > 0 ? script.shift() : 0;
      const readouts = homeCounts.map((counts, j) =>
        off === null ? null : { positionCounts: counts + (j === 0 ? (off ?? 0) : 0), ...rest },
      );
      return { readouts, badPackets: 0, tries: 1 };
    },
    writeGoals: write,
    writeGoalsNow: async (goals) => {
      write(goals);
      return true;
    },
    writeAll: () => void seen.torqueSwitches++,
    readBlock: async () => table,
    writeRegister: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { driver, seen, script };
}

function openLoop(script: Script, { temperatureC = 30, isCalibrated = true } = {}) {
  const bench = scriptedDriver(script, temperatureC);
  const told: FromServo[] = [];
  const loop = new ControlLoop({
    driver: bench.driver,
    clock: realClock,
    send: (message) => told.push(message),
    calibration: simulatedCalibration,
    isCalibrated,
    envelope: simulatedBenchEnvelope,
    rateHz,
    realTime: false,
  });
  let tick = 0;
  const run = async (ticks: number): Promise<void> => {
    for (let i = 0; i < ticks; i++) {
      await loop.tick({ tick, atMs: (tick * 1000) / rateHz, missedTicks: 0, periodMs: 0 });
      tick++;
    }
  };
  return { ...bench, loop, told, run };
}

/** A hold's own correction against sag, and rounding. */
const atHomeCounts = 45;

it.each([[[900]], [[900, null, -700]], [[-800, 0, 900]], [[0, 900, 0, null]]])(
  'holds the arm where it is although its first reads were %j counts off',
  async (script) => {
    const { loop, seen, run } = openLoop([...script]);
    await loop.start();
    expect(seen.torqueSwitches).toBe(1);
    await run(10);
    expect(seen.torqueSwitches).toBe(1);
    expect(seen.farthest).toBeLessThan(atHomeCounts);
  },
);

it('gives up on an arm of which no two reads agree', async () => {
  const { loop, seen } = openLoop(Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 900 : -900)));
  await expect(loop.start()).rejects.toMatchObject({ code: 'unavailable' });
  expect(seen.torqueSwitches).toBe(0);
  expect(seen.reads).toBe(10);
});

it('after the bus was away, holds where two reads say that the arm is', async () => {
  const { loop, seen, script, told, run } = openLoop([]);
  await loop.start();
  await run(5);
  script.push(...new Array<null>(10).fill(null), 400);
  await run(10);
  expect(loop.mode).toBe('offline');
  await run(1);
  expect(loop.mode).toBe('offline');
  await run(3);
  expect(loop.mode).toBe('holding');
  expect(seen.torqueSwitches).toBe(2);
  expect(seen.farthest).toBeLessThan(atHomeCounts);
  const faults = told.flatMap((each) => (each.type === 'fault' ? [[each.fault, each.on]] : []));
  expect(faults).toEqual([
    ['bus-lost', true],
    ['bus-lost', false],
  ]);
});

it.each([
  [true, 'folds away from heat, slowly'],
  [false, 'goes limp where it is: nobody knows where it would fold to'],
])('an arm that gets hot, calibrated: %s, %s', async (isCalibrated) => {
  const { loop, seen, run } = openLoop([], { temperatureC: 75, isCalibrated });
  await loop.start();
  await run(200);
  if (isCalibrated) expect(seen.farthest).toBeGreaterThan(atHomeCounts);
  else {
    expect(seen.farthest).toBeLessThan(atHomeCounts);
    expect(loop.mode).toBe('limp');
  }
});
