/**
 * Broken and malicious upstreams, agents that go away in mid-stream, and requests that are not what they seem: nothing
 * crashes, nothing grows, the agent sees that an answer is not whole, and what passed is charged.
 */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { limits } from '../../main/evolution/agent/gateway/limits.ts';
import { fuzzRuns } from '../lib/fuzzRuns.ts';
import { heldBytes } from '../lib/heldBytes.ts';
import { createSkippingClock } from '../lib/scriptedModel/createSkippingClock.ts';
import { modelRequest } from '../lib/scriptedModel/modelRequests.ts';
import { type GatewayRig, openGatewayRig, realKey } from '../lib/scriptedModel/openGatewayRig.ts';
import {
  chunk,
  eventHead,
  openRawUpstream,
  plainHead,
  reply,
} from '../lib/scriptedModel/openRawUpstream.ts';
import { openScriptedModel } from '../lib/scriptedModel/openScriptedModel.ts';

const anthropic = modelRequest('anthropic-messages', { stream: true });
const responses = modelRequest('openai-responses', { stream: true });
const started = { input_tokens: 700, cache_read_input_tokens: 90, output_tokens: 1 };
const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
const start = event({ type: 'message_start', message: { model: 'm', usage: started } });
const delta = (text: string): string => event({ type: 'content_block_delta', delta: { text } });

/** A rig before an upstream that writes `texts` and then does as `end` says. */
async function rigBefore(texts: readonly (string | Buffer)[], end: (socket: Socket) => void) {
  const skipping = createSkippingClock();
  const upstream = await openRawUpstream((socket) => {
    for (const text of texts) socket.write(text);
    end(socket);
  });
  const rig = await openGatewayRig({ upstream: upstream.url, clock: skipping.clock });
  return {
    ...skipping,
    rig,
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}
const stay = (): void => undefined;
const leave = (socket: Socket): void => void socket.end();
/** Resolves when it is over, broken or not. */
function closeOf(response: IncomingMessage): Promise<void> {
  response.on('error', () => undefined);
  return new Promise((resolve) => response.once('close', () => resolve()));
}
/** The bytes that came before the answer broke, and whether it did. */
async function readBroken(rig: GatewayRig, path: string, body: object) {
  const response = await rig.open(path, body);
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (piece: string) => {
    text += piece;
  });
  await closeOf(response);
  return { text, whole: response.complete, status: response.statusCode };
}

describe('a stream that is cut', () => {
  it('by the upstream: ends broken, charged for what it said and what passed', async () => {
    const said = delta('x'.repeat(400));
    await using all = await rigBefore([eventHead, chunk(start), chunk(said)], (socket) =>
      socket.destroySoon(),
    );
    const { text, whole } = await readBroken(all.rig, anthropic.path, anthropic.body);
    expect([text, whole]).toEqual([start + said, false]);
    await all.rig.recorded(1);
    expect(all.rig.records).toMatchObject([
      { status: 200, inFresh: 700, inCacheRead: 90, out: 100, estimated: true, model: 'm' },
    ]);
  });

  it('by the agent: the request upstream ends, charged the same way', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    await using all = await rigBefore(
      [eventHead, chunk(start), chunk(delta('y'.repeat(80)))],
      (socket) => once(socket, 'close').then(() => resolve()),
    );
    const response = await all.rig.open(anthropic.path, anthropic.body);
    response.on('error', () => undefined);
    let seen = '';
    for await (const piece of response.iterator({ destroyOnReturn: false })) {
      seen += piece;
      if (seen.includes('yyyy')) break;
    }
    response.destroy();
    await closed;
    await all.rig.recorded(1);
    expect(all.rig.records).toMatchObject([{ status: 0, inFresh: 700, out: 20, estimated: true }]);
    expect(all.rig.line.meter.value.tokens.out).toBe(20);
  });

  it('before it said any cost: the request itself is estimated', async () => {
    const said = event({ type: 'response.output_text.delta', delta: 'z'.repeat(40) });
    await using all = await rigBefore([eventHead, chunk(said)], (socket) => socket.destroySoon());
    await readBroken(all.rig, responses.path, responses.body);
    await all.rig.recorded(1);
    const bytes = JSON.stringify(responses.body).length;
    const inFresh = Math.ceil(bytes / 4);
    expect(all.rig.records).toMatchObject([{ inFresh, out: 10, estimated: true }]);
  });

  it('in an orderly way but without its last word: estimated as well', async () => {
    const said = [start, delta('w'.repeat(40)), event({ type: 'error', error: {} })];
    await using all = await rigBefore([eventHead, ...said.map(chunk), '0\r\n\r\n'], stay);
    expect((await all.rig.ask(anthropic.path, anthropic.body)).text).toBe(said.join(''));
    expect(all.rig.records).toMatchObject([{ inFresh: 700, out: 10, estimated: true }]);
  });
});

