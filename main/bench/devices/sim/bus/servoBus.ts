/**
 * Six STS3215 servos on a pseudo-terminal: whatever opens `path` meets the bytes a real bus gives. Strict like the real
 * one: a bad checksum, an unknown instruction or an id that is not there gets silence; every unicast write is answered;
 * broadcasts are not, but for ping and sync-read. In real time an answer arrives when 1 Mbaud would have brought it; in
 * lockstep at once. Every fault switch of the bus is here. It knows servos, not the arm they sit in.
 */
import { writeSync } from 'node:fs';
import type { Clock } from '../../../../base/lib/clock.ts';
import type { Log } from '../../../../base/lib/log.ts';
import type { Rng } from '../../../../base/lib/rng.ts';
import type { FaultSwitch } from '../../../../base/model/scene.ts';
import {
  broadcastId,
  createPacketParser,
  encodePacket,
  instructions,
  type Packet,
} from '../../../servo/packet.ts';
import type { ServoPlant } from '../servoPlant.ts';
import { type BusFaults, createBusFaults } from './busFaults.ts';
import { openTerminal } from './openTerminal.ts';
import { createReadGate } from './readGate.ts';
import { createServoMemory, type ServoMemory } from './servoMemory.ts';

/** A write as a servo took it, for the black box. */
export interface BusWrite {
  readonly id: number;
  readonly address: number;
  readonly data: Uint8Array;
}

export interface ServoBusOptions {
  readonly plants: readonly ServoPlant[];
  readonly clock: Clock;
  readonly log: Log;
  readonly rng: Rng;
  /** Answers take the time 1 Mbaud takes; false in lockstep. */
  readonly realTime: boolean;
  /** Called before servos are read, so that the world can catch up with the clock. */
  readonly beforeRead?: () => void;
  readonly onWrite?: (event: BusWrite) => void;
}

export interface ServoBus {
  /** The slave side: a serial port to everybody else. */
  readonly path: string;
  /** Bytes taken from the host and acted upon, since opening. */
  bytesRead(): number;
  /** Resolves when at least `n` bytes have been; rejects with the signal's reason. */
  whenBytesRead(n: number, signal: AbortSignal): Promise<void>;
  /** Lockstep: answers sync-reads that begin at this byte, holds others; null answers all. */
  gateReads(fromByte: number | null): void;
  /** Refuses (`bad-input`) what is not a fault of the bus: unplug, corrupt, delay, half-rate. */
  setFault(fault: FaultSwitch): void;
  /** One servo's memory, for tests and the debug panel. */
  servo(id: number): ServoMemory | undefined;
  [Symbol.dispose](): void;
}

/** 1 start bit, 8 data bits, 1 stop bit at 1 Mbaud. */
const msPerByte = 0.01;
/** A packet whose rest has not come by then never comes; the servo listens for a new one. */
const brokenOffMs = 20;
/** A host that never reads its answers must not grow the kernel's or our queues. */
const maxQueuedAnswers = 64;

/** What servos do on one packet: their answers in the order they take the wire. */
export function answerPacket(
  servos: readonly ServoMemory[],
  packet: Packet,
  onWrite?: (event: BusWrite) => void,
): { readonly id: number; readonly bytes: Buffer; readonly delayMs: number }[] {
  const { id, code, params } = packet;
  const everybody = id === broadcastId;
  const named = everybody ? servos : servos.filter((servo) => servo.id === id);
  const say = (servo: ServoMemory, data: Uint8Array | readonly number[] = []) => {
    const error = servo.errorByte();
    return {
      id: servo.id,
      bytes: encodePacket(servo.id, error, data),
      delayMs: servo.returnDelayMs,
    };
  };
  const acknowledged = (): ReturnType<typeof say>[] =>
    everybody ? [] : named.filter((servo) => servo.responseLevel !== 0).map((servo) => say(servo));
  const take = (servo: ServoMemory, address: number, data: Uint8Array): void => {
    servo.write(address, data);
    onWrite?.({ id: servo.id, address, data });
  };
  const [address = 0, second = 0] = params;
  switch (code) {
    case instructions.ping:
      return named.map((servo) => say(servo));
    case instructions.read:
      if (everybody || params.length !== 2) return [];
      return named.map((servo) => say(servo, servo.read(address, Math.min(second, 250))));
    case instructions.write:
      if (params.length < 2) return [];
      for (const servo of named) take(servo, address, params.slice(1));
      return acknowledged();
    case instructions.regWrite:
      if (params.length < 2) return [];
      for (const servo of named) servo.regWrite(address, params.slice(1));
      return acknowledged();
    case instructions.action:
      for (const servo of named) servo.action();
      return acknowledged();
    case instructions.syncRead: {
      if (!everybody || params.length < 3) return [];
      const wanted = [...params.subarray(2)];
      return wanted.flatMap((each) =>
        servos
          .filter((servo) => servo.id === each)
          .map((servo) => say(servo, servo.read(address, Math.min(second, 250)))),
      );
    }
    case instructions.syncWrite: {
      const size = second + 1;
      if (!everybody || second < 1 || (params.length - 2) % size !== 0) return [];
      for (let at = 2; at < params.length; at += size) {
        const servo = servos.find((each) => each.id === params[at]);
        if (servo !== undefined) take(servo, address, params.slice(at + 1, at + size));
      }
      return [];
    }
    default:
      return [];
  }
}

