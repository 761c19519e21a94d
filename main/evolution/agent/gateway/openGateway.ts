/**
 * The door that all model traffic of agents goes through: one loopback port that all lines share (a request names its line
 * by a token in the path) and a socket for each line. A line that is closed answers nobody any more. See `gateway.ts` for
 * what it promises.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRng } from '../../../base/lib/rng.ts';
import { createTurns } from '../../../base/lib/turns.ts';
import { BenchError } from '../../../base/model/errors.ts';
import { createUpstreamLines } from './callUpstream.ts';
import type { Gateway, GatewayLine, GatewayPorts, LineOptions } from './gateway.ts';
import { closeServer, createBoundedServer, listen } from './httpServer.ts';
import { limits } from './limits.ts';
import { createRoom, type GatewayParts } from './lineState.ts';
import { type OpenLine, openLine } from './openLine.ts';
import type { Passing } from './passThrough.ts';
import { openPriceTable } from './priceTable.ts';
import { runSelfTest } from './runSelfTest.ts';
import { refusalOf, sendRefusal } from './sendRefusal.ts';

export type {
  Gateway,
  GatewayLine,
  GatewayPorts,
  LineOptions,
  Upstream,
  UpstreamAuth,
} from './gateway.ts';

const linePrefix = /^\/line\/([A-Za-z0-9_-]{8,80})(\/.*)$/s;

/** Lines are found by a hash of their token, so that looking one up takes the same time whatever was asked for. */
const hashed = (token: string): string => createHash('sha256').update(token).digest('base64url');

function createParts({ clock, log, pricesPath }: GatewayPorts): GatewayParts & Disposable {
  const passings = new Set<Passing>();
  const upstreamLines = createUpstreamLines(clock);
  const sweep = clock.every(limits.sweepMs, () => {
    for (const passing of [...passings]) passing.check();
  });
  return {
    clock,
    log,
    rng: createRng(0).fork('gateway'),
    prices: openPriceTable(pricesPath, clock, log),
    upstreamLines,
    passings,
    turns: createTurns(clock),
    busy: createRoom(limits.gatewayExchanges),
    [Symbol.dispose]: () => {
      sweep[Symbol.dispose]();
      upstreamLines[Symbol.dispose]();
    },
  };
}

/** @throws BenchError `storage`: neither the port nor the folder for sockets could be had. */
export async function openGateway(ports: GatewayPorts): Promise<Gateway> {
  const parts = createParts({ ...ports, log: ports.log.scoped('gateway') });
  const byToken = new Map<string, OpenLine>();
  const lines = new Set<GatewayLine>();
  let opened = 0;

  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    const match = linePrefix.exec(req.url ?? '');
    const found = match === null ? undefined : byToken.get(hashed(match[1] ?? ''));
    if (match === null || found === undefined) {
      sendRefusal(res, null, refusalOf(404, 'there is no such line'));
    } else found.answer(match[2] ?? '/', req, res);
  };
  const server = createBoundedServer(answer);
  try {
    mkdirSync(ports.runtimeDir, { recursive: true, mode: 0o700 });
    await listen(server, { port: 0 });
  } catch (cause) {
    parts[Symbol.dispose]();
    throw new BenchError('storage', 'the gateway for models cannot be opened', { cause });
  }
  const { port } = server.address() as AddressInfo;

  const keep = (open: OpenLine): GatewayLine => {
    const { line } = open;
    const key = hashed(line.token);
    byToken.set(key, open);
    const kept: GatewayLine = {
      ...line,
      async [Symbol.asyncDispose]() {
        byToken.delete(key);
        lines.delete(kept);
        await line[Symbol.asyncDispose]();
      },
    };
    lines.add(kept);
    return kept;
  };
  const gateway: Gateway = {
    port,
    async openLine(options: LineOptions) {
      const socket = { dir: ports.runtimeDir, name: `m${++opened}.sock` };
      const tcpUrlOf = (token: string): string => `http://127.0.0.1:${port}/line/${token}`;
      return keep(await openLine(parts, options, socket, tcpUrlOf));
    },
    selfTest: () => runSelfTest(gateway, ports),
    async [Symbol.asyncDispose]() {
      await Promise.all([...lines].map((line) => line[Symbol.asyncDispose]()));
      await closeServer(server);
      parts[Symbol.dispose]();
    },
  };
  return gateway;
}
