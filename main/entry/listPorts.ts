/** Prints the serial ports of this machine as one line of JSON and ends. A process of its own: see listSerialPorts. */
import { listSerialPorts } from '../bench/devices/listSerialPorts.ts';

process.stdout.write(JSON.stringify(await listSerialPorts()));
