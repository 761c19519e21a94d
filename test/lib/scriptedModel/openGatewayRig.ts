/**
 * A gateway with one line, in front of a scripted model or any other upstream, and a client that speaks to it as an agent
 * would: by its socket, or by TCP. What was counted is at hand.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Clock, realClock } from '../../../main/base/lib/clock.ts';
import { createLog } from '../../../main/base/lib/log.ts';
import {
  modelProtocols,
  noTokens,
  type TokenCounts,
  type UsageRecord,
} from '../../../main/base/model/agent.ts';
import {
  type Gateway,
  type GatewayLine,
  type LineOptions,
  openGateway,
} from '../../../main/evolution/agent/gateway/openGateway.ts';

export const realKey = 'sk-the-real-key-of-the-lab';

export interface RigOptions {
  readonly upstream: string;
  readonly clock?: Clock;
  readonly line?: Partial<LineOptions>;
}

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly tcp?: boolean;
  readonly signal?: AbortSignal;
}

export interface GatewayRig extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly line: GatewayLine;
  readonly dir: string;
  readonly records: readonly UsageRecord[];
  /** What `onSpent` was called with. */
  readonly spent: readonly string[];
  readonly log: readonly string[];
  /** The sum of the records. */
  counted(): TokenCounts & { readonly requests: number };
  /** Resolves at the head of the answer. `body` is sent as JSON, or as it is when it is bytes. */
  open(path: string, body?: object | Buffer, options?: AskOptions): Promise<http.IncomingMessage>;
  /** The whole answer. */
  ask(path: string, body?: object | Buffer, options?: AskOptions): Promise<Reply>;
  /** Resolves when so many requests have been counted. */
  recorded(count: number): Promise<void>;
}

const sum = (records: readonly UsageRecord[]): TokenCounts & { requests: number } =>
  records.reduce(
    (all, one) => ({
      inFresh: all.inFresh + one.inFresh,
      inCacheRead: all.inCacheRead + one.inCacheRead,
      inCacheWrite: all.inCacheWrite + one.inCacheWrite,
      out: all.out + one.out,
      outReasoning: all.outReasoning + one.outReasoning,
      requests: all.requests + 1,
    }),
    { ...noTokens, requests: 0 },
  );

export async function openGatewayRig(options: RigOptions): Promise<GatewayRig> {
  const dir = mkdtempSync(join(tmpdir(), 'nb-gw-'));
  const records: UsageRecord[] = [];
  const spent: string[] = [];
  const log: string[] = [];
  const waiting = new Set<() => void>();
  const clock = options.clock ?? realClock;
  const gateway = await openGateway({
    clock,
    log: createLog((text) => log.push(text), clock.wallTime),
    pricesPath: join(dir, 'prices.json'),
    runtimeDir: join(dir, 'run'),
  });
  const line = await gateway.openLine({
    agentId: 'agent-0001',
    upstreams: modelProtocols.map((protocol) => ({
      protocol,
      baseUrl: options.upstream,
      auth: { kind: 'key', key: realKey },
    })),
    budget: { tokens: null, usd: null },
    before: [],
    onUsage: (record) => {
      records.push(record);
      for (const look of [...waiting]) look();
    },
    onSpent: (which) => spent.push(which),
    ...options.line,
  });

  const open: GatewayRig['open'] = async (path, body, ask = {}) => {
    const bytes = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const tcp = new URL(line.tcpUrl);
    const where = ask.tcp
      ? { host: tcp.hostname, port: tcp.port, path: `${tcp.pathname}${path}` }
      : { socketPath: line.socketPath, path };
    const request = http.request({
      ...where,
      method: ask.method ?? (body === undefined ? 'GET' : 'POST'),
      agent: false,
      headers: { 'x-api-key': line.token, 'content-type': 'application/json', ...ask.headers },
      ...(ask.signal === undefined ? {} : { signal: ask.signal }),
    });
    request.end(bytes);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return response;
  };
  return {
    gateway,
    line,
    dir,
    records,
    spent,
    log,
    counted: () => sum(records),
    open,
    async ask(path, body, ask) {
      const response = await open(path, body, ask);
      const bytes = await buffer(response);
      const { statusCode = 0, headers } = response;
      return { status: statusCode, headers, bytes, text: bytes.toString('utf8') };
    },
    recorded: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (records.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
