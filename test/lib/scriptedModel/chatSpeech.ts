/**
 * OpenAI Chat Completions as a scripted server speaks it. `prompt_tokens` includes what was read from the cache. In a
 * stream the usage comes in a chunk of its own, and only when the request asked for it: `openScriptedModel.ts` drops it
 * otherwise.
 */
import type { TokenCounts } from '../../../main/base/model/agent.ts';
import type { Speech, Turn } from './scriptStep.ts';
import { asList, asObject, asText, pieces, textOf } from './scriptStep.ts';

const usageOf = (usage: TokenCounts): object => {
  const input = usage.inFresh + usage.inCacheRead + usage.inCacheWrite;
  return {
    prompt_tokens: input,
    completion_tokens: usage.out,
    total_tokens: input + usage.out,
    prompt_tokens_details: {
      cached_tokens: usage.inCacheRead,
      cache_write_tokens: usage.inCacheWrite,
    },
    completion_tokens_details: { reasoning_tokens: usage.outReasoning },
  };
};

const callOf = (turn: Turn, name: string, args: string): object => ({
  id: `call_${turn.serial}`,
  type: 'function',
  function: { name, arguments: args },
});

const finishReason = ({ answer }: Turn): string => (answer.kind === 'text' ? 'stop' : 'tool_calls');

const frame = (turn: Turn, object: string, rest: object): object => ({
  id: `chatcmpl-${turn.serial}`,
  object,
  created: turn.unixSeconds,
  model: turn.model,
  ...rest,
});

export const chatSpeech: Speech = {
  offeredTools: (body) =>
    asList(body.tools).map((tool) => {
      const inner = asObject(tool.function);
      return {
        name: asText(inner.name),
        namespace: null,
        parameters: asObject(inner.parameters),
      };
    }),
  lastToolText: (body) => {
    const results = asList(body.messages).filter((entry) => entry.role === 'tool');
    return textOf(results.at(-1)?.content);
  },
  events: (turn) => {
    const { answer } = turn;
    const chunk = (rest: object): string =>
      `data: ${JSON.stringify(frame(turn, 'chat.completion.chunk', rest))}\n\n`;
    const choice = (delta: object, finish: string | null = null): string =>
      chunk({ choices: [{ index: 0, delta, finish_reason: finish }] });
    const said =
      answer.kind === 'text'
        ? pieces(answer.text).map((content) => choice({ content }))
        : [
            choice({ tool_calls: [{ index: 0, ...callOf(turn, answer.tool.name, '') }] }),
            ...pieces(JSON.stringify(answer.args)).map((piece) =>
              choice({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
            ),
          ];
    return [
      choice({ role: 'assistant', content: answer.kind === 'text' ? '' : null }),
      ...said,
      choice({}, finishReason(turn)),
      chunk({ choices: [], usage: usageOf(turn.usage) }),
      'data: [DONE]\n\n',
    ];
  },
  whole: (turn) => {
    const { answer } = turn;
    const message =
      answer.kind === 'text'
        ? { role: 'assistant', content: answer.text }
        : {
            role: 'assistant',
            content: null,
            tool_calls: [callOf(turn, answer.tool.name, JSON.stringify(answer.args))],
          };
    const choices = [{ index: 0, message, finish_reason: finishReason(turn) }];
    return frame(turn, 'chat.completion', { choices, usage: usageOf(turn.usage) });
  },
};
