/**
 * OpenAI Chat Completions and the many servers that speak it. A stream says its usage in its last chunk, if
 * `stream_options.include_usage` asks for it; Moonshot says it in the last choice, and the cached part beside the totals
 * instead of in `prompt_tokens_details`. `prompt_tokens` includes what was cached, reasoning is part of the completion.
 */
import type { Fields, Protocol } from './protocol.ts';
import { bearer, countOf, eventStream, fieldsOf, json, tallyOfTotals } from './protocol.ts';
import { responsesProtocol } from './responsesProtocol.ts';

const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

function cachedOf(said: Fields, details: Fields): number {
  const places = [details.cached_tokens, said.cached_tokens, said.prompt_cache_hit_tokens];
  return places.map(countOf).find((count) => count !== undefined) ?? 0;
}

export const chatProtocol: Protocol = {
  id: 'openai-chat',
  name: 'OpenAI Chat Completions',
  usageAt: [['usage'], ['choices', '*', 'usage']],
  openingUsages: 0,
  modelAt: [['model']],
  outputAt: [
    ['choices', '*', 'delta', 'content'],
    ['choices', '*', 'delta', 'reasoning_content'],
    ['choices', '*', 'delta', 'tool_calls', '*', 'function', 'arguments'],
  ],
  addUsage: (said, before) => {
    const input = countOf(said.prompt_tokens);
    if (input === undefined) return before;
    const details = fieldsOf(said.prompt_tokens_details);
    return tallyOfTotals({
      input,
      cached: cachedOf(said, details),
      written: countOf(details.cache_write_tokens) ?? 0,
      output: countOf(said.completion_tokens) ?? 0,
      reasoning: countOf(fieldsOf(said.completion_tokens_details).reasoning_tokens) ?? 0,
    });
  },
  lastWord: ({ text, model, stream, serial, unixSeconds }) => {
    const frame = { id: `chatcmpl-nightbench-${serial}`, created: unixSeconds, model };
    if (!stream) {
      const message = { role: 'assistant', content: text };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      const body = JSON.stringify({ ...frame, object: 'chat.completion', choices, usage });
      return { contentType: json, body };
    }
    const chunk = (rest: object): string =>
      `data: ${JSON.stringify({ ...frame, object: 'chat.completion.chunk', ...rest })}\n\n`;
    const choice = (delta: object, finish: string | null): string =>
      chunk({ choices: [{ index: 0, delta, finish_reason: finish }] });
    const pieces = [
      choice({ role: 'assistant', content: text }, null),
      choice({}, 'stop'),
      chunk({ choices: [], usage }),
      'data: [DONE]\n\n',
    ];
    return { contentType: eventStream, body: pieces.join('') };
  },
  refusal: responsesProtocol.refusal,
  keyHeader: bearer,
};
