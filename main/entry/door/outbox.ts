/**
 * The sending side of one WebSocket: knows how much the peer has not read yet, and tells when it has. Under
 * pressure terminals wait first, logs pause next, then frames stop, then states wait (latest wins); only answers to
 * calls may pass, up to a bound at which the peer is dropped. Nothing is queued here beyond what the socket holds.
 */
import type { WebSocket } from 'ws';
import type { ServerMessage } from '../../base/api/wire.ts';

/** Bytes the peer has not taken yet. */
export const pressure = {
  /** The least of all: two pieces of output, so that neither pictures nor logs wait behind a terminal. */
  terminals: 128 * 1024,
  /** Below the frames' bound: a log in a hurry leaves room for pictures. */
  logs: 256 * 1024,
  frames: 384 * 1024,
  topics: 1024 * 1024,
  drop: 8 * 1024 * 1024,
} as const;

export interface Outbox {
  /** Sends now, whatever the pressure short of `drop`. */
  send(message: ServerMessage): void;
  /** A message that is JSON already. */
  sendText(json: string): void;
  sendFrame(bytes: Uint8Array): void;
  readonly takesTerminals: boolean;
  readonly takesLogs: boolean;
  readonly takesFrames: boolean;
  readonly takesTopics: boolean;
  readonly waitingBytes: number;
}

/** `onDrain` is called whenever bytes have left and topics may be sent again. */
export function createOutbox(
  socket: Pick<WebSocket, 'send' | 'bufferedAmount' | 'close' | 'terminate' | 'readyState'>,
  onDrain: () => void,
  onTooSlow: () => void,
): Outbox {
  let held = false;
  const sent = (error?: Error | null): void => {
    if (error != null || !held || socket.bufferedAmount >= pressure.terminals) return;
    held = false;
    onDrain();
  };
  const put = (data: string | Uint8Array): void => {
    if (socket.readyState !== 1) return;
    socket.send(data, { binary: typeof data !== 'string', compress: false }, sent);
    if (socket.bufferedAmount >= pressure.terminals) held = true;
    if (socket.bufferedAmount > pressure.drop) onTooSlow();
  };
  return {
    send: (message) => put(JSON.stringify(message)),
    sendText: put,
    sendFrame: put,
    get takesTerminals() {
      return socket.bufferedAmount < pressure.terminals;
    },
    get takesLogs() {
      return socket.bufferedAmount < pressure.logs;
    },
    get takesFrames() {
      return socket.bufferedAmount < pressure.frames;
    },
    get waitingBytes() {
      return socket.bufferedAmount;
    },
    get takesTopics() {
      return socket.bufferedAmount < pressure.topics;
    },
  };
}
