/**
 * An upstream that says "later", and a network that is lost: the gateway waits as it is told, shows that it does, asks
 * again with the same request, and gives up in the end. An agent that goes away ends the wait.
 */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { AgentMeter } from '../../main/base/model/agent.ts';
import { limits } from '../../main/evolution/agent/gateway/limits.ts';
import { createSkippingClock } from '../lib/scriptedModel/createSkippingClock.ts';
import { modelRequest } from '../lib/scriptedModel/modelRequests.ts';
import { openGatewayRig, realKey } from '../lib/scriptedModel/openGatewayRig.ts';
import { openRawUpstream, reply } from '../lib/scriptedModel/openRawUpstream.ts';

const { path, body } = modelRequest('anthropic-messages', { stream: false });
const good = reply(200, {}, { model: 'm', usage: { input_tokens: 5, output_tokens: 2 } });
const later = { type: 'error', error: { type: 'rate_limit_error', message: 'later' } };

async function rigWith(answer: (index: number) => string | null) {
  const skipping = createSkippingClock();
  const upstream = await openRawUpstream((socket, index) => {
    const text = answer(index);
    if (text === null) socket.destroy();
    else socket.write(text);
  });
  const rig = await openGatewayRig({ upstream: upstream.url, clock: skipping.clock });
  const waits: AgentMeter['waiting'][] = [];
  rig.line.meter.watch(({ waiting }) => waits.push(waiting));
  return {
    ...skipping,
    upstream,
    rig,
    waits,
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

describe('a rate limit', () => {
  it('is waited out as told, shown, and the same request is asked again', async () => {
    const first = [
      reply(429, { 'retry-after': '7' }, later),
      reply(529, {}, later),
      reply(503, { 'retry-after-ms': '1500', 'retry-after': '2' }, later),
    ];
    await using all = await rigWith((index) => first[index] ?? good);
    const answer = await all.rig.ask(path, body);
    expect(answer.status).toBe(200);
    expect(all.slept).toHaveLength(3);
    expect([all.slept[0], all.slept[2]]).toEqual([7000, 1500]);
    const asked = all.upstream.received.join('').split('POST ').slice(1);
    expect(asked).toHaveLength(4);
    expect(new Set(asked.map((text) => text.split('\r\n\r\n')[1])).size).toBe(1);
    expect(all.waits.map((wait) => wait?.why ?? null)).toContain('rate-limit');
    expect(all.waits.at(-1)).toBeNull();
    expect(all.rig.records).toMatchObject([{ status: 200, inFresh: 5, out: 2 }]);
  });

  it('by date', async () => {
    const { clock } = createSkippingClock();
    const at = new Date(Date.parse(clock.wallTime()) + 60_000).toUTCString();
    await using all = await rigWith((index) =>
      index === 0 ? reply(429, { 'retry-after': at }, later) : good,
    );
    expect((await all.rig.ask(path, body)).status).toBe(200);
    expect(all.slept[0]).toBeGreaterThan(30_000);
    expect(all.slept[0]).toBeLessThanOrEqual(60_000);
  });

  it('that does not end passes through at last, as it came', async () => {
    await using all = await rigWith(() => reply(429, { 'retry-after': '100' }, later));
    const answer = await all.rig.ask(path, body);
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('100');
    expect(JSON.parse(answer.text)).toEqual(later);
    const heldMs = all.slept.reduce((a, b) => a + b, 0);
    expect(heldMs).toBeLessThanOrEqual(limits.holdMs);
    expect(heldMs).toBeGreaterThan(limits.holdMs - 5000);
    expect(all.rig.records).toMatchObject([{ status: 429, out: 0, usd: 0 }]);
    expect(all.waits.at(-1)).toBeNull();
  });

  it('never makes it ask without a pause, whatever it is told', async () => {
    await using all = await rigWith(() => reply(429, { 'retry-after': '0' }, later));
    expect((await all.rig.ask(path, body)).status).toBe(429);
    expect(Math.min(...all.slept.slice(0, -1))).toBeGreaterThanOrEqual(250);
  });

  it.each([
    ['credit that is used up', reply(429, {}, { error: { code: 'insufficient_quota' } }), 429],
    ['what must not be tried again', reply(429, { 'x-should-retry': 'false' }, later), 429],
    ['an outage without a time', reply(503, {}, later), 503],
    ['a bad request', reply(400, {}, later), 400],
    ['a server error', reply(500, {}, later), 500],
  ])('is not: %s', async (_what, text, status) => {
    await using all = await rigWith(() => text);
    expect((await all.rig.ask(path, body)).status).toBe(status);
    expect(all.slept).toEqual([]);
    expect(all.rig.records).toMatchObject([{ status }]);
  });

  it('a refusal that repeats the key passes without it', async () => {
    const told = { error: { message: `wrong key ${realKey}` } };
    await using all = await rigWith(() => reply(401, { 'x-key': realKey }, told));
    const { status, text, headers } = await all.rig.ask(path, body);
    expect(status).toBe(401);
    expect(text + JSON.stringify(headers)).not.toContain(realKey);
    expect(all.rig.log.join('')).not.toContain(realKey);
  });
});

describe('a lost network', () => {
  it('is waited for, with growing pauses', async () => {
    await using all = await rigWith((index) => (index < 6 ? null : good));
    expect((await all.rig.ask(path, body)).status).toBe(200);
    expect(all.waits.map((wait) => wait?.why ?? null)).toContain('network');
    expect(all.waits.at(-1)).toBeNull();
    expect(all.slept.length).toBeGreaterThanOrEqual(5);
    expect(all.slept[4]).toBeGreaterThan((all.slept[0] ?? 0) * 3);
    expect(all.rig.records).toMatchObject([{ status: 200, out: 2 }]);
  });

  it('that does not come back ends in a plain answer', async () => {
    const skipping = createSkippingClock();
    const gone = await openRawUpstream(() => undefined);
    await gone[Symbol.asyncDispose]();
    await using rig = await openGatewayRig({ upstream: gone.url, clock: skipping.clock });
    const answer = await rig.ask(path, body);
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.text).error.message).toMatch(/ECONNREFUSED/);
    expect(skipping.slept.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(limits.holdMs);
    expect(rig.records).toMatchObject([{ status: 502, inFresh: 0, out: 0 }]);
  });
});

describe('an agent that goes away', () => {
  it('ends the wait', async () => {
    const { promise: waiting, resolve: begun } = Promise.withResolvers<void>();
    const upstream = await openRawUpstream((socket) => {
      socket.write(reply(429, { 'retry-after': '200' }, later));
    });
    await using _upstream = upstream;
    await using rig = await openGatewayRig({ upstream: upstream.url });
    rig.line.meter.watch((meter) => {
      if (meter.waiting !== null) begun();
    });
    const abort = new AbortController();
    const asked = rig.ask(path, body, { signal: abort.signal });
    asked.catch(() => undefined);
    await waiting;
    abort.abort();
    await expect(asked).rejects.toThrow();
    await rig.recorded(1);
    expect(rig.records).toMatchObject([{ status: 0, inFresh: 0, out: 0 }]);
    expect(rig.line.meter.value.waiting).toBeNull();
    expect(upstream.count).toBe(1);
  });

  it('before an answer ends the request upstream', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const abort = new AbortController();
    const upstream = await openRawUpstream((socket) => {
      once(socket, 'close').then(() => resolve());
      abort.abort();
    });
    await using _upstream = upstream;
    await using rig = await openGatewayRig({ upstream: upstream.url });
    await expect(rig.ask(path, body, { signal: abort.signal })).rejects.toThrow();
    await closed;
    await rig.recorded(1);
    expect(rig.records).toMatchObject([{ status: 0 }]);
  });

  it('takes no line with it: a closed line ends the wait as well', async () => {
    const upstream = await openRawUpstream((socket) => {
      socket.write(reply(429, { 'retry-after': '200' }, later));
    });
    await using _upstream = upstream;
    await using rig = await openGatewayRig({ upstream: upstream.url });
    const { promise: waiting, resolve: begun } = Promise.withResolvers<void>();
    rig.line.meter.watch((meter) => {
      if (meter.waiting !== null) begun();
    });
    const asked = rig.ask(path, body);
    asked.catch(() => undefined);
    await waiting;
    await rig.line[Symbol.asyncDispose]();
    await expect(asked).rejects.toThrow();
    expect(rig.records).toMatchObject([{ status: 0 }]);
    expect(await rig.gateway.selfTest()).toBe(true);
  });
});
