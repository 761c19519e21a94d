/**
 * What the model gateway costs an agent: the same streamed request to the same scripted model, straight and through the
 * gateway's socket, in turns, with a body as large as a coding agent's. Client, gateway and model share one process, which
 * makes the figure larger than it is in use.
 */
import { once } from 'node:events';
import http from 'node:http';
import { join } from 'node:path';
import type { Clock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { summarise } from '../../main/base/lib/stats.ts';
import { openGateway } from '../../main/evolution/agent/gateway/openGateway.ts';
import { modelRequest } from '../../test/lib/scriptedModel/modelRequests.ts';
import { openScriptedModel } from '../../test/lib/scriptedModel/openScriptedModel.ts';
import type { Figure } from './figure.ts';

const rounds = 300;
const warmUp = 30;
const streams = 50;
const streamRounds = 6;
const promptBytes = 80_000;

interface Timed {
  readonly firstMs: number;
  readonly wholeMs: number;
}

type Ask = () => Promise<Timed>;

const { path, body } = modelRequest('anthropic-messages', { stream: true });
const bytes = Buffer.from(JSON.stringify({ ...body, system: 'word '.repeat(promptBytes / 5) }));

function askVia(clock: Clock, where: http.RequestOptions, key: string): Ask {
  const agent = new http.Agent({ keepAlive: true, maxSockets: streams });
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  return async () => {
    const startMs = clock.nowMs();
    const request = http.request({ ...where, path, method: 'POST', headers, agent });
    request.end(bytes);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    let firstMs: number | null = null;
    for await (const _piece of response) firstMs ??= clock.nowMs() - startMs;
    const wholeMs = clock.nowMs() - startMs;
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
    return { firstMs: firstMs ?? wholeMs, wholeMs };
  };
}

/** Both in turns; the first of a pair alternates, so that neither always meets a warmer machine. */
async function inPairs(count: number, direct: Ask, through: Ask) {
  const pairs: { readonly direct: Timed; readonly through: Timed }[] = [];
  for (let i = 0; i < count; i++) {
    if (i % 2 === 0) pairs.push({ direct: await direct(), through: await through() });
    else {
      const second = await through();
      pairs.push({ direct: await direct(), through: second });
    }
  }
  return pairs;
}

async function atOnce(ask: Ask): Promise<readonly number[]> {
  const all = await Promise.all(Array.from({ length: streams }, ask));
  return all.map(({ wholeMs }) => wholeMs);
}

export const gateway: Figure = {
  name: 'gateway',
  what:
    'The model gateway on the way of a streamed request of 80 kB: what it adds to the first byte and to the whole ' +
    'answer, one at a time (each beside a direct one), and to the whole answer of each of 50 at once. Baseline: direct.',
  lines: ['gateway-first', 'gateway-whole', 'gateway-50'],
  measure: async ({ clock, scratchDir }) => {
    const key = 'perf';
    const count = 2 * (rounds + warmUp + streams * (streamRounds + 1)) + 10;
    const script = Array.from({ length: count }, () => ({
      kind: 'say' as const,
      text: 'word '.repeat(200),
    }));
    await using model = await openScriptedModel({ clock, script, key });
    await using opened = await openGateway({
      clock,
      log: silentLog,
      pricesPath: join(scratchDir, 'prices.json'),
      runtimeDir: join(scratchDir, 'run'),
    });
    await using line = await opened.openLine({
      agentId: 'perf',
      upstreams: [
        { protocol: 'anthropic-messages', baseUrl: model.url, auth: { kind: 'key', key } },
      ],
      budget: { tokens: 1e12, usd: null },
      before: [],
      onUsage: () => undefined,
      onSpent: () => undefined,
    });
    const { hostname, port } = new URL(model.url);
    const direct = askVia(clock, { host: hostname, port }, key);
    const through = askVia(clock, { socketPath: line.socketPath }, line.token);
    await inPairs(warmUp, direct, through);
    const pairs = await inPairs(rounds, direct, through);
    const added = (of: (timed: Timed) => number): readonly number[] =>
      pairs.map((pair) => of(pair.through) - of(pair.direct));
    const straight = (of: (timed: Timed) => number) =>
      summarise(pairs.map((pair) => of(pair.direct)));

    await atOnce(direct);
    await atOnce(through);
    const many = { direct: [] as number[], through: [] as number[] };
    for (let i = 0; i < streamRounds; i++) {
      many.direct.push(...(await atOnce(direct)));
      many.through.push(...(await atOnce(through)));
    }
    const usual = summarise(many.direct);
    return [
      {
        name: 'gateway-first',
        unit: 'ms',
        values: added(({ firstMs }) => firstMs),
        baseline: straight(({ firstMs }) => firstMs),
      },
      {
        name: 'gateway-whole',
        unit: 'ms',
        values: added(({ wholeMs }) => wholeMs),
        baseline: straight(({ wholeMs }) => wholeMs),
      },
      {
        name: 'gateway-50',
        unit: 'ms',
        values: many.through.map((ms) => ms - usual.p50),
        baseline: usual,
      },
    ];
  },
};
