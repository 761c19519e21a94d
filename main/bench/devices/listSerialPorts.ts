/**
 * The serial ports that the system knows. Without udev there are only names: then USB ports are listed without maker and
 * number. For a process of its own: the library brings native code that the core does not need.
 */
import { readdir } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import type { ListedPort, PortListing } from '../choice/findDevices.ts';

async function byName(): Promise<readonly ListedPort[]> {
  const names = await readdir('/dev');
  return names
    .filter((name) => /^tty(ACM|USB)\d+$/.test(name))
    .sort()
    .map((name) => ({ path: `/dev/${name}` }));
}

export async function listSerialPorts(): Promise<PortListing> {
  try {
    const ports = await SerialPort.list();
    return {
      ports: ports.map(({ path, manufacturer, serialNumber }) => ({
        path,
        manufacturer,
        serialNumber,
      })),
      problem: null,
    };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const problem = `Makers and numbers of serial ports cannot be told (${why}): ports by name only.`;
    return { ports: await byName(), problem };
  }
}
