/**
 * Anthropic Messages as a scripted server speaks it (docs: platform.claude.com, "Streaming messages"). `input_tokens`
 * excludes what was read from or written to the cache; reasoning is part of the output and has no figure of its own.
 */
import type { TokenCounts } from '../../../main/base/model/agent.ts';
import type { Speech, Turn } from './scriptStep.ts';
import { asList, asObject, asText, namedEvent, pieces, textOf } from './scriptStep.ts';

const usageOf = (usage: TokenCounts, out: number): object => ({
  input_tokens: usage.inFresh,
  cache_creation_input_tokens: usage.inCacheWrite,
  cache_read_input_tokens: usage.inCacheRead,
  cache_creation: {
    ephemeral_5m_input_tokens: usage.inCacheWrite,
    ephemeral_1h_input_tokens: 0,
  },
  output_tokens: out,
  service_tier: 'standard',
});

function blockOf({ answer, serial }: Turn): Readonly<Record<string, unknown>> {
  return answer.kind === 'text'
    ? { type: 'text', text: answer.text }
    : { type: 'tool_use', id: `toolu_${serial}`, name: answer.tool.name, input: answer.args };
}

function message(turn: Turn, content: readonly object[], out: number): object {
  const { serial, model, usage } = turn;
  const stop = content.length === 0 ? null : stopReason(turn);
  const fixed = { id: `msg_${serial}`, type: 'message', role: 'assistant', model, content };
  return { ...fixed, stop_reason: stop, stop_sequence: null, usage: usageOf(usage, out) };
}

const stopReason = ({ answer }: Turn): string => (answer.kind === 'text' ? 'end_turn' : 'tool_use');

export const anthropicSpeech: Speech = {
  offeredTools: (body) =>
    asList(body.tools).map((tool) => ({
      name: asText(tool.name),
      namespace: null,
      parameters: asObject(tool.input_schema),
    })),
  lastToolText: (body) => {
    const results = asList(body.messages)
      .flatMap((entry) => asList(entry.content))
      .filter((part) => part.type === 'tool_result');
    return textOf(results.at(-1)?.content);
  },
  events: (turn) => {
    const block = blockOf(turn);
    const text = turn.answer.kind === 'text';
    const said = pieces(text ? asText(block.text) : JSON.stringify(block.input));
    const empty = text ? { ...block, text: '' } : { ...block, input: {} };
    const delta = (piece: string): object =>
      text
        ? { type: 'text_delta', text: piece }
        : { type: 'input_json_delta', partial_json: piece };
    return [
      namedEvent({
        type: 'message_start',
        message: message(turn, [], Math.min(1, turn.usage.out)),
      }),
      namedEvent({ type: 'content_block_start', index: 0, content_block: empty }),
      namedEvent({ type: 'ping' }),
      ...said.map((piece) =>
        namedEvent({ type: 'content_block_delta', index: 0, delta: delta(piece) }),
      ),
      namedEvent({ type: 'content_block_stop', index: 0 }),
      namedEvent({
        type: 'message_delta',
        delta: { stop_reason: stopReason(turn), stop_sequence: null },
        usage: { output_tokens: turn.usage.out },
      }),
      namedEvent({ type: 'message_stop' }),
    ];
  },
  whole: (turn) => message(turn, [blockOf(turn)], turn.usage.out),
};
