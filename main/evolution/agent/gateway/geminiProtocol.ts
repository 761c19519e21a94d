/**
 * Gemini generateContent. Every chunk says the usage so far; without `alt=sse` a stream is one list of chunks.
 * `promptTokenCount` includes what was cached, `candidatesTokenCount` excludes the thoughts (ai.google.dev, "Token
 * counting"). There is no figure for writing to the cache.
 */
import type { JsonPath } from './jsonSkim.ts';
import type { Protocol } from './protocol.ts';
import { countOf, eventStream, json, tallyOfTotals } from './protocol.ts';

const alsoInList = (path: JsonPath): readonly JsonPath[] => [path, ['*', ...path]];

export const geminiProtocol: Protocol = {
  id: 'gemini',
  name: 'Gemini generateContent',
  usageAt: alsoInList(['usageMetadata']),
  openingUsages: 0,
  modelAt: alsoInList(['modelVersion']),
  outputAt: [
    ...alsoInList(['candidates', '*', 'content', 'parts', '*', 'text']),
    ...alsoInList(['candidates', '*', 'content', 'parts', '*', 'functionCall']),
  ],
  addUsage: (said, before) => {
    const prompt = countOf(said.promptTokenCount);
    if (prompt === undefined) return before;
    const thoughts = countOf(said.thoughtsTokenCount) ?? 0;
    return tallyOfTotals({
      input: prompt + (countOf(said.toolUsePromptTokenCount) ?? 0),
      cached: countOf(said.cachedContentTokenCount) ?? 0,
      written: 0,
      output: (countOf(said.candidatesTokenCount) ?? 0) + thoughts,
      reasoning: thoughts,
    });
  },
  lastWord: ({ text, model, stream, serial }) => {
    const content = { role: 'model', parts: [{ text }] };
    const body = JSON.stringify({
      candidates: [{ content, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 0, candidatesTokenCount: 0, totalTokenCount: 0 },
      modelVersion: model,
      responseId: `nightbench-${serial}`,
    });
    return stream
      ? { contentType: eventStream, body: `data: ${body}\r\n\r\n` }
      : { contentType: json, body };
  },
  refusal: ({ status, type, message }) => ({ error: { code: status, message, status: type } }),
  keyHeader: (key) => ['x-goog-api-key', key],
};
