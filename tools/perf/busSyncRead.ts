/** The bus as the servo loop uses it: six servos' state by one sync-read over serialport, at 50 Hz. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { silentLog } from '../../main/base/lib/log.ts';
import { openServoDriver } from '../../main/bench/servo/bus.ts';
import { withBareLoop } from './bareLoop.ts';
import type { Figure, PerfPorts } from './figure.ts';

const reads = 1000;
const ids = [1, 2, 3, 4, 5, 6];

async function readAtRate({ clock, root }: PerfPorts): Promise<readonly number[]> {
  const child = spawn(process.execPath, [join(root, 'tools/perf/busMain.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const options = { path: line.trim(), clock, log: silentLog, answerTimeoutMs: 50 };
    await using driver = await openServoDriver({ ...options, onBack: () => undefined });
    const values: number[] = [];
    while (values.length < reads) {
      await clock.sleep(10);
      const startMs = clock.nowMs();
      const { readouts } = await driver.readState(ids);
      if (readouts.includes(null)) throw new Error('a servo of the emulated bus did not answer');
      values.push(clock.nowMs() - startMs);
    }
    return values;
  } finally {
    child.stdin.end();
    await once(child, 'exit');
  }
}

export const busSyncRead: Figure = {
  name: 'bus-sync-read',
  what: 'State of six servos by one sync-read, emulator in another process, wire time of 1 Mbaud included; one read.',
  lines: ['bus-sync-read'],
  measure: async (ports) => {
    const { result, baseline } = await withBareLoop(ports.root, () => readAtRate(ports));
    return [{ name: 'bus-sync-read', unit: 'ms', values: result, baseline }];
  },
};
