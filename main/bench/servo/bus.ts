/**
 * The driver of an STS3215 bus over a serial port: half-duplex transactions, one at a time, each with a timeout and a
 * bounded number of retries. Every unicast write is acknowledged by the servo and the acknowledgement is read, so that
 * it can never be taken for the answer to the next read. A port that was lost is never used again: behind the same name
 * there may be another arm, so its return is only told. It decides nothing about motion, and never prompts or exits.
 */
import { SerialPort } from 'serialport';
import { assert } from '../../base/lib/assert.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { BenchError } from '../../base/model/errors.ts';
import {
  busBlocks,
  decodeState,
  encodeGoals,
  type GoalWrite,
  type ServoReadout,
} from './busBlocks.ts';
import {
  broadcastId,
  createPacketParser,
  encodePacket,
  instructions,
  type Packet,
} from './packet.ts';
import { encodeValue, type RegisterName, registers, sts3215 } from './sts3215.ts';

export interface ReadOutcome {
  /** In the order asked; null: no valid answer after all retries. */
  readonly readouts: readonly (ServoReadout | null)[];
  /** Wrong checksums met on the way. */
  readonly badPackets: number;
  readonly tries: number;
}

export interface ServoDriver {
  /** Bytes handed to the port since opening. */
  bytesWritten(): number;
  readState(ids: readonly number[]): Promise<ReadOutcome>;
  /** One sync-write, unanswered. */
  writeGoals(goals: readonly GoalWrite[]): void;
  /**
   * The same, ahead of everything: waits for a running transaction no longer than its answer takes on the wire, gives
   * up its answer and writes. Resolves true when the kernel has the bytes; false when they did not leave: no port, or
   * one that takes nothing for 200 ms.
   */
  writeGoalsNow(goals: readonly GoalWrite[]): Promise<boolean>;
  /** One register of all servos by one sync-write, unanswered. */
  writeAll(ids: readonly number[], name: RegisterName, value: number): void;
  /** Rejects `unavailable` when the servo does not answer. */
  readBlock(id: number, from: number, length: number): Promise<Uint8Array>;
  /** Waits for the acknowledgement. Rejects `unavailable` without one. */
  writeRegister(id: number, name: RegisterName, value: number): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface DriverOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How long all answers to one packet may take. */
  readonly answerTimeoutMs: number;
  /** The lost port can be opened again: whoever wants it opens a new driver and asks who answers there. */
  readonly onBack: () => void;
}

const readRetries = 2;
/** Single questions are never asked while the arm moves: they wait so many times as long as a read. */
const askPatience = 5;
const backEveryMs = 250;
/** One that is gone does not come back; its name goes to the next one, of another bench. */
const isPseudoTerminal = (path: string): boolean => path.startsWith('/dev/pts/');
/** A full sync-read of six servos takes about 1 ms on the wire. */
const urgentPatienceMs = 2;
const drainMs = 200;
/** One packet's answers: who still owes one, and whom to tell. */
interface Transaction {
  readonly owed: Set<number>;
  readonly params: number;
  readonly got: Map<number, Packet>;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

function openPort(path: string): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: sts3215.baudRate, autoOpen: false });
    port.open((error) => {
      if (error === null || error === undefined) return resolve(port);
      const hint = 'is the robot plugged in and switched on, and may you open the port?';
      const why = error.message.replace(/^Error:? /, '');
      reject(new BenchError('unavailable', `cannot open ${path}: ${why}`, { hint, cause: error }));
    });
  });
}

class SerialServoDriver implements ServoDriver {
  readonly #options: DriverOptions;
  readonly #parser = createPacketParser((packet) => this.#hear(packet));
  #port: SerialPort | null = null;
  #backTimer: Disposable | null = null;
  #current: Transaction | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #written = 0;
  #reads = 0;
  #closed = false;

  constructor(options: DriverOptions, port: SerialPort) {
    this.#options = options;
    this.#use(port);
  }

  bytesWritten(): number {
    return this.#written;
  }

