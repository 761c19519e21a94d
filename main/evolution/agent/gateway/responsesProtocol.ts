/**
 * OpenAI Responses. The last event (`response.completed`, `.incomplete`, `.failed`) holds the whole response with its
 * usage; before that `usage` is null. `input_tokens` includes what was read from the cache, and what was written to it
 * where a model says so (`cache_write_tokens`); reasoning is part of `output_tokens`.
 */
import type { Protocol } from './protocol.ts';
import {
  bearer,
  countOf,
  eventStream,
  fieldsOf,
  json,
  namedEvent,
  tallyOfTotals,
} from './protocol.ts';

const usage = {
  input_tokens: 0,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 0,
};

export const responsesProtocol: Protocol = {
  id: 'openai-responses',
  name: 'OpenAI Responses',
  usageAt: [['response', 'usage'], ['usage']],
  openingUsages: 0,
  modelAt: [['response', 'model'], ['model']],
  outputAt: [['delta']],
  addUsage: (said, before) => {
    const input = countOf(said.input_tokens);
    if (input === undefined) return before;
    const details = fieldsOf(said.input_tokens_details);
    return tallyOfTotals({
      input,
      cached: countOf(details.cached_tokens) ?? 0,
      written: countOf(details.cache_write_tokens) ?? 0,
      output: countOf(said.output_tokens) ?? 0,
      reasoning: countOf(fieldsOf(said.output_tokens_details).reasoning_tokens) ?? 0,
    });
  },
  lastWord: ({ text, model, stream, serial, unixSeconds }) => {
    const part = { type: 'output_text', annotations: [] };
    const item = { id: `msg_nightbench_${serial}`, type: 'message', role: 'assistant' };
    const whole = { ...item, status: 'completed', content: [{ ...part, text }] };
    const response = (rest: object): object => ({
      id: `resp_nightbench_${serial}`,
      object: 'response',
      created_at: unixSeconds,
      model,
      error: null,
      ...rest,
    });
    const done = response({ status: 'completed', output: [whole], usage });
    if (!stream) return { contentType: json, body: JSON.stringify(done) };
    const open = response({ status: 'in_progress', output: [], usage: null });
    const at = { output_index: 0, item_id: item.id, content_index: 0 };
    const begun = { ...item, status: 'in_progress', content: [] };
    const events = [
      { type: 'response.created', response: open },
      { type: 'response.in_progress', response: open },
      { type: 'response.output_item.added', output_index: 0, item: begun },
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      { type: 'response.output_text.delta', ...at, delta: text },
      { type: 'response.output_text.done', ...at, text },
      { type: 'response.content_part.done', ...at, part: { ...part, text } },
      { type: 'response.output_item.done', output_index: 0, item: whole },
      { type: 'response.completed', response: done },
    ].map((event, i) => namedEvent({ ...event, sequence_number: i }));
    return { contentType: eventStream, body: events.join('') };
  },
  refusal: ({ status, type, message }) => ({
    error: { message, type, code: String(status), param: null },
  }),
  keyHeader: bearer,
};
