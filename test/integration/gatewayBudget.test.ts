/**
 * A budget that is used up: one last word in the agent's protocol, in the app's words, then a plain refusal, then the one
 * who opened the line is told, once. Nothing reaches the model any more.
 */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import {
  type ModelProtocol,
  modelProtocols,
  tokensSpent,
  type UsageRecord,
} from '../../main/base/model/agent.ts';
import { modelRequest } from '../lib/scriptedModel/modelRequests.ts';
import {
  type GatewayRig,
  openGatewayRig,
  type Reply,
} from '../lib/scriptedModel/openGatewayRig.ts';
import { openScriptedModel } from '../lib/scriptedModel/openScriptedModel.ts';

const clock = realClock;
const usage = { inFresh: 100, inCacheRead: 5000, inCacheWrite: 0, out: 20, outReasoning: 0 };
const say = { kind: 'say', text: 'Well.', usage } as const;
const script = Array.from({ length: 20 }, () => say);

/** The text that a program would show of an answer, read as the protocol's own clients read it. */
function shownText(protocol: ModelProtocol, stream: boolean, text: string): string {
  const events = text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)));
  const whole = stream ? null : JSON.parse(text);
  switch (protocol) {
    case 'anthropic-messages':
      return stream
        ? events.map((event) => event.delta?.text ?? '').join('')
        : whole.content[0].text;
    case 'openai-responses':
      return (stream ? events.at(-1).response : whole).output[0].content[0].text;
    case 'openai-chat':
      return stream
        ? events.map((event) => event.choices[0]?.delta.content ?? '').join('')
        : whole.choices[0].message.content;
    case 'gemini':
      return (stream ? events[0] : whole).candidates[0].content.parts[0].text;
  }
}

const askOf = (rig: GatewayRig, protocol: ModelProtocol, stream: boolean, tools = true) => {
  const { path, body } = modelRequest(protocol, { stream, tools });
  return (): Promise<Reply> => rig.ask(path, body);
};
const budget = (tokens: number | null, usd: number | null) => ({ tokens, usd });

describe.each(modelProtocols)('%s', (protocol) => {
  it.each([true, false])('ends in the protocol, then plainly (stream: %s)', async (stream) => {
    await using model = await openScriptedModel({ clock, script });
    const line = { budget: budget(200, null) };
    await using rig = await openGatewayRig({ upstream: model.url, line });
    const ask = askOf(rig, protocol, stream);
    await ask();
    await ask();
    expect(rig.line.meter.value.spent).toBe('tokens');
    const asked = model.requests.length;

    const last = await ask();
    expect(last.status).toBe(200);
    const shown = shownText(protocol, stream, last.text);
    expect(shown).toMatch(/^Nightbench: the budget of 200 tokens is used up/);
    const ofModel = await fetch(`${model.url}${modelRequest(protocol, { stream }).path}`, {
      method: 'POST',
      body: JSON.stringify(modelRequest(protocol, { stream }).body),
    });
    await ofModel.text();
    expect(last.headers['content-type']?.split(';')[0]).toBe(
      ofModel.headers.get('content-type')?.split(';')[0],
    );
    expect(rig.spent).toEqual([]);

    const refused = await ask();
    expect([refused.status, refused.headers['x-should-retry']]).toEqual([403, 'false']);
    expect(JSON.parse(refused.text).error.message).toMatch(/budget of 200 tokens is used up/);
    expect((await ask()).status).toBe(403);
    expect(rig.spent).toEqual(['tokens']);
    expect(model.requests).toHaveLength(asked + 1);
    expect(rig.records).toHaveLength(2);
  });
});

