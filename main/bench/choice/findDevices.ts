/**
 * What is plugged in: serial ports and cameras, under names that stay the same when they are plugged in again, as far as
 * the system has such names. What could not be looked for is said in words. Opens no device.
 */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { FoundCamera, FoundDevices, FoundPort } from '../../base/model/phaseOne.ts';

/** A serial port as the system lists it. */
export interface ListedPort {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
}

export interface PortListing {
  readonly ports: readonly ListedPort[];
  /** What could not be told of them, in words; null when all could. */
  readonly problem: string | null;
}

export interface FindPorts {
  /** In a process of its own, which may fail. */
  readonly listSerialPorts: () => Promise<PortListing>;
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    return []; // the system has no such folder: none of these is plugged in
  }
}

/** Device to its lasting name, for those that have one. */
function lastingNames(dir: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const name of namesIn(dir)) {
    const link = path.join(dir, name);
    try {
      names.set(realpathSync(link), link);
    } catch {
      // Unplugged between listing and looking.
    }
  }
  return names;
}

const text = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
};

/** Of a camera's several device files only the first gives pictures. */
export function listCameras(
  sys = '/sys/class/video4linux',
  dev = '/dev',
): {
  readonly cameras: readonly FoundCamera[];
  readonly problem: string | null;
} {
  const lasting = lastingNames(path.join(dev, 'v4l/by-id'));
  const cameras = namesIn(sys)
    .filter(
      (name) => /^video\d+$/.test(name) && ['', '0'].includes(text(path.join(sys, name, 'index'))),
    )
    .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
    .map((name) => {
      const device = path.join(dev, name);
      return {
        device: lasting.get(device) ?? device,
        name: text(path.join(sys, name, 'name')) || name,
      };
    });
  if (process.platform !== 'linux')
    return { cameras, problem: 'Cameras are found by themselves on Linux only: type the device.' };
  return { cameras, problem: null };
}

/** Serial ports that nothing is plugged into, as mainboards have them, are left out. */
export async function findDevices({ listSerialPorts }: FindPorts): Promise<FoundDevices> {
  const problems: string[] = [];
  const { cameras, problem } = listCameras();
  if (problem !== null) problems.push(problem);
  const lasting = lastingNames('/dev/serial/by-id');
  let ports: readonly FoundPort[] = [];
  try {
    const listed = await listSerialPorts();
    if (listed.problem !== null) problems.push(listed.problem);
    ports = listed.ports
      .filter((port) => !/^\/dev\/ttyS\d+$/.test(port.path) || port.serialNumber !== undefined)
      .map((port) => ({
        path: lasting.get(port.path) ?? port.path,
        maker: port.manufacturer ?? '',
        serial: port.serialNumber ?? '',
      }));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    problems.push(`Serial ports could not be listed: ${why}. Type the port, such as /dev/ttyACM0.`);
  }
  return { ports, cameras, problems };
}
