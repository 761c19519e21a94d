/** A plain client of the door for tests: raw HTTP with any headers, and a WebSocket whose messages can be awaited. */
import { request } from 'node:http';
import { WebSocket } from 'ws';
import { decodeTerminalChunk, type TerminalChunk } from '../../main/base/api/terminalChunk.ts';
import type { ServerMessage, StreamFrame } from '../../main/base/api/wire.ts';
import { decodeStreamFrame } from '../../main/base/api/wire.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export function fetchRaw(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    call.on('error', reject);
    call.end();
  });
}

type Seen =
  | ServerMessage
  | { readonly type: 'frame'; readonly frame: StreamFrame }
  | { readonly type: 'terminal'; readonly chunk: TerminalChunk };

/** A terminal's pieces begin with a zero, which no frame does. */
function seenOf(data: Buffer, isBinary: boolean): Seen {
  const chunk = isBinary ? decodeTerminalChunk(data) : null;
  if (chunk !== null) return { type: 'terminal', chunk };
  const frame = isBinary ? decodeStreamFrame(data) : null;
  if (frame !== null) return { type: 'frame', frame };
  return JSON.parse(data.toString()) as ServerMessage;
}

export interface Peer extends AsyncDisposable {
  readonly socket: WebSocket;
  readonly seen: Seen[];
  send(message: unknown): void;
  /** The first message, seen or yet to come, that `fits`. Rejects when the socket closes first. */
  next<T extends Seen['type']>(
    type: T,
    fits?: (message: Extract<Seen, { type: T }>) => boolean,
  ): Promise<Extract<Seen, { type: T }>>;
  readonly closed: Promise<number>;
}

export async function openPeer(
  port: number,
  headers: Readonly<Record<string, string>>,
): Promise<Peer> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api`, { headers });
  const seen: Seen[] = [];
  const waiting = new Set<() => void>();
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (data: Buffer, isBinary) => {
    seen.push(seenOf(data, isBinary));
    for (const check of waiting) check();
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  return {
    socket,
    seen,
    closed,
    send: (message) => socket.send(JSON.stringify(message)),
    next(type, fits = () => true) {
      return new Promise((resolve, reject) => {
        const check = (): void => {
          const found = seen.find((message) => message.type === type && fits(message as never));
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found as never);
        };
        waiting.add(check);
        void closed.then((code) => reject(new Error(`the socket closed (${code}) first`)));
        check();
      });
    },
    async [Symbol.asyncDispose]() {
      socket.terminate();
      await closed;
    },
  };
}
