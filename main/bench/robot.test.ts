/** The core's end of the servo process: what it says when that process does not answer. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createHandClock } from '../../test/lib/createHandClock.ts';
import { openTestBus } from '../../test/lib/openTestBus.ts';
import { simulatedCalibration } from '../base/arm/so101.ts';
import { createProcessTable } from '../base/host/processTable.ts';
import { realClock } from '../base/lib/clock.ts';
import { createLog, silentLog } from '../base/lib/log.ts';
import { simulatedBenchEnvelope } from './benchEnvelope.ts';
import { openRobot, type RobotOptions } from './robot.ts';

const main = fileURLToPath(new URL('../entry/servo.ts', import.meta.url));

function open(port: string, more: Partial<RobotOptions> = {}) {
  return openRobot({
    port,
    clock: realClock,
    log: silentLog,
    table: createProcessTable(),
    pace: 'lockstep',
    rateHz: 50,
    calibration: simulatedCalibration,
    envelope: simulatedBenchEnvelope,
    program: { file: process.execPath, args: [main] },
    ...more,
  });
}

it('a servo process that does not answer a tick is killed and lost, with a timeout', async () => {
  using desk = openTestBus({ realTime: false });
  await using robot = await open(desk.bus.path, { tickTimeoutMs: 100 });
  const lost = new Promise<string>((resolve) => robot.onLost(resolve));
  process.kill(robot.pid, 'SIGSTOP');
  await expect(robot.tick(0, 0)).rejects.toMatchObject({ code: 'timeout' });
  expect(await lost).toMatch(/SIGKILL/);
  await expect(robot.tick(1, 20)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await robot.stop('test')).toBeNull();
});

it('a servo process that gives no rows in real time is killed and lost, and nothing of it stays behind', async () => {
  using desk = openTestBus({ realTime: true });
  const { clock, repeated, beat } = createHandClock();
  const said: string[] = [];
  const log = createLog((line) => said.push(line), realClock.wallTime);
  await using robot = await open(desk.bus.path, { clock, log, pace: 'real' });
  const row = (): Promise<unknown> =>
    new Promise((resolve) => {
      const listening = robot.onState((state) => {
        listening[Symbol.dispose]();
        resolve(state);
      });
    });
  const lost = new Promise<string>((resolve) => robot.onLost(resolve));
  const killed = (): number => said.filter((line) => line.includes('gives no rows')).length;
  for (let rows = 0; rows < 3; rows++) {
    beat(49);
    await row();
  }
  process.kill(robot.pid, 'SIGSTOP');
  beat(49);
  expect(killed()).toBe(0);
  beat(1);
  expect(killed()).toBe(1);
  expect(await lost).toMatch(/SIGKILL/);
  expect(repeated.size).toBe(0);
  beat(200);
  expect(killed()).toBe(1);
});
