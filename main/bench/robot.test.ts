/** The core's end of the servo process: what it says when that process does not answer. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openTestBus } from '../../test/lib/openTestBus.ts';
import { simulatedCalibration } from '../base/arm/so101.ts';
import { createProcessTable } from '../base/host/processTable.ts';
import { realClock } from '../base/lib/clock.ts';
import { silentLog } from '../base/lib/log.ts';
import { simulatedBenchEnvelope } from './benchEnvelope.ts';
import { openRobot } from './robot.ts';

const main = fileURLToPath(new URL('../entry/servo.ts', import.meta.url));

it('a servo process that does not answer a tick is killed and lost, with a timeout', async () => {
  using desk = openTestBus({ realTime: false });
  await using robot = await openRobot({
    port: desk.bus.path,
    clock: realClock,
    log: silentLog,
    table: createProcessTable(),
    pace: 'lockstep',
    rateHz: 50,
    calibration: simulatedCalibration,
    envelope: simulatedBenchEnvelope,
    program: { file: process.execPath, args: [main] },
    tickTimeoutMs: 100,
  });
  const lost = new Promise<string>((resolve) => robot.onLost(resolve));
  process.kill(robot.pid, 'SIGSTOP');
  await expect(robot.tick(0, 0)).rejects.toMatchObject({ code: 'timeout' });
  expect(await lost).toMatch(/SIGKILL/);
  await expect(robot.tick(1, 20)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await robot.stop('test')).toBeNull();
});
