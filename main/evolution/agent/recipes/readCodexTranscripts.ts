/**
 * Token records of Codex: `.codex/sessions/<year>/<month>/<day>/rollout-….jsonl`, one `token_usage_record` per request,
 * told apart by the id of the response. Its input contains what was read from and written to the cache, its output the
 * reasoning. The model stands in the context of the turn before.
 */
import type { UsageRecord } from '../../../base/model/agent.ts';
import { isRecord, readJsonLines } from './readJsonLines.ts';
import { byTime, countOf, maxRecords, transcriptUsage } from './transcriptUsage.ts';

export async function readCodexTranscripts(home: string): Promise<readonly UsageRecord[]> {
  const byResponse = new Map<string, UsageRecord>();
  const models = new Map<string, unknown>();
  const query = {
    folder: ['.codex', 'sessions'],
    isFile: (name: string) => name.startsWith('rollout-') && name.endsWith('.jsonl'),
    needles: ['"token_usage_record"', '"turn_context"'],
  };
  await readJsonLines(home, query, ({ type, payload, timestamp }, file) => {
    if (!isRecord(payload)) return;
    if (type === 'turn_context') models.set(file, payload.model);
    const record = payload.type === 'token_usage_record' || type === 'token_usage_record';
    if (!record || !isRecord(payload.usage) || typeof payload.response_id !== 'string') return;
    if (byResponse.size >= maxRecords) return;
    const { usage } = payload;
    const inCacheRead = countOf(usage.cached_input_tokens);
    const inCacheWrite = countOf(usage.cache_write_input_tokens);
    byResponse.set(
      payload.response_id,
      transcriptUsage(timestamp, models.get(file), {
        inFresh: Math.max(0, countOf(usage.input_tokens) - inCacheRead - inCacheWrite),
        inCacheRead,
        inCacheWrite,
        out: countOf(usage.output_tokens),
        outReasoning: countOf(usage.reasoning_output_tokens),
      }),
    );
  });
  return byTime(byResponse.values());
}