describe('an upstream that', () => {
  it.each<[string, readonly string[], (socket: Socket) => void]>([
    ['speaks no HTTP', ['Hello, who is there?\r\n\r\n'], leave],
    ['has two lengths', [`${plainHead}content-length: 2\r\ncontent-length: 3\r\n\r\n{}}`], leave],
    ['has a length and chunks', [`${plainHead}content-length: 2\r\n${eventHead.slice(17)}`], leave],
    ['never ends its head', [plainHead, `x: ${'y'.repeat(limits.headerBytes * 2)}`], stay],
    ['sends heads for ever', [plainHead, 'x: y\r\n'.repeat(20_000)], stay],
    [
      'wants another protocol',
      ['HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
      stay,
    ],
  ])('%s: a plain refusal', async (_what, texts, end) => {
    await using all = await rigBefore(texts, end);
    const { status, text } = await all.rig.ask(anthropic.path, anthropic.body);
    expect([status, JSON.parse(text).type]).toEqual([502, 'error']);
    expect(all.rig.records).toMatchObject([{ status: 502, inFresh: 0, usd: 0 }]);
    expect(await all.rig.gateway.selfTest()).toBe(true);
  });

  it.each<[string, readonly (string | Buffer)[], (socket: Socket) => void]>([
    ['promises more than it sends', [`${plainHead}content-length: 500\r\n\r\n{"usage":`], leave],
    ['drops in the middle of a chunk', [eventHead, 'ff\r\ndata: {"us'], leave],
    ['has a chunk of nonsense', [eventHead, 'zz\r\n\r\n'], stay],
    ['sends broken gzip', [`${plainHead}content-encoding: gzip\r\n\r\n`, 'no gzip at all'], leave],
    [
      'breaks its gzip off',
      [`${plainHead}content-encoding: gzip\r\ncontent-length: 90\r\n\r\n`, gzipSync('{}')],
      leave,
    ],
  ])('%s: the answer is seen to be broken', async (_what, texts, end) => {
    await using all = await rigBefore(texts, end);
    const broken = await readBroken(all.rig, anthropic.path, anthropic.body).catch(() => null);
    expect(broken?.whole ?? false).toBe(false);
    await all.rig.recorded(1);
    expect(all.rig.records).toMatchObject([{ estimated: true }]);
    expect(await all.rig.gateway.selfTest()).toBe(true);
  });

  it('points elsewhere is not followed, and does not say where', async () => {
    const elsewhere = 'http://127.0.0.1:1/secret';
    await using all = await rigBefore([reply(307, { location: elsewhere }, {})], stay);
    const { status, headers, text } = await all.rig.ask(anthropic.path, anthropic.body);
    expect(status).toBe(502);
    expect(headers).not.toHaveProperty('location');
    expect(text).not.toContain('secret');
  });

  it('sets cookies and splits headers gets neither through', async () => {
    const head = { 'set-cookie': 'a=b', connection: 'x-hop', 'x-hop': '1', 'request-id': 'r' };
    await using all = await rigBefore([reply(200, head, { usage: started })], stay);
    const { headers } = await all.rig.ask(anthropic.path, anthropic.body);
    expect(headers).not.toHaveProperty('set-cookie');
    expect(headers).not.toHaveProperty('x-hop');
    expect(headers['request-id']).toBe('r');
  });

  it('compresses although it is asked not to: unpacked and counted', async () => {
    const packed = gzipSync(
      JSON.stringify({ model: 'm', usage: { ...started, output_tokens: 9 } }),
    );
    const head = `${plainHead}content-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`;
    await using all = await rigBefore([head, packed], stay);
    const { headers, text } = await all.rig.ask(anthropic.path, anthropic.body);
    expect(headers).not.toHaveProperty('content-encoding');
    expect(JSON.parse(text).model).toBe('m');
    expect(all.rig.records).toMatchObject([{ inFresh: 700, out: 9 }]);
  });

  it('says counts that no model has is not believed', async () => {
    const odd = { input_tokens: -5, output_tokens: 1e300, cache_read_input_tokens: '7' };
    await using all = await rigBefore([reply(200, {}, { usage: odd })], stay);
    await all.rig.ask(anthropic.path, anthropic.body);
    expect(all.rig.records).toMatchObject([{ inFresh: 0, out: 0, inCacheRead: 0 }]);
  });

  it('sends a line of a hundred megabytes costs no memory', async () => {
    const piece = Buffer.from(chunk('a'.repeat(1024 * 1024)));
    let sent = 0;
    const pour = (socket: Socket): void => {
      while (sent++ < 100) {
        if (!socket.write(piece)) return void socket.once('drain', () => pour(socket));
      }
      socket.write(chunk(`"}\n\n${start}${event({ usage: { output_tokens: 4 } })}`));
      socket.write('0\r\n\r\n');
    };
    await using all = await rigBefore([eventHead, chunk('data: {"delta":{"text":"')], pour);
    const response = await all.rig.open(anthropic.path, anthropic.body);
    let [most, pieces] = [0, 0];
    for await (const _piece of response)
      if (pieces++ % 200 === 199) most = Math.max(most, heldBytes());
    expect(most).toBeLessThan(80 * 1024 * 1024);
    expect(all.rig.records).toMatchObject([{ inFresh: 700, out: 4 }]);
  });

  it('falls silent is cut after its time', async () => {
    await using all = await rigBefore([eventHead, chunk(start)], stay);
    const response = await all.rig.open(anthropic.path, anthropic.body);
    response.on('error', () => undefined);
    await once(response, 'readable');
    all.pass(limits.upstreamSilentMs - 1000);
    expect(response.destroyed).toBe(false);
    response.resume();
    const closed = closeOf(response);
    all.pass(2000);
    await closed;
    expect(response.complete).toBe(false);
    await all.rig.recorded(1);
    expect(all.rig.records).toMatchObject([{ status: 200, inFresh: 700, estimated: true }]);
  });

  it('pours into an agent that takes nothing is stopped', async () => {
    const pour = (socket: Socket): void => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(chunk(delta('x'.repeat(60_000)))));
        if (!socket.destroyed) socket.once('drain', more);
      };
      more();
    };
    await using all = await rigBefore([eventHead, chunk(start)], pour);
    const response = await all.rig.open(anthropic.path, anthropic.body);
    response.on('error', () => undefined);
    await expect
      .poll(() => {
        all.pass(limits.clientStalledMs / 8);
        return all.rig.records;
      })
      .toMatchObject([{ status: 0, inFresh: 700, estimated: true }]);
    response.destroy();
  });

  it('says any bytes at all: counted or not, never a crash', async () => {
    const line = fc.oneof(
      fc.constantFrom(
        'data: ',
        'data:',
        'event: x',
        '\n',
        '\r\n',
        start,
        '{"usage":',
        '}}',
        '[DONE]',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    let texts: readonly string[] = [];
    const upstream = await openRawUpstream((socket) => {
      const bytes = Buffer.from(texts.join(''), 'latin1');
      socket.end(Buffer.concat([Buffer.from('HTTP/1.1 200 X\r\n'), bytes]));
    });
    await using _upstream = upstream;
    await using rig = await openGatewayRig({
      upstream: upstream.url,
      clock: createSkippingClock().clock,
    });
    const head = fc.constantFrom('content-type: text/event-stream\r\n\r\n', '\r\n', 'a: b\r\n', '');
    const run = async (first: string, rest: readonly string[]): Promise<void> => {
      texts = [first, ...rest];
      await rig.ask(anthropic.path, anthropic.body).catch(() => undefined);
    };
    const property = fc.asyncProperty(head, fc.array(line, { maxLength: 12 }), run);
    await fc.assert(property, fuzzRuns(40));
    expect(await rig.gateway.selfTest()).toBe(true);
  });
});

