/**
 * What the gateway counts is what the script handed out, in every protocol, streamed or not; what passes is byte for byte
 * what the upstream said; and the lab's key is seen by the upstream alone.
 */
import { readFileSync, statSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { type ModelProtocol, modelProtocols, noTokens } from '../../main/base/model/agent.ts';
import { modelRequest } from '../lib/scriptedModel/modelRequests.ts';
import { openGatewayRig, realKey } from '../lib/scriptedModel/openGatewayRig.ts';
import { openScriptedModel, type ScriptStep } from '../lib/scriptedModel/openScriptedModel.ts';

const clock = realClock;
const usage = { inFresh: 4021, inCacheRead: 311, inCacheWrite: 57, out: 95, outReasoning: 33 };
/** What a protocol cannot say: Anthropic's reasoning here, Gemini's writing to the cache. */
function sayable(protocol: ModelProtocol): typeof usage {
  if (protocol === 'anthropic-messages') return { ...usage, outReasoning: 0 };
  const { inFresh, inCacheWrite } = usage;
  return protocol === 'gemini'
    ? { ...usage, inFresh: inFresh + inCacheWrite, inCacheWrite: 0 }
    : usage;
}
const steps = (protocol: ModelProtocol): readonly ScriptStep[] => [
  { kind: 'tool', shell: 'ls "a b"\n', usage: sayable(protocol) },
  { kind: 'say', text: 'Done: "ä\\u00e4" {usage: 3}', usage: sayable(protocol) },
];

describe.each(modelProtocols)('%s', (protocol) => {
  it.each([true, false])('counts what was handed out (stream: %s)', async (stream) => {
    await using model = await openScriptedModel({ clock, script: steps(protocol), key: realKey });
    await using rig = await openGatewayRig({ upstream: model.url });
    const main = modelRequest(protocol, { stream });
    const aside = modelRequest(protocol, { stream, tools: false });
    for (const { path, body } of [aside, main, main]) {
      expect((await rig.ask(path, body)).status).toBe(200);
    }
    await rig.recorded(3);
    expect(rig.counted()).toEqual(model.handedOut());
    expect(model.handedOutAside().requests).toBe(1);
    expect(rig.line.meter.value.tokens).toEqual(
      (({ requests: _, ...tokens }) => tokens)(model.handedOut()),
    );
    expect(rig.records.every(({ estimated }) => estimated === undefined)).toBe(true);
    expect(rig.records.every(({ status }) => status === 200)).toBe(true);
    expect(rig.records.every(({ model: name }) => name === 'scripted')).toBe(true);
    expect(rig.records.every(({ ttftMs }) => ttftMs !== null)).toBe(true);
    expect(rig.line.meter.value.ttftMsP50).not.toBeNull();
  });

  it('passes a stream on byte for byte, by socket and by TCP', async () => {
    const script = [...steps(protocol), ...steps(protocol)];
    await using direct = await openScriptedModel({ clock: still, script });
    await using model = await openScriptedModel({ clock: still, script });
    await using rig = await openGatewayRig({ upstream: model.url });
    for (const tcp of [false, true]) {
      const { path, body } = modelRequest(protocol, { stream: true });
      const asked = protocol === 'openai-chat' ? withUsage(body) : body;
      const expected = await fetch(`${direct.url}${path}`, {
        method: 'POST',
        body: JSON.stringify(asked),
      });
      const got = await rig.ask(path, body, { tcp });
      expect(got.text).toBe(await expected.text());
      expect(got.headers['content-type']).toBe(expected.headers.get('content-type'));
    }
  });
});

const still = { ...realClock, wallTime: () => '2026-01-01T00:00:00.000Z' };
const withUsage = (body: object): object => ({ ...body, stream_options: { include_usage: true } });

describe('the line', () => {
  it('shows the upstream the real key and the agent none of it', async () => {
    await using model = await openScriptedModel({ clock, script: [], key: realKey });
    await using rig = await openGatewayRig({ upstream: model.url });
    for (const protocol of modelProtocols) {
      const { path, body } = modelRequest(protocol, { stream: true });
      const authorization = `Bearer ${rig.line.token}`;
      const headers = { authorization, 'x-api-key': 'mine', cookie: 'a=b', 'openai-project': 'p' };
      const { status, text, headers: got } = await rig.ask(path, body, { headers });
      expect(status).toBe(200);
      expect(text + JSON.stringify(got)).not.toContain(realKey);
    }
    for (const { headers, path } of model.requests) {
      expect(JSON.stringify([headers, path])).not.toContain(rig.line.token);
      expect(JSON.stringify(headers)).toContain(realKey);
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('openai-project');
      expect(headers['accept-encoding']).toBe('identity');
    }
    expect(rig.log.join('')).not.toContain(realKey);
  });

  it('lets a login pass where it is told to', async () => {
    await using model = await openScriptedModel({ clock, script: [], key: 'oauth' });
    const baseUrl = model.url;
    const upstreams = [
      { protocol: 'anthropic-messages', baseUrl, auth: { kind: 'pass-through' } },
    ] as const;
    await using rig = await openGatewayRig({ upstream: model.url, line: { upstreams } });
    const { path, body } = modelRequest('anthropic-messages', { stream: false });
    const headers = { authorization: 'Bearer oauth', 'x-api-key': 'other' };
    expect((await rig.ask(path, body, { headers })).status).toBe(200);
    expect(model.requests[0]?.headers.authorization).toBe('Bearer oauth');
  });

  it('refuses a wrong token, a missing one, and the token of another line', async () => {
    await using model = await openScriptedModel({ clock, script: [] });
    await using rig = await openGatewayRig({ upstream: model.url });
    await using other = await rig.gateway.openLine({
      agentId: 'agent-0002',
      upstreams: [],
      budget: { tokens: null, usd: null },
      before: [],
      onUsage: () => undefined,
      onSpent: () => undefined,
    });
    const { path, body } = modelRequest('anthropic-messages', { stream: false });
    for (const key of ['', 'x', other.token, `${rig.line.token}x`, realKey]) {
      const { status, text } = await rig.ask(path, body, { headers: { 'x-api-key': key } });
      expect([status, JSON.parse(text).error.type]).toEqual([401, 'authentication_error']);
    }
    const elsewhere = new URL(rig.line.tcpUrl);
    for (const prefix of ['', '/line', '/line/', '/line/nb-wrong-token', '/line/../line']) {
      const answer = await fetch(`${elsewhere.origin}${prefix}${path}`, {
        method: 'POST',
        headers: { 'x-api-key': rig.line.token },
        body: '{}',
      });
      expect(answer.status).toBe(404);
    }
    expect(model.requests).toEqual([]);
    expect(rig.records).toEqual([]);
  });

  it('says 404 to all that it cannot meter, and to what no upstream is there for', async () => {
    await using model = await openScriptedModel({ clock, script: [] });
    await using rig = await openGatewayRig({ upstream: model.url, line: { upstreams: [] } });
    await using open = await openGatewayRig({ upstream: model.url });
    const { path, body } = modelRequest('openai-chat', { stream: false });
    expect((await rig.ask(path, body)).status).toBe(404);
    const known = [
      '/v1/messages/batches',
      '/v1/responses/resp_1',
      '/v1/files',
      '/',
      '/v1/messages/',
    ];
    const odd = [
      '/v1//messages',
      '/v1/messages/../files',
      '/v1/messages%2f',
      '/V1/MESSAGES',
      '//x/v1',
    ];
    for (const target of [...known, ...odd]) expect((await open.ask(target, {})).status).toBe(404);
    const asked = modelRequest('openai-responses', { stream: false }).body;
    const moreTools = (tool: object) => ({
      ...{ type: 'additional_tools', role: 'developer' },
      tools: [{ type: 'custom', name: 'exec' }, tool],
    });
    for (const more of [
      { background: true },
      { mcp_servers: [{ type: 'url', url: 'https://x' }] },
      { web_search_options: {} },
      { tools: [{ type: 'web_search' }] },
      { tools: [], input: [{ type: 'message' }, moreTools({ type: 'web_search' })] },
      {
        input: [
          moreTools({ type: 'namespace', tools: [{ type: 'mcp', server_url: 'https://x' }] }),
        ],
      },
    ]) {
      const refused = await open.ask('/v1/responses', { ...asked, ...more });
      expect([refused.status, JSON.parse(refused.text).error.type]).toEqual([
        400,
        'invalid_request_error',
      ]);
    }
    expect(model.requests).toEqual([]);
  });

  it('answers token counts and lists of models without counting them', async () => {
    await using model = await openScriptedModel({ clock, script: [], key: realKey });
    await using rig = await openGatewayRig({ upstream: model.url });
    expect(JSON.parse((await rig.ask('/v1/messages/count_tokens', {})).text)).toEqual({
      input_tokens: 42,
    });
    const anthropic = { headers: { 'anthropic-version': '2023-06-01' } };
    expect((await rig.ask('/v1/models', undefined, anthropic)).status).toBe(200);
    expect((await rig.ask('/v1/models?client_version=1&key=x')).status).toBe(200);
    expect(model.requests.map(({ path }) => path)).toEqual([
      '/v1/messages/count_tokens',
      '/v1/models',
      '/v1/models?client_version=1',
    ]);
    expect(rig.counted()).toEqual({ ...noTokens, requests: 0 });
  });

  it('takes compressed bodies', async () => {
    await using model = await openScriptedModel({ clock, script: [] });
    await using rig = await openGatewayRig({ upstream: model.url });
    const { path, body } = modelRequest('openai-responses', { stream: false });
    const plain = Buffer.from(JSON.stringify(body));
    for (const [encoding, bytes] of [
      ['gzip', gzipSync(plain)],
      ['zstd', zstdCompressSync(plain)],
    ] as const) {
      const headers = { 'content-encoding': encoding };
      expect((await rig.ask(path, bytes, { headers })).status).toBe(200);
    }
    expect(model.requests.map((request) => request.body)).toEqual([body, body]);
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, 0x20));
    const answer = await rig.ask(path, bomb, { headers: { 'content-encoding': 'gzip' } });
    expect(answer.status).toBe(413);
    const odd = await rig.ask(path, plain, { headers: { 'content-encoding': 'rot13' } });
    expect(odd.status).toBe(400);
  });

  it('fifty streams at once are all whole and all counted', async () => {
    const script = Array.from({ length: 50 }, (_, i) => ({
      kind: 'say' as const,
      text: `${i} ${'word '.repeat(2000)}`,
      usage,
    }));
    await using model = await openScriptedModel({ clock, script });
    await using rig = await openGatewayRig({ upstream: model.url });
    const { path, body } = modelRequest('openai-responses', { stream: true });
    const answers = await Promise.all(script.map(() => rig.ask(path, body)));
    expect(answers.every(({ text }) => text.includes('response.completed'))).toBe(true);
    await rig.recorded(50);
    expect(rig.counted()).toEqual(model.handedOut());
  });

  it('is gone when it is closed: socket, port and what was running', async () => {
    await using model = await openScriptedModel({ clock, script: [] });
    await using rig = await openGatewayRig({ upstream: model.url });
    const { path, body } = modelRequest('gemini', { stream: false });
    expect(statSync(rig.line.socketPath).mode & 0o777).toBe(0o666);
    await rig.line[Symbol.asyncDispose]();
    expect(() => statSync(rig.line.socketPath)).toThrow();
    expect((await rig.ask(path, body, { tcp: true })).status).toBe(404);
    await rig.line[Symbol.asyncDispose]();
  });

  it('keeps its prices where the lab can edit them, and passes its own test', async () => {
    await using rig = await openGatewayRig({ upstream: 'http://127.0.0.1:9' });
    expect(JSON.parse(readFileSync(`${rig.dir}/prices.json`, 'utf8'))).toHaveProperty('models');
    expect(await rig.gateway.selfTest()).toBe(true);
    expect(rig.records).toEqual([]);
  });
});
