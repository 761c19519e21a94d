/** A line: its token, its socket, its meter, and what is let go with it. */
import { chmodSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { ModelProtocol } from '../../../base/model/agent.ts';
import { BenchError } from '../../../base/model/errors.ts';
import { answerLine } from './answerLine.ts';
import type { GatewayLine, LineOptions, Upstream } from './gateway.ts';
import { closeServer, createBoundedServer, listen } from './httpServer.ts';
import { limits } from './limits.ts';
import { createLineMeter } from './lineMeter.ts';
import {
  createComplaints,
  createFarewell,
  createRoom,
  type GatewayParts,
  type LineState,
} from './lineState.ts';
import { mintLineToken } from './lineToken.ts';

/** Linux gives a socket's name 108 bytes, its closing zero included. */
const maxSocketPathBytes = 107;
const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** @throws BenchError `bad-input` */
function checkUpstreams(upstreams: readonly Upstream[], log: GatewayParts['log']): void {
  const seen = new Set<ModelProtocol>();
  for (const { protocol, baseUrl, auth } of upstreams) {
    if (seen.has(protocol)) throw new BenchError('bad-input', `two model servers for ${protocol}`);
    seen.add(protocol);
    const url = URL.parse(baseUrl);
    const fits = url !== null && /^https?:$/.test(url.protocol) && url.search === '';
    if (!fits || url.username !== '' || url.password !== '') {
      throw new BenchError('bad-input', `the model server of ${protocol} has no usable address`, {
        hint: 'an http or https URL without query and login, such as https://api.example.org',
      });
    }
    if (url.protocol === 'http:' && auth.kind === 'key' && !loopback.test(url.hostname)) {
      log.log('warn', 'a key goes to a model server in the clear', { host: url.hostname });
    }
  }
}

export interface OpenLine {
  readonly line: GatewayLine;
  /** Answers a request that came by the shared port; `target` is its URL behind the line's prefix. */
  answer(target: string, req: IncomingMessage, res: ServerResponse): void;
}

/** Requests that are being answered; when the line closes their connections end, and it waits for their records. */
function createRunning(state: LineState) {
  const running = new Set<Promise<void>>();
  return {
    answer(target: string, req: IncomingMessage, res: ServerResponse): void {
      if (state.closed.aborted) return void res.destroy();
      const end = (): void => void req.socket.destroy();
      state.closed.addEventListener('abort', end, { once: true });
      const work = answerLine(state, target, req, res).finally(() => {
        state.closed.removeEventListener('abort', end);
        running.delete(work);
      });
      running.add(work);
    },
    settled: () => Promise.allSettled(running),
  };
}

/** @throws BenchError `bad-input`, `storage` */
export async function openLine(
  parts: GatewayParts,
  options: LineOptions,
  socket: { readonly dir: string; readonly name: string },
  tcpUrlOf: (token: string) => string,
): Promise<OpenLine> {
  const log = parts.log.scoped(options.agentId);
  checkUpstreams(options.upstreams, log);
  const token = mintLineToken();
  const closing = new AbortController();
  let serial = 0;
  const meter = createLineMeter(options);
  const state: LineState = {
    ...parts,
    log,
    options,
    token,
    meter,
    bodies: createRoom(limits.lineBodyBytes),
    exchanges: createRoom(limits.lineExchanges),
    closed: closing.signal,
    farewell: createFarewell(),
    upstreamOf: (protocol) => options.upstreams.find((one) => one.protocol === protocol) ?? null,
    nextSerial: () => ++serial,
    complain: createComplaints(log),
  };
  const socketPath = join(socket.dir, socket.name);
  if (Buffer.byteLength(socketPath) > maxSocketPathBytes) {
    throw new BenchError('bad-input', 'the folder for sockets has too long a name', {
      hint: `its sockets' paths may have ${maxSocketPathBytes} bytes`,
    });
  }
  const running = createRunning(state);
  const server = createBoundedServer((req, res) => {
    running.answer(req.url ?? '/', req, res);
  });
  try {
    rmSync(socketPath, { force: true });
    await listen(server, { path: socketPath });
    chmodSync(socketPath, 0o666);
  } catch (cause) {
    await closeServer(server);
    throw new BenchError('storage', 'no socket could be made for an agent', { cause });
  }
  const line: GatewayLine = {
    token,
    socketPath,
    tcpUrl: tcpUrlOf(token),
    meter: meter.topic,
    spend: (which) => meter.spend(which),
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('the line is closed'));
      await closeServer(server);
      await running.settled();
      rmSync(socketPath, { force: true });
    },
  };
  return { line, answer: running.answer };
}
