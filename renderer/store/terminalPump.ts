/**
 * A terminal's output on its way to the screen: one write in flight, what waits meanwhile is written together, and only
 * what has been written is acknowledged, so that a slow page is sent less and never holds a queue. A snapshot replaces
 * everything, also what still waits. Knows neither sockets nor the screen.
 */
import type { TerminalChunk } from '../../main/base/api/terminalChunk.ts';
import type { Clock } from '../../main/base/lib/clock.ts';

/** One write: short enough for a frame to be painted between two of them. */
const writeBytes = 64 * 1024;
/** An acknowledgement is due after so much, or a little later: each is a message, and the door counts messages. */
const ackBytes = 64 * 1024;
const ackMs = 25;
/** Far longer than a write takes on any machine, also in a page that is not seen. */
const stallMs = 5_000;

export interface TerminalPumpPorts {
  readonly clock: Clock;
  /** Clears the screen, its scrollback and its modes. */
  reset(): void;
  /** Calls `done` once the bytes are on the screen. */
  write(bytes: Uint8Array, done: () => void): void;
  ack(end: number): void;
  /** A write has not ended for so long that it never will: the screen has failed. */
  stalled(): void;
}

export interface TerminalPump extends Disposable {
  chunk(chunk: TerminalChunk): void;
  /** Received and not written yet. */
  readonly waitingBytes: number;
}

interface Piece {
  readonly bytes: Uint8Array;
  /** Where the output stands when it is written; null: not at its end yet. */
  readonly end: number | null;
}

function joined(pieces: readonly Piece[]): Uint8Array {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first.bytes;
  const whole = new Uint8Array(pieces.reduce((sum, { bytes }) => sum + bytes.byteLength, 0));
  let at = 0;
  for (const { bytes } of pieces) {
    whole.set(bytes, at);
    at += bytes.byteLength;
  }
  return whole;
}

export function createTerminalPump(ports: TerminalPumpPorts): TerminalPump {
  let waiting: Piece[] = [];
  let waitingBytes = 0;
  let fresh = false;
  let busy = false;
  let disposed = false;
  let written = 0;
  let acked = 0;
  let ackSoon: Disposable | null = null;
  let stall: Disposable | null = null;

  const ack = (): void => {
    ackSoon?.[Symbol.dispose]();
    ackSoon = null;
    if (disposed || written === acked) return;
    acked = written;
    ports.ack(written);
  };
  const settle = (end: number | null): void => {
    if (end !== null) written = end;
    if (written - acked >= ackBytes) ack();
    else if (written !== acked) ackSoon ??= ports.clock.after(ackMs, ack);
  };
  const take = (): readonly Piece[] => {
    const taken: Piece[] = [];
    let bytes = 0;
    while (bytes < writeBytes) {
      const next = waiting.shift();
      if (next === undefined) break;
      const room = writeBytes - bytes;
      if (next.bytes.byteLength > room) {
        taken.push({ bytes: next.bytes.subarray(0, room), end: null });
        waiting.unshift({ ...next, bytes: next.bytes.subarray(room) });
        bytes = writeBytes;
      } else {
        taken.push(next);
        bytes += next.bytes.byteLength;
      }
    }
    waitingBytes -= bytes;
    return taken;
  };
  const work = (): void => {
    if (busy || disposed || waiting.length === 0) return;
    if (fresh) ports.reset();
    fresh = false;
    const taken = take();
    busy = true;
    stall = ports.clock.after(stallMs, ports.stalled);
    ports.write(joined(taken), () => {
      busy = false;
      stall?.[Symbol.dispose]();
      if (disposed) return;
      // Nothing is acknowledged of what a snapshot replaces meanwhile: it counts for it.
      if (!fresh) settle(taken.findLast(({ end }) => end !== null)?.end ?? null);
      work();
    });
  };

  return {
    get waitingBytes() {
      return waitingBytes;
    },
    chunk({ kind, bytes, end }) {
      if (disposed) return;
      if (kind === 'snapshot') {
        waiting = [];
        waitingBytes = 0;
        fresh = true;
        // Another count of bytes may begin here, also a smaller one.
        written = -1;
        acked = -1;
      }
      waiting.push({ bytes, end });
      waitingBytes += bytes.byteLength;
      work();
    },
    [Symbol.dispose]() {
      disposed = true;
      ackSoon?.[Symbol.dispose]();
      stall?.[Symbol.dispose]();
      waiting = [];
    },
  };
}
