/**
 * The core's only way in and out: HTTP and WebSocket on the loopback, a random port. Windows come with a one-time
 * code, the command line with the token of the data folder; sizes, rates and times are bounded. Knows the contract,
 * nothing behind it.
 */

import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { CoreApi } from '../../base/api/contract.ts';
import { maxClientMessageBytes, wirePath } from '../../base/api/wire.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { BenchError, type ErrorData } from '../../base/model/errors.ts';
import type { ClientView } from '../../base/model/view.ts';
import { demosDir, framePlacesFile, thumbsDir } from '../../store/dataLayout.ts';
import type { RecordReaderOptions } from '../../store/record/openRecordReader.ts';
import { openRecordReader } from '../../store/record/openRecordReader.ts';
import { openThumbs } from '../../store/record/openThumbs.ts';
import { rowFilmDir } from '../../store/record/rowFilmDir.ts';
import { admit } from './admit.ts';
import type { HttpSide } from './answerHttp.ts';
import { answerHttp } from './answerHttp.ts';
import type { RecordingSide } from './answerRecording.ts';
import { createDoorKeys } from './doorKeys.ts';
import { serveClient } from './serveClient.ts';

export interface DoorOptions {
  readonly api: CoreApi;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** The built window (`dist/window`). */
  readonly windowDir: string;
  /** `DATA/trials`. */
  readonly trialsDir: string;
  /** The dwell rule of the task with this hash, or null. */
  readonly dwellOf?: RecordReaderOptions['dwellOf'];
  /** Demos and clips; a door without them knows trials alone. */
  readonly recordings?: DoorRecordings;
  readonly maxClients?: number;
}

export interface DoorRecordings {
  readonly dataDir: string;
  readonly isLocked: (recordingId: string) => boolean;
  readonly momentOf: RecordingSide['momentOf'];
}

export interface Door extends AsyncDisposable {
  /** Without a code. */
  readonly url: string;
  readonly port: number;
  /** For the data folder's 0600 file; sent as `Authorization: Bearer`. */
  readonly token: string;
  /** A link that opens one window, once. */
  mintUrl(): string;
  /** Who is connected and how they fare, counted when called. */
  clients(): readonly ClientView[];
}

const bounds = {
  headerBytes: 16 * 1024,
  headersMs: 5000,
  requestMs: 10_000,
  idleMs: 30_000,
  connections: 128,
} as const;

function rawRefusal(status: number, words: string, error: ErrorData): string {
  const body = `${JSON.stringify({ error })}\n`;
  return [
    `HTTP/1.1 ${status} ${words}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

/** Bytes that are not HTTP, or too many, or too slow: typed as well, then the socket goes. */
function onClientError(error: Error, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { code } = error as NodeJS.ErrnoException;
  const answer =
    code === 'HPE_HEADER_OVERFLOW'
      ? rawRefusal(431, 'Too Large', { code: 'bad-input', message: 'the headers are too large' })
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? rawRefusal(408, 'Timeout', { code: 'timeout', message: 'the request came too slowly' })
        : rawRefusal(400, 'Bad Request', { code: 'protocol', message: 'this is not HTTP' });
  socket.end(answer, () => socket.destroy());
}

function acceptSockets(
  server: Server,
  sockets: WebSocketServer,
  side: HttpSide,
  options: DoorOptions,
): () => readonly ClientView[] {
  const { api, clock, log, version, maxClients = 32 } = options;
  let clients = 0;
  const served = new Set<() => ClientView>();
  const judge = (request: IncomingMessage): string | null => {
    const path = (request.url ?? '').split('?', 1)[0];
    const admission = admit(request.headers, side.port, side.keys, true);
    if (admission.kind === 'refused')
      return rawRefusal(admission.status, 'Refused', admission.error);
    if (admission.kind === 'stranger')
      return rawRefusal(401, 'Unauthorized', { code: 'refused', message: 'this door needs a key' });
    if (path !== wirePath)
      return rawRefusal(404, 'Not Found', {
        code: 'not-found',
        message: `sockets open at ${wirePath}`,
      });
    if (clients >= maxClients)
      return rawRefusal(503, 'Busy', { code: 'busy', message: 'too many clients are connected' });
    return null;
  };
  server.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', () => socket.destroy());
    const refusal = judge(request);
    if (refusal !== null) {
      socket.end(refusal, () => socket.destroy());
      return;
    }
    clients++;
    let open = false;
    const release = (): void => {
      clients--;
    };
    socket.once('close', () => {
      if (!open) release(); // the handshake itself failed
    });
    sockets.handleUpgrade(request, socket, head, (client) => {
      open = true;
      const view = serveClient(client, { api, clock, log, version }, () => {
        served.delete(view);
        release();
      });
      served.add(view);
    });
  });
  return () => [...served].map((view) => view());
}

const noClips = (): never => {
  throw new BenchError('not-found', 'there are no clips here');
};

const noFilm = (): never => {
  throw new BenchError('not-found', 'there is no night here');
};

function openRecordingSide(
  options: DoorOptions,
): RecordingSide & Pick<HttpSide, 'windowDir'> & Disposable {
  const { windowDir, trialsDir, clock, recordings, dwellOf = async () => null } = options;
  const stack = new DisposableStack();
  if (recordings === undefined) {
    const records = stack.use(openRecordReader({ trialsDir, dwellOf }));
    const dispose = (): void => stack.dispose();
    return {
      windowDir,
      clock,
      records,
      thumbs: null,
      momentOf: noClips,
      rowFilmDir: noFilm,
      [Symbol.dispose]: dispose,
    };
  }
  const { dataDir, isLocked, momentOf } = recordings;
  const records = stack.use(
    openRecordReader({
      trialsDir,
      demosDir: demosDir(dataDir),
      isLocked,
      placesFile: (id) => framePlacesFile(dataDir, id),
      dwellOf,
    }),
  );
  const dirOf = (id: string): string => thumbsDir(dataDir, id);
  const thumbs = stack.use(openThumbs({ records, dirOf, isLocked }));
  return {
    ...{ windowDir, clock, records, thumbs, momentOf },
    rowFilmDir: (nightId) => rowFilmDir(dataDir, nightId, isLocked),
    [Symbol.dispose]: () => stack.dispose(),
  };
}

/** Listens when it resolves. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const keys = createDoorKeys();
  const log = options.log.scoped('door');
  const server = createServer({
    maxHeaderSize: bounds.headerBytes,
    headersTimeout: bounds.headersMs,
    requestTimeout: bounds.requestMs,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 5000,
    requireHostHeader: false, // `admit` says it in our words
  });
  server.maxConnections = bounds.connections;
  server.maxRequestsPerSocket = 10_000;
  server.timeout = bounds.idleMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const recordings = openRecordingSide(options);
  const side: HttpSide = { ...recordings, port, keys, log };
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxClientMessageBytes,
    perMessageDeflate: false,
    maxFragments: 64,
    maxBufferedChunks: 1024,
  });
  server.on('clientError', onClientError);
  // Whatever a client expects it gets our answer: Node's own would have no words.
  for (const event of ['checkContinue', 'checkExpectation', 'request'])
    server.on(event, (request, response) => void answerHttp(request, response, side));
  const clients = acceptSockets(server, sockets, side, { ...options, log });
  const url = `http://127.0.0.1:${port}/`;
  return {
    url,
    port,
    token: keys.token,
    mintUrl: () => `${url}?code=${keys.mintCode()}`,
    clients,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.close(1001, 'the core is ending');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      using _force = options.clock.after(250, () => {
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
      });
      await closed;
      recordings[Symbol.dispose]();
    },
  };
}
