/**
 * Somebody else's STS3215 program: opens a serial port and speaks the protocol from the vendor's words alone, so that it
 * shares no code, and no misunderstanding, with ours. One question at a time; silence rejects.
 */
import { SerialPort } from 'serialport';
import { realClock } from '../../main/base/lib/clock.ts';

export interface ForeignClient extends AsyncDisposable {
  /** The error byte of the answer. */
  ping(id: number): Promise<number>;
  /** Two bytes, little-endian. */
  readWord(id: number, address: number): Promise<number>;
  readByte(id: number, address: number): Promise<number>;
  writeByte(id: number, address: number, value: number): Promise<void>;
  writeWord(id: number, address: number, value: number): Promise<void>;
  /** The same two bytes of several servos by one sync-read, in the order asked. */
  syncReadWord(ids: readonly number[], address: number): Promise<readonly number[]>;
}

const silenceMs = 5000;

function packet(id: number, instruction: number, ...parameters: number[]): Buffer {
  const body = [id, parameters.length + 2, instruction, ...parameters];
  const sum = body.reduce((total, byte) => total + byte, 0);
  return Buffer.from([0xff, 0xff, ...body, ~sum & 0xff]);
}

export async function openForeignServoClient(path: string): Promise<ForeignClient> {
  const port = new SerialPort({ path, baudRate: 1_000_000, autoOpen: false });
  await new Promise<void>((resolve, reject) =>
    port.open((error) => (error ? reject(error) : resolve())),
  );
  let heard = Buffer.alloc(0);
  let wake = (): void => undefined;
  port.on('data', (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    wake();
  });
  /** Sends, and takes as many bytes as the answer has. */
  const ask = async (bytes: Buffer, wanted: number): Promise<Buffer> => {
    heard = Buffer.alloc(0);
    const whole = Promise.withResolvers<void>();
    wake = () => {
      if (heard.length >= wanted) whole.resolve();
    };
    using _late = realClock.after(silenceMs, () =>
      whole.reject(new Error(`silence; heard ${heard.toString('hex')}`)),
    );
    port.write(bytes);
    await whole.promise;
    return heard.subarray(0, wanted);
  };
  /** The parameters of the status packet at `at`, checked from head to sum. */
  const open = (bytes: Buffer, at: number, id: number, count: number): Buffer => {
    const status = bytes.subarray(at, at + count + 6);
    const sum = status.subarray(2, -1).reduce((total, byte) => total + byte, 0);
    const good =
      status[0] === 0xff &&
      status[1] === 0xff &&
      status[2] === id &&
      status[3] === count + 2 &&
      status.at(-1) === (~sum & 0xff);
    if (!good) throw new Error(`no answer of servo ${id}: ${status.toString('hex')}`);
    return status.subarray(4, -1);
  };
  const read = async (id: number, address: number, count: number): Promise<Buffer> => {
    const answer = await ask(packet(id, 2, address, count), count + 6);
    return open(answer, 0, id, count).subarray(1);
  };
  const write = async (id: number, address: number, ...bytes: number[]): Promise<void> => {
    open(await ask(packet(id, 3, address, ...bytes), 6), 0, id, 0);
  };
  return {
    ping: async (id) => open(await ask(packet(id, 1), 6), 0, id, 0).readUInt8(0),
    readWord: async (id, address) => (await read(id, address, 2)).readUInt16LE(0),
    readByte: async (id, address) => (await read(id, address, 1)).readUInt8(0),
    writeByte: (id, address, value) => write(id, address, value),
    writeWord: (id, address, value) => write(id, address, value & 255, value >> 8),
    async syncReadWord(ids, address) {
      const answer = await ask(packet(0xfe, 0x82, address, 2, ...ids), 8 * ids.length);
      return ids.map((id, i) => open(answer, 8 * i, id, 2).readUInt16LE(1));
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => port.close(() => resolve()));
    },
  };
}
