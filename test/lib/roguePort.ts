/**
 * A serial port that cannot be trusted: a pseudo-terminal between a host and an emulated bus. What the host sends goes
 * through; what the bus answers passes `spoil`, which may give any bytes in any pieces instead, or nothing.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import * as pty from '@lydell/node-pty';
import { SerialPort } from 'serialport';

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
  const { open } = pty as unknown as {
    open(options: { encoding: null }): {
      readonly ptsName: string;
      readonly fd: number;
      readonly master: ReadStream;
      readonly slave: ReadStream;
    };
  };
  const terminal = open({ encoding: null });
  const keep = openSync(terminal.ptsName, constants.O_RDWR | constants.O_NOCTTY);
  terminal.slave.destroy();
  execFileSync('stty', ['-F', terminal.ptsName, 'raw', '-echo'], { stdio: 'pipe' });
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
    path: terminal.ptsName,
    spoil: null,
    babble: say,
    async [Symbol.asyncDispose]() {
      isOpen = false;
      terminal.master.destroy();
      closeSync(keep);
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
