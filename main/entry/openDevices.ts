/**
 * The devices of a bench by its choice: the simulated bench's process, or a real bench's ports and cameras. All of them
 * stand when it is opened, or none does.
 */
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import { type BenchDevices, simulatedDevices } from '../bench/benchDevices.ts';
import { openRealBench } from '../bench/devices/cameras/openRealBench.ts';
import { openSimulator } from '../bench/simulator.ts';
import type { DevicesPort } from '../bench/stationPorts.ts';

export interface DeviceOpenerOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly simulatorProgram: { readonly file: string; readonly args: readonly string[] };
  readonly blackBoxPath?: string | undefined;
  readonly ffmpeg: string;
}

export function createDeviceOpener(
  options: DeviceOpenerOptions,
): (port: DevicesPort) => Promise<BenchDevices> {
  const { clock, log, table, simulatorProgram, blackBoxPath, ffmpeg } = options;
  return async ({ bench, pace, taskDir, seed, settings }) => {
    if (bench.kind === 'real') return await openRealBench(bench, { clock, log, table, ffmpeg });
    const program = simulatorProgram;
    const scene = { pace, taskDir, seed, settings, blackBoxPath, program };
    return simulatedDevices(await openSimulator({ ...scene, clock, log, table }));
  };
}