/** Waiters for the barrier of lockstep. */
function createByteCount() {
  let count = 0;
  const waiting = new Set<{ readonly n: number; readonly resolve: () => void }>();
  return {
    get count() {
      return count;
    },
    add(bytes: number): void {
      count += bytes;
      for (const waiter of waiting) if (count >= waiter.n) waiter.resolve();
    },
    async when(n: number, signal: AbortSignal): Promise<void> {
      signal.throwIfAborted();
      if (count >= n) return;
      const done = Promise.withResolvers<void>();
      const waiter = { n, resolve: done.resolve };
      const onAbort = (): void => done.reject(signal.reason);
      waiting.add(waiter);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        await done.promise;
      } finally {
        waiting.delete(waiter);
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

/** When an answer may take the wire: in real time bytes cost time, one after another. */
function createWire(options: ServoBusOptions, faults: BusFaults, send: (bytes: Buffer) => void) {
  const timers = new Set<Disposable>();
  let freeAtMs = 0;
  const later = (ms: number, bytes: Buffer): void => {
    if (timers.size >= maxQueuedAnswers) return;
    const timer = options.clock.after(ms, () => {
      timers.delete(timer);
      send(bytes);
    });
    timers.add(timer);
  };
  return {
    /** The answers of one packet leave as one burst, as they do on the wire. */
    answer(answers: ReturnType<typeof answerPacket>, requestBytes: number): void {
      const bytes = Buffer.concat(answers.map((each) => faults.spoil(each.bytes)));
      const delayMs = answers.reduce((sum, each) => sum + each.delayMs, 0);
      if (!options.realTime) {
        if (bytes.length === 0) return;
        if (faults.delayMs > 0) later(faults.delayMs, bytes);
        else send(bytes);
        return;
      }
      const nowMs = options.clock.nowMs();
      const takesMs = (requestBytes + bytes.length) * msPerByte + delayMs;
      freeAtMs = Math.max(freeAtMs, nowMs) + takesMs;
      if (bytes.length > 0) later(freeAtMs - nowMs + faults.delayMs, bytes);
    },
    [Symbol.dispose]() {
      for (const timer of timers) timer[Symbol.dispose]();
      timers.clear();
    },
  };
}

/** Opens the pseudo-terminal and answers on it until disposed. Errors: `unavailable` without stty or a free pty. */
export function openServoBus(options: ServoBusOptions): ServoBus {
  const servos = options.plants.map(createServoMemory);
  const faults = createBusFaults(options.rng);
  const terminal = openTerminal();
  const bytes = createByteCount();
  let closed = false;
  const send = (answer: Buffer): void => {
    if (closed) return;
    try {
      writeSync(terminal.fd, answer);
    } catch (cause) {
      // Nobody reads the other side and the kernel's buffer is full: on a real wire the bytes are lost as well.
      options.log.log('debug', 'an answer was lost', { reason: String(cause) });
    }
  };
  const wire = createWire(options, faults, send);
  const gate = createReadGate();
  const parser = createPacketParser((packet) => {
    if (gate.passes(packet)) answer(packet);
  });
  const answer = (packet: Packet): void => {
    const reachable = servos.filter((servo) => faults.reaches(servo.id));
    if (!faults.hears(packet)) return;
    options.beforeRead?.();
    wire.answer(answerPacket(reachable, packet, options.onWrite), packet.params.length + 6);
  };
  let heardMs = options.clock.nowMs();
  terminal.master.on('data', (chunk: Buffer) => {
    const nowMs = options.clock.nowMs();
    if (options.realTime && nowMs - heardMs > brokenOffMs) parser.reset();
    heardMs = nowMs;
    parser.push(chunk);
    bytes.add(chunk.length);
  });
  terminal.master.on('error', (cause) => {
    if (!closed) options.log.log('warn', 'the bus terminal failed', { reason: String(cause) });
  });
  return {
    path: terminal.path,
    bytesRead: () => bytes.count,
    whenBytesRead: bytes.when,
    gateReads(fromByte) {
      for (const packet of gate.open(fromByte)) if (gate.passes(packet)) answer(packet);
    },
    setFault: faults.set,
    servo: (id) => servos.find((servo) => servo.id === id),
    [Symbol.dispose]() {
      if (closed) return;
      closed = true;
      wire[Symbol.dispose]();
      terminal.close();
    },
  };
}
