/**
 * OpenAI Responses as a scripted server speaks it. `input_tokens` includes what was read from the cache, reasoning is
 * part of the output. A call of a grouped tool carries its `namespace`, as Codex demands.
 */
import type { TokenCounts } from '../../../main/base/model/agent.ts';
import type { JsonObject, OfferedTool, Speech, Turn } from './scriptStep.ts';
import { asList, asObject, asText, namedEvent, pieces, textOf } from './scriptStep.ts';

const usageOf = (usage: TokenCounts): object => {
  const input = usage.inFresh + usage.inCacheRead + usage.inCacheWrite;
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: usage.inCacheRead,
      cache_write_tokens: usage.inCacheWrite,
    },
    output_tokens: usage.out,
    output_tokens_details: { reasoning_tokens: usage.outReasoning },
    total_tokens: input + usage.out,
  };
};

function itemOf({ answer, serial }: Turn): JsonObject {
  if (answer.kind === 'text') {
    const content = [{ type: 'output_text', text: answer.text, annotations: [] }];
    const fixed = { id: `msg_${serial}`, type: 'message', status: 'completed' };
    return { ...fixed, role: 'assistant', content };
  }
  const { name, namespace, isCode } = answer.tool;
  const call = { status: 'completed', call_id: `call_${serial}`, name };
  const group = namespace === null ? {} : { namespace };
  if (isCode) {
    const { input } = asObject(answer.args);
    return { id: `ctc_${serial}`, type: 'custom_tool_call', ...call, ...group, input };
  }
  return {
    id: `fc_${serial}`,
    type: 'function_call',
    ...call,
    ...group,
    arguments: JSON.stringify(answer.args),
  };
}

const response = ({ serial, model, unixSeconds }: Turn, rest: object): object => ({
  id: `resp_${serial}`,
  object: 'response',
  created_at: unixSeconds,
  model,
  error: null,
  ...rest,
});

function deltas(turn: Turn): readonly object[] {
  const at = { output_index: 0, item_id: itemOf(turn).id };
  if (turn.answer.kind === 'call') {
    const { input } = asObject(turn.answer.args);
    if (turn.answer.tool.isCode) {
      const done = { type: 'response.custom_tool_call_input.done', ...at, input };
      return [{ type: 'response.custom_tool_call_input.delta', ...at, delta: input }, done];
    }
    const all = JSON.stringify(turn.answer.args);
    const type = 'response.function_call_arguments.delta';
    return [
      ...pieces(all).map((delta) => ({ type, ...at, delta })),
      { type: 'response.function_call_arguments.done', ...at, arguments: all },
    ];
  }
  const { text } = turn.answer;
  const place = { ...at, content_index: 0 };
  const part = { type: 'output_text', annotations: [] };
  return [
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...pieces(text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.content_part.done', ...place, part: { ...part, text } },
  ];
}

export const responsesSpeech: Speech = {
  offeredTools: (body) => {
    const one = (tool: JsonObject, namespace: string | null): OfferedTool => ({
      name: asText(tool.type === 'local_shell' ? 'local_shell' : tool.name),
      namespace,
      parameters: asObject(tool.parameters),
      isCode: tool.type === 'custom' && tool.name === 'exec',
    });
    const more = asList(body.input).filter(({ type }) => type === 'additional_tools');
    return [body, ...more]
      .flatMap(({ tools }) => asList(tools))
      .flatMap((tool) =>
        tool.type === 'namespace'
          ? asList(tool.tools).map((inner) => one(inner, asText(tool.name)))
          : [one(tool, null)],
      );
  },
  lastToolText: (body) => {
    const results = asList(body.input).filter((item) => /_call_output$/.test(asText(item.type)));
    return textOf(results.at(-1)?.output);
  },
  events: (turn) => {
    const item = itemOf(turn);
    const begun =
      turn.answer.kind === 'text'
        ? { ...item, status: 'in_progress', content: [] }
        : {
            ...item,
            status: 'in_progress',
            ...(item.input === undefined ? { arguments: '' } : { input: '' }),
          };
    const open = response(turn, { status: 'in_progress', output: [], usage: null });
    const done = response(turn, {
      status: 'completed',
      output: [item],
      usage: usageOf(turn.usage),
    });
    const all = [
      { type: 'response.created', response: open },
      { type: 'response.in_progress', response: open },
      { type: 'response.output_item.added', output_index: 0, item: begun },
      ...deltas(turn),
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response: done },
    ];
    return all.map((event, sequence) => namedEvent({ ...event, sequence_number: sequence }));
  },
  whole: (turn) =>
    response(turn, {
      status: 'completed',
      output: [itemOf(turn)],
      usage: usageOf(turn.usage),
    }),
};
