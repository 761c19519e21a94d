/**
 * One request to an upstream, up to the head of its answer. No redirect is followed and no protocol switched. What goes
 * wrong is a value: the network was lost (another try may help) or the upstream spoke no HTTP (it will not).
 */
import http, {
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Blocks } from './bodyBlocks.ts';
import { limits } from './limits.ts';

export interface Call {
  readonly url: URL;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Blocks | null;
}

export type Attempt =
  | { readonly kind: 'answer'; readonly message: IncomingMessage; hangUp(): void }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'nonsense'; readonly why: string };

/** Connections that are kept open between requests. */
export interface UpstreamLines extends Disposable {
  /** Rejects with the signal's reason, and only then. */
  call(call: Call, signal: AbortSignal): Promise<Attempt>;
}

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.name;

/** At the speed at which it goes out: encrypting all of a large body at once would take long. */
function sendBody(request: ClientRequest, blocks: Blocks): void {
  if (blocks.length > 1) Readable.from(blocks).pipe(request);
  else request.end(blocks[0]);
}

export function createUpstreamLines(clock: Clock): UpstreamLines {
  const options = { keepAlive: true, maxSockets: limits.gatewayExchanges, maxFreeSockets: 32 };
  const agents = { http: new http.Agent(options), https: new https.Agent(options) };

  const once = (call: Call, signal: AbortSignal): Promise<Attempt | 'stale'> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const secure = call.url.protocol === 'https:';
      const request = (secure ? https : http).request(call.url, {
        method: call.method,
        headers: call.headers,
        agent: secure ? agents.https : agents.http,
        maxHeaderSize: limits.headerBytes,
      });
      let limit = clock.after(limits.connectMs, () => giveUp('no connection in time'));
      const settle = (): void => {
        limit[Symbol.dispose]();
        signal.removeEventListener('abort', onAbort);
      };
      const giveUp = (why: string): void => {
        settle();
        resolve({ kind: 'lost', why });
        request.destroy();
      };
      const onAbort = (): void => {
        settle();
        reject(signal.reason);
        request.destroy();
      };
      const connected = (): void => {
        limit[Symbol.dispose]();
        limit = clock.after(limits.firstByteMs, () => giveUp('no answer in time'));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      request.once('socket', (socket) => {
        if (request.reusedSocket) connected();
        else socket.once(secure ? 'secureConnect' : 'connect', connected);
      });
      request.on('error', (error) => {
        settle();
        const code = codeOf(error);
        // The upstream closed an idle connection while the request was on its way.
        if (request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE')) resolve('stale');
        else if (code.startsWith('HPE_')) resolve({ kind: 'nonsense', why: code });
        else resolve({ kind: 'lost', why: code });
      });
      request.once('upgrade', (_message, socket) => {
        settle();
        socket.destroy();
        resolve({ kind: 'nonsense', why: 'it wants to speak another protocol' });
      });
      request.once('response', (message) => {
        settle();
        // What breaks from here on is told by the message itself.
        message.on('error', () => undefined);
        resolve({ kind: 'answer', message, hangUp: () => request.destroy() });
      });
      sendBody(request, call.body ?? []);
    });

  return {
    async call(call, signal) {
      // Every stale connection is gone once it was found; their number is bounded.
      for (;;) {
        const attempt = await once(call, signal);
        if (attempt !== 'stale') return attempt;
      }
    },
    [Symbol.dispose]: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
