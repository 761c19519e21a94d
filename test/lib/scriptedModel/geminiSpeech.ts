/**
 * Gemini generateContent as a scripted server speaks it. `promptTokenCount` includes what was read from the cache;
 * `candidatesTokenCount` excludes the thoughts. There is no figure for writing to the cache: it counts as prompt.
 */
import type { JsonObject, Speech, Turn } from './scriptStep.ts';
import { asList, asObject, asText } from './scriptStep.ts';

function metadataOf({ usage }: Turn): object {
  const prompt = usage.inFresh + usage.inCacheWrite + usage.inCacheRead;
  return {
    promptTokenCount: prompt,
    cachedContentTokenCount: usage.inCacheRead,
    candidatesTokenCount: usage.out - usage.outReasoning,
    thoughtsTokenCount: usage.outReasoning,
    totalTokenCount: prompt + usage.out,
  };
}

function wholeOf(turn: Turn): JsonObject {
  const { answer, model, serial } = turn;
  const part =
    answer.kind === 'text'
      ? { text: answer.text }
      : { functionCall: { id: `call_${serial}`, name: answer.tool.name, args: answer.args } };
  const content = { role: 'model', parts: [part] };
  return {
    candidates: [{ content, finishReason: 'STOP', index: 0 }],
    usageMetadata: metadataOf(turn),
    modelVersion: model,
    responseId: `gemini-${serial}`,
  };
}

export const geminiSpeech: Speech = {
  offeredTools: (body) =>
    asList(body.tools)
      .flatMap((group) => asList(group.functionDeclarations))
      .map((tool) => ({
        name: asText(tool.name),
        namespace: null,
        parameters: asObject(tool.parametersJsonSchema ?? tool.parameters),
      })),
  lastToolText: (body) => {
    const results = asList(body.contents)
      .flatMap((entry) => asList(entry.parts))
      .map((part) => asObject(part.functionResponse))
      .filter((result) => 'response' in result);
    const response = asObject(results.at(-1)?.response);
    return asText(response.output) || (results.length > 0 ? JSON.stringify(response) : '');
  },
  // The usage so far comes with every chunk; the last one counts.
  events: (turn) => [
    `data: ${JSON.stringify({ ...wholeOf(turn), candidates: [] })}\r\n\r\n`,
    `data: ${JSON.stringify(wholeOf(turn))}\r\n\r\n`,
  ],
  whole: wholeOf,
};
