/**
 * Anthropic Messages. `message_start` says the input and a first count of the output, `message_delta` the output so far
 * (and the input again, where server tools changed it). `input_tokens` excludes what was read from or written to the
 * cache. Sample: `{"type":"message_delta","usage":{"output_tokens":15}}` (platform.claude.com, "Streaming messages").
 */
import type { Fields, Protocol } from './protocol.ts';
import { countOf, eventStream, fieldsOf, json, namedEvent, noTally } from './protocol.ts';

const usage = { input_tokens: 0, output_tokens: 0 };

export const anthropicProtocol: Protocol = {
  id: 'anthropic-messages',
  name: 'Anthropic Messages',
  usageAt: [['message', 'usage'], ['usage']],
  openingUsages: 1,
  modelAt: [['message', 'model'], ['model']],
  outputAt: [
    ['delta', 'text'],
    ['delta', 'thinking'],
    ['delta', 'partial_json'],
  ],
  addUsage: (said: Fields, before) => {
    const old = before ?? noTally;
    const hour = countOf(fieldsOf(said.cache_creation).ephemeral_1h_input_tokens);
    const inCacheWrite = countOf(said.cache_creation_input_tokens) ?? old.inCacheWrite;
    const out = countOf(said.output_tokens) ?? old.out;
    const thought = countOf(fieldsOf(said.output_tokens_details).thinking_tokens);
    return {
      inFresh: countOf(said.input_tokens) ?? old.inFresh,
      inCacheRead: countOf(said.cache_read_input_tokens) ?? old.inCacheRead,
      inCacheWrite,
      inCacheWrite1h: Math.min(hour ?? old.inCacheWrite1h, inCacheWrite),
      out,
      outReasoning: Math.min(thought ?? old.outReasoning, out),
    };
  },
  lastWord: ({ text, model, stream, serial }) => {
    const message = {
      id: `msg_nightbench_${serial}`,
      type: 'message',
      role: 'assistant',
      model,
      stop_sequence: null,
      usage,
    };
    if (!stream) {
      const content = [{ type: 'text', text }];
      const body = JSON.stringify({ ...message, content, stop_reason: 'end_turn' });
      return { contentType: json, body };
    }
    const block = { type: 'text', text: '' };
    const delta = { type: 'text_delta', text };
    const end = { stop_reason: 'end_turn', stop_sequence: null };
    const events = [
      { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_delta', index: 0, delta },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: end, usage: { output_tokens: 0 } },
      { type: 'message_stop' },
    ];
    return { contentType: eventStream, body: events.map(namedEvent).join('') };
  },
  refusal: ({ type, message }) => ({ type: 'error', error: { type, message } }),
  keyHeader: (key) => ['x-api-key', key],
};