describe('a request that', () => {
  /** What a bare socket gets for these bytes. */
  async function speak(rig: GatewayRig, text: string): Promise<string> {
    const socket = connect(rig.line.socketPath);
    socket.on('error', () => undefined);
    let got = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      got += piece;
    });
    socket.end(text.replaceAll('TOKEN', rig.line.token), 'latin1');
    await once(socket, 'close');
    return got;
  }
  const head = 'POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: TOKEN\r\nconnection: close\r\n';

  it.each([
    ['asks a proxy', 'GET http://example.org/ HTTP/1.1\r\nhost: x\r\n\r\n', /^HTTP\/1.1 400/],
    ['asks for a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nhost: x\r\n\r\n', /^HTTP\/1.1 405/],
    ['is no HTTP', '\x16\x03\x01\x02\x00', /^HTTP\/1.1 400/],
    ['has two lengths', `${head}content-length: 2\r\ncontent-length: 30\r\n\r\n{}`, / 400 /],
    [
      'has a length and chunks',
      `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      / 400 /,
    ],
    ['shows the key twice', `${head}x-api-key: TOKEN\r\ncontent-length: 2\r\n\r\n{}`, / 401 /],
    ['is no JSON', `${head}content-length: 3\r\n\r\n[1]`, / 400 /],
    ['says a thing twice', `${head}content-length: 25\r\n\r\n{"model":"a","model":"b"}`, / 400 /],
    ['has an endless head', `${head}x: ${'y'.repeat(limits.headerBytes * 2)}`, /431|400/],
    ['ends early', `${head}content-length: 900\r\n\r\n{`, /^$|400/],
  ])('%s reaches nobody', async (_what, text, expected) => {
    await using model = await openScriptedModel({ clock: realClock, script: [] });
    await using rig = await openGatewayRig({ upstream: model.url });
    expect(await speak(rig, text)).toMatch(expected);
    expect(model.requests).toEqual([]);
    expect(rig.records).toEqual([]);
  });

  it('smuggles headers has none of them upstream, and the key stays ours', async () => {
    await using model = await openScriptedModel({ clock: realClock, script: [], key: realKey });
    await using rig = await openGatewayRig({ upstream: model.url });
    const smuggled = {
      connection: 'x-api-key, x-hop',
      'x-hop': '1',
      'proxy-authorization': 'Basic x',
      'x-forwarded-for': '10.0.0.1',
      authorization: 'Bearer other',
      te: 'trailers',
      host: 'elsewhere.example.org',
      'x-goog-api-key': 'mine',
    };
    const { status } = await rig.ask(anthropic.path, anthropic.body, { headers: smuggled });
    expect(status).toBe(200);
    const seen = model.requests[0]?.headers ?? {};
    for (const name of ['x-hop', 'proxy-authorization', 'x-forwarded-for', 'authorization', 'te'])
      expect(seen).not.toHaveProperty(name);
    expect([seen['x-api-key'], seen['x-goog-api-key']]).toEqual([realKey, undefined]);
    expect(seen.host).toBe(new URL(model.url).host);
  });

  it('is longer than thirty-two megabytes is refused in words', async () => {
    await using model = await openScriptedModel({ clock: realClock, script: [] });
    await using rig = await openGatewayRig({ upstream: model.url });
    const long = Buffer.alloc(limits.requestBytes + 1, 0x20);
    const answer = await rig.ask('/v1/messages', long).catch((thrown: Error) => thrown.message);
    // The refusal may be overtaken by the end of the connection while the rest is still being sent.
    if (typeof answer === 'string') expect(answer).toMatch(/EPIPE|ECONNRESET|hang up/);
    else expect(answer.status).toBe(413);
    expect(model.requests).toEqual([]);
    expect(await rig.gateway.selfTest()).toBe(true);
  });

  it.each([false, true])('is half there when the line closes: it ends (TCP: %s)', async (tcp) => {
    await using model = await openScriptedModel({ clock: realClock, script: [] });
    await using rig = await openGatewayRig({ upstream: model.url });
    const { hostname, port, pathname } = new URL(rig.line.tcpUrl);
    const socket = tcp ? connect(Number(port), hostname) : connect(rig.line.socketPath);
    socket.on('error', () => undefined);
    const prefix = tcp ? pathname : '';
    const half = head.replace('/v1', `${prefix}/v1`).replaceAll('TOKEN', rig.line.token);
    // A first whole request on the same connection, so that the half one is known to have begun.
    socket.write(half.replace('connection: close\r\n', 'content-length: 2\r\n\r\n{}'));
    await once(socket, 'data');
    socket.write(`${half}content-length: 900\r\nexpect: 100-continue\r\n\r\n{`);
    await once(socket, 'data');
    await Promise.all([rig.line[Symbol.asyncDispose](), once(socket, 'close')]);
    expect(rig.records).toHaveLength(1);
  });

  it('comes with too many others is asked to come later', async () => {
    await using upstream = await openRawUpstream(() => undefined);
    await using rig = await openGatewayRig({ upstream: upstream.url });
    const abort = new AbortController();
    const many = Array.from({ length: limits.lineExchanges + 5 }, () =>
      rig.ask(anthropic.path, anthropic.body, { signal: abort.signal }).then(
        ({ status, headers }) => [status, headers['retry-after']],
        () => null,
      ),
    );
    const refused = await Promise.race([Promise.all(many.slice(-5)), Promise.all(many)]);
    expect(refused).toEqual(Array.from({ length: 5 }, () => [429, '1']));
    abort.abort();
    await Promise.all(many);
    await rig.recorded(limits.lineExchanges);
  });

  it('is any bytes at all is answered or dropped, and the door still works', async () => {
    await using model = await openScriptedModel({ clock: realClock, script: [] });
    await using rig = await openGatewayRig({ upstream: model.url });
    const word = fc.constantFrom(
      'GET ',
      'POST ',
      '/v1/messages',
      '/v1/chat/completions ',
      ' HTTP/1.1\r\n',
      'x-api-key: TOKEN\r\n',
      'content-length: 9\r\n',
      'transfer-encoding: chunked\r\n',
      '\r\n',
      '{"model":',
      'ffffffff\r\n',
      'upgrade: websocket\r\nconnection: upgrade\r\n',
    );
    const piece = fc.oneof(word, fc.string({ unit: 'binary', maxLength: 20 }));
    const run = async (pieces: readonly string[]): Promise<void> => {
      await speak(rig, pieces.join(''));
    };
    const property = fc.asyncProperty(fc.array(piece, { maxLength: 14 }), run);
    await fc.assert(property, fuzzRuns(60));
    expect(await rig.gateway.selfTest()).toBe(true);
  });
});