  #use(port: SerialPort): void {
    this.#port = port;
    this.#parser.reset();
    port.on('data', (chunk: Buffer) => this.#parser.push(chunk));
    port.on('error', (error) => this.#lose(error));
    port.on('close', (error: Error | null) => this.#lose(error));
  }

  #lose(error: Error | null): void {
    if (this.#closed || this.#port === null) return;
    this.#port = null;
    this.#options.log.log('warn', 'the servo port is lost', { reason: String(error) });
    this.#current?.end();
    if (!isPseudoTerminal(this.#options.path)) this.#lookLater();
  }

  #lookLater(): void {
    this.#backTimer = this.#options.clock.after(backEveryMs, () => {
      openPort(this.#options.path).then(
        (port) => port.close(() => this.#closed || this.#options.onBack()),
        () => {
          if (!this.#closed) this.#lookLater();
        },
      );
    });
  }

  #hear(packet: Packet): void {
    const now = this.#current;
    if (now === null || !now.owed.has(packet.id) || packet.params.length !== now.params) return;
    now.owed.delete(packet.id);
    now.got.set(packet.id, packet);
    if (now.owed.size === 0) now.end();
  }

  #send(bytes: Buffer, done?: (left: boolean) => void): void {
    if (this.#port === null) {
      done?.(false);
      return;
    }
    this.#written += bytes.length;
    this.#port.write(bytes, (error) => done?.(error === null || error === undefined));
  }

  /** Sends one packet and collects status packets with `params` bytes from `ids`, until all came or time is up. */
  async #once(
    bytes: Buffer,
    ids: readonly number[],
    params: number,
    timeoutMs: number,
  ): Promise<Map<number, Packet>> {
    const done = Promise.withResolvers<void>();
    const now: Transaction = {
      owed: new Set(ids),
      params,
      got: new Map(),
      ended: done.promise,
      end: done.resolve,
    };
    if (this.#port === null) return now.got;
    this.#parser.reset();
    this.#current = now;
    using _late = this.#options.clock.after(timeoutMs, done.resolve);
    this.#send(bytes);
    await done.promise;
    this.#current = null;
    return now.got;
  }

  /** Transactions follow one another; none starts while another may still be answered. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(run);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  readState(ids: readonly number[]): Promise<ReadOutcome> {
    return this.#inTurn(async () => {
      const before = this.#parser.badChecksums;
      const got = new Map<number, Packet>();
      const length = busBlocks.state.length + (this.#reads++ % busBlocks.state.lengths);
      let tries = 0;
      while (got.size < ids.length && tries <= readRetries && this.#port !== null) {
        tries++;
        const missing = ids.filter((id) => !got.has(id));
        const params = [busBlocks.state.from, length, ...missing];
        const bytes = encodePacket(broadcastId, instructions.syncRead, params);
        const { answerTimeoutMs } = this.#options;
        const answers = await this.#once(bytes, missing, length, answerTimeoutMs);
        for (const [id, packet] of answers) got.set(id, packet);
      }
      const badPackets = this.#parser.badChecksums - before;
      const readouts = ids.map((id) => {
        const packet = got.get(id);
        return packet === undefined ? null : decodeState(packet);
      });
      return { readouts, badPackets, tries };
    });
  }

  writeGoals(goals: readonly GoalWrite[]): void {
    assert(this.#current === null, 'goals are written between transactions');
    this.#send(encodeGoals(goals));
  }

  async writeGoalsNow(goals: readonly GoalWrite[]): Promise<boolean> {
    const running = this.#current;
    if (running !== null) {
      const patience = Promise.withResolvers<void>();
      using _timer = this.#options.clock.after(urgentPatienceMs, patience.resolve);
      await Promise.race([running.ended, patience.promise]);
    }
    const sent = Promise.withResolvers<boolean>();
    using _late = this.#options.clock.after(drainMs, () => sent.resolve(false));
    this.#send(encodeGoals(goals), sent.resolve);
    // After the packet, so that a retry follows it and cannot meet it on the wire.
    this.#current?.end();
    return await sent.promise;
  }

  writeAll(ids: readonly number[], name: RegisterName, value: number): void {
    const register = registers[name];
    const bytes = encodeValue(register, value);
    const params = [register.address, register.length, ...ids.flatMap((id) => [id, ...bytes])];
    this.#send(encodePacket(broadcastId, instructions.syncWrite, params));
  }

  async #ask(id: number, code: number, params: readonly number[], want: number): Promise<Packet> {
    const bytes = encodePacket(id, code, params);
    const askTimeoutMs = askPatience * this.#options.answerTimeoutMs;
    return this.#inTurn(async () => {
      for (let tries = 0; tries <= readRetries; tries++) {
        const packet = (await this.#once(bytes, [id], want, askTimeoutMs)).get(id);
        // A late answer of an earlier try must not be taken for the next question's.
        if (tries > 0) await this.#options.clock.sleep(askTimeoutMs);
        if (packet !== undefined) return packet;
      }
      throw new BenchError('unavailable', `servo ${id} does not answer`, {
        hint: 'check its cable, its power and its id',
      });
    });
  }

  async readBlock(id: number, from: number, length: number): Promise<Uint8Array> {
    return (await this.#ask(id, instructions.read, [from, length], length)).params;
  }

  async writeRegister(id: number, name: RegisterName, value: number): Promise<void> {
    const register = registers[name];
    await this.#ask(id, instructions.write, [register.address, ...encodeValue(register, value)], 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#backTimer?.[Symbol.dispose]();
    this.#current?.end();
    const port = this.#port;
    this.#port = null;
    if (port === null) return;
    await new Promise<void>((resolve) => port.close(() => resolve()));
  }
}

/** Rejects `unavailable` when the port cannot be opened. */
export async function openServoDriver(options: DriverOptions): Promise<ServoDriver> {
  return new SerialServoDriver(options, await openPort(options.path));
}
