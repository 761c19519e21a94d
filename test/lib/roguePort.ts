/**
 * A serial port that cannot be trusted: a pseudo-terminal between a host and an emulated bus. What the host sends goes
 * through; what the bus answers passes `spoil`, which may give any bytes in any pieces instead, or nothing.
 */
import { writeSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { openTerminal } from '../../main/bench/devices/sim/bus/openTerminal.ts';

export interface RoguePort extends AsyncDisposable {
  /** What the host opens. */
  readonly path: string;
  /** How answers are spoilt from now on; null lets them through. */
  spoil: ((answer: Buffer) => readonly Buffer[]) | null;
  /** Bytes out of nowhere. */
  babble(bytes: Buffer): void;
}

function openBus(path: string): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: 1_000_000, autoOpen: false });
    port.open((error) => (error ? reject(error) : resolve(port)));
  });
}

export async function openRoguePort(busPath: string): Promise<RoguePort> {
  const terminal = openTerminal();
  const bus = await openBus(busPath);
  let isOpen = true;
  const say = (bytes: Buffer): void => {
    try {
      if (isOpen && bytes.length > 0) writeSync(terminal.fd, bytes);
    } catch {
      // Nobody reads: on a wire the bytes are lost as well.
    }
  };
  const port: RoguePort = {
    path: terminal.path,
    spoil: null,
    babble: say,
    async [Symbol.asyncDispose]() {
      isOpen = false;
      terminal.close();
      await new Promise<void>((resolve) => bus.close(() => resolve()));
    },
  };
  terminal.master.on('data', (chunk: Buffer) => {
    if (isOpen) bus.write(chunk);
  });
  terminal.master.on('error', () => undefined);
  bus.on('error', () => undefined);
  bus.on('data', (chunk: Buffer) => {
    for (const piece of port.spoil?.(chunk) ?? [chunk]) say(piece);
  });
  return port;
}
