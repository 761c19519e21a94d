/** An upstream that does as the test says with each request's bare socket: no HTTP server of ours mends its answers. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface RawUpstream extends AsyncDisposable {
  readonly url: string;
  /** Heads and bodies as they came, one text per connection. */
  readonly received: readonly string[];
  /** How many connections there were. */
  readonly count: number;
}

/** `answer` is called once per request, when its head has come; `index` counts requests from 0. */
export async function openRawUpstream(
  answer: (socket: Socket, index: number) => void,
): Promise<RawUpstream> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  let asked = 0;
  const server = createServer((socket) => {
    const mine = received.push('') - 1;
    let heads = 0;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      received[mine] += bytes.toString('latin1');
      const now = (received[mine]?.split('\r\n\r\n').length ?? 1) - 1;
      for (; heads < now; heads++) answer(socket, asked++);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    get count() {
      return received.length;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export const plainHead = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
export const eventHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';

export const chunk = (text: string): string =>
  `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** A whole JSON answer. */
export function reply(status: number, headers: Readonly<Record<string, string>>, body: object) {
  const text = JSON.stringify(body);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return (
    `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\n` +
    `content-length: ${Buffer.byteLength(text)}\r\n${lines.join('')}\r\n${text}`
  );
}
