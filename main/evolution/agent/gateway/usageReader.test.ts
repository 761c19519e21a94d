/** What an answer costs, read in any pieces, with the turns that each protocol has of its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../../../../test/lib/fuzzRuns.ts';
import type { ModelProtocol } from '../../../base/model/agent.ts';
import { chargeOf } from './exchange.ts';
import { protocols } from './protocols.ts';
import { type AnswerShape, createUsageReader, type Reading } from './usageReader.ts';

function read(protocol: ModelProtocol, shape: AnswerShape, text: string, size = 1e9): Reading {
  const reader = createUsageReader(protocols[protocol], shape);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) reader.feed(bytes.subarray(at, at + size));
  return reader.reading;
}
const events = (...data: readonly object[]): string =>
  data.map((one) => `event: x\r\nid: 3\ndata: ${JSON.stringify(one)}\n\n`).join('');

const anthropic = events(
  {
    type: 'message_start',
    message: {
      model: 'claude',
      usage: {
        input_tokens: 10,
        cache_creation_input_tokens: 7,
        cache_read_input_tokens: 100,
        cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 3 },
        output_tokens: 1,
      },
    },
  },
  { type: 'content_block_delta', delta: { type: 'text_delta', text: 'abcdefgh"usage":{' } },
  {
    type: 'message_delta',
    usage: { output_tokens: 40, output_tokens_details: { thinking_tokens: 15 } },
  },
);
const claude = {
  inFresh: 10,
  inCacheRead: 100,
  inCacheWrite: 7,
  inCacheWrite1h: 3,
  out: 40,
  outReasoning: 15,
};

describe('the usage reader', () => {
  it('reads the same in any pieces', () => {
    const whole = read('anthropic-messages', 'events', anthropic);
    expect(whole).toMatchObject({ tally: claude, final: true, model: 'claude' });
    const same = (size: number): void => {
      expect(read('anthropic-messages', 'events', anthropic, size)).toEqual(whole);
    };
    fc.assert(fc.property(fc.integer({ min: 1, max: 80 }), same), fuzzRuns(80));
  });

  it('a later word on the input holds (server tools), what is not said stays', () => {
    const more = events({ usage: { input_tokens: 60, output_tokens: 50, speed: null } });
    const { tally } = read('anthropic-messages', 'events', anthropic + more);
    expect(tally).toEqual({ ...claude, inFresh: 60, out: 50 });
  });

  it('OpenAI: the input contains what was cached and what was written', () => {
    const usage = {
      input_tokens: 1000,
      input_tokens_details: { cached_tokens: 600, cache_write_tokens: 150 },
      output_tokens: 80,
      output_tokens_details: { reasoning_tokens: 30 },
    };
    const begun = { type: 'response.created', response: { model: 'g', usage: null } };
    const done = { type: 'response.completed', response: { output: ['usage'], usage } };
    expect(read('openai-responses', 'events', events(begun)).final).toBe(false);
    expect(read('openai-responses', 'events', events(begun, done))).toMatchObject({
      model: 'g',
      final: true,
      tally: { inFresh: 250, inCacheRead: 600, inCacheWrite: 150, out: 80, outReasoning: 30 },
    });
    const lying = { ...usage, input_tokens_details: { cached_tokens: 5000 } };
    const read2 = read('openai-responses', 'json', JSON.stringify({ usage: lying }));
    expect(read2.tally).toMatchObject({ inFresh: 0, inCacheRead: 1000 });
  });

  it.each([
    ['in the details', { prompt_tokens_details: { cached_tokens: 4 } }],
    ['beside the totals (Moonshot)', { cached_tokens: 4 }],
    ['as a cache hit (DeepSeek)', { prompt_cache_hit_tokens: 4 }],
  ])('chat: what was cached %s', (_where, cached) => {
    const usage = { prompt_tokens: 10, completion_tokens: 3, ...cached };
    const { tally } = read('openai-chat', 'events', events({ choices: [], usage }));
    expect(tally).toMatchObject({ inFresh: 6, inCacheRead: 4, out: 3 });
  });

  it('chat: the usage in the last choice, and the last one counts', () => {
    const said = (count: number): object => ({
      choices: [
        { delta: { content: 'ab' }, usage: { prompt_tokens: 9, completion_tokens: count } },
      ],
      usage: null,
    });
    const reading = read('openai-chat', 'events', `${events(said(1), said(2))}data: [DONE]\n\n`);
    expect(reading).toMatchObject({ tally: { inFresh: 9, out: 2 }, outputBytes: 4 });
  });

  it('Gemini: thoughts are output, tool prompts are input; a stream may be one list', () => {
    const usageMetadata = {
      promptTokenCount: 50,
      cachedContentTokenCount: 20,
      toolUsePromptTokenCount: 5,
      candidatesTokenCount: 7,
      thoughtsTokenCount: 3,
    };
    const tally = { inFresh: 35, inCacheRead: 20, out: 10, outReasoning: 3 };
    const part = { candidates: [{ content: { parts: [{ text: 'abc' }] } }], usageMetadata };
    const list = JSON.stringify([{ ...part, usageMetadata: {} }, part], null, 1);
    expect(read('gemini', 'json', list)).toMatchObject({ tally, outputBytes: 6 });
    expect(read('gemini', 'events', events(part))).toMatchObject({ tally, outputBytes: 3 });
  });

  it('is charged: all that was said, or an estimate that says so', () => {
    const reading = read('anthropic-messages', 'events', anthropic);
    expect(chargeOf(reading, true, 4000)).toEqual({ tally: claude, estimated: false });
    const long = { ...reading, outputBytes: 400 };
    expect(chargeOf(long, false, 4000)).toEqual({
      tally: { ...claude, out: 100 },
      estimated: true,
    });
    const silent = { ...reading, tally: null, final: false };
    expect(chargeOf(silent, true, 4000)).toMatchObject({
      tally: { inFresh: 1000, inCacheRead: 0 },
      estimated: true,
    });
  });
});
