/**
 * Token records of Gemini CLI: `.gemini/tmp/<project>/chats/session-….jsonl`. A message's line is repeated as it grows;
 * the last one counts. Its input contains what was read from the cache; its thoughts are not in its output.
 */
import type { UsageRecord } from '../../../base/model/agent.ts';
import { isRecord, readJsonLines } from './readJsonLines.ts';
import { byTime, countOf, maxRecords, transcriptUsage } from './transcriptUsage.ts';

export async function readGeminiTranscripts(home: string): Promise<readonly UsageRecord[]> {
  const byMessage = new Map<string, UsageRecord>();
  const query = {
    folder: ['.gemini', 'tmp'],
    isFile: (name: string) => name.startsWith('session-') && name.endsWith('.jsonl'),
    needles: ['"tokens"'],
  };
  await readJsonLines(home, query, ({ id, tokens, model, timestamp }) => {
    if (typeof id !== 'string' || !isRecord(tokens)) return;
    if (!byMessage.has(id) && byMessage.size >= maxRecords) return;
    const inCacheRead = countOf(tokens.cached);
    const outReasoning = countOf(tokens.thoughts);
    byMessage.set(
      id,
      transcriptUsage(timestamp, model, {
        inFresh: Math.max(0, countOf(tokens.input) - inCacheRead) + countOf(tokens.tool),
        inCacheRead,
        inCacheWrite: 0,
        out: countOf(tokens.output) + outReasoning,
        outReasoning,
      }),
    );
  });
  return byTime(byMessage.values());
}