describe('the budget', () => {
  it('what is read from a cache does not count against tokens', async () => {
    await using model = await openScriptedModel({ clock, script });
    await using rig = await openGatewayRig({
      upstream: model.url,
      line: { budget: budget(121, null) },
    });
    const ask = askOf(rig, 'anthropic-messages', true);
    await ask();
    expect(rig.line.meter.value.spent).toBeNull();
    await ask();
    expect(rig.line.meter.value.spent).toBe('tokens');
    expect(tokensSpent(rig.line.meter.value.tokens)).toBe(240);
  });

  it('a title request does not use up the last word of the conversation', async () => {
    await using model = await openScriptedModel({ clock, script });
    await using rig = await openGatewayRig({
      upstream: model.url,
      line: { budget: budget(1, null) },
    });
    await askOf(rig, 'openai-chat', true)();
    const aside = askOf(rig, 'openai-chat', true, false);
    expect((await aside()).status).toBe(200);
    expect((await askOf(rig, 'openai-chat', true)()).status).toBe(200);
    expect((await aside()).status).toBe(403);
  });

  it('an endless run of requests without tools meets the wall as well', async () => {
    await using model = await openScriptedModel({ clock, script });
    await using rig = await openGatewayRig({ upstream: model.url });
    rig.line.spend('usd');
    rig.line.spend('tokens');
    expect(rig.line.meter.value.spent).toBe('usd');
    const aside = askOf(rig, 'gemini', false, false);
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await aside()).status);
    expect(statuses.indexOf(403)).toBe(8);
    expect(rig.spent).toEqual(['usd']);
    expect(model.requests).toEqual([]);
    expect((await rig.ask('/v1/messages/count_tokens', {})).status).toBe(403);
  });

  it('what the resumed session used counts from the beginning', async () => {
    const record: UsageRecord = {
      ...usage,
      wallTime: '2026-01-01T00:00:00.000Z',
      model: 'scripted',
      status: 200,
      ms: 10,
      ttftMs: 5,
      usd: 0.25,
      source: 'gateway',
    };
    await using model = await openScriptedModel({ clock, script });
    const line = { budget: budget(null, 0.25), before: [record] };
    await using rig = await openGatewayRig({ upstream: model.url, line });
    const { tokens, usd, requests, ttftMsP50, spent } = rig.line.meter.value;
    expect({ tokens, usd, requests, ttftMsP50, spent }).toEqual({
      tokens: usage,
      usd: 0.25,
      requests: 1,
      ttftMsP50: 5,
      spent: 'usd',
    });
    const { status } = await askOf(rig, 'openai-chat', false)();
    expect([status, model.requests.length]).toEqual([200, 0]);
  });

  it('in dollars: by the table, and a model without a price is refused', async () => {
    await using model = await openScriptedModel({ clock, script });
    const line = { budget: budget(null, 1) };
    await using rig = await openGatewayRig({ upstream: model.url, line });
    const ask = (name: string) => {
      const { path, body } = modelRequest('anthropic-messages', { stream: true, model: name });
      return rig.ask(path, body);
    };
    const refused = await ask('unheard-of');
    expect([refused.status, model.requests.length]).toEqual([400, 0]);
    expect(JSON.parse(refused.text).error.message).toMatch(/"unheard-of" has no price/);
    expect(refused.text).not.toContain(rig.dir);
    await ask('claude-opus-5-5-20260901');
    expect(rig.records[0]?.usd).toBeCloseTo((100 * 4 + 5000 * 0.2 + 20 * 20) / 1e6, 12);
    expect(rig.line.meter.value.usd).toBeCloseTo(rig.records[0]?.usd ?? 0, 12);
  });

  it('without a price there is no figure, and tokens are counted all the same', async () => {
    await using model = await openScriptedModel({ clock, script });
    await using rig = await openGatewayRig({ upstream: model.url });
    await askOf(rig, 'openai-responses', true)();
    expect(rig.records[0]?.usd).toBeNull();
    expect(rig.line.meter.value).toMatchObject({ usd: null, requests: 1, tokens: usage });
  });

  it('a price that the lab writes holds from the next look on', async () => {
    const price = { inFresh: 1, inCacheRead: 0, inCacheWrite: 0, out: 5 };
    await using model = await openScriptedModel({ clock, script });
    let aheadMs = 0;
    const ahead = { ...realClock, nowMs: () => realClock.nowMs() + aheadMs };
    await using rig = await openGatewayRig({ upstream: model.url, clock: ahead });
    const file = JSON.stringify({ models: { 'scr*': price }, asOf: 'today' });
    writeFileSync(`${rig.dir}/prices.json`, file);
    aheadMs = 5000;
    await askOf(rig, 'openai-responses', true)();
    expect(rig.records[0]?.usd).toBeCloseTo((100 + 20 * 5) / 1e6, 12);
  });
});
