/**
 * Token records of Claude Code: `.claude/projects/<folder>/<session>.jsonl`, sub-agents in files below. A message stands
 * on one line per block of its content, each with the same id; the line with the most output is the final one. What
 * it read from and wrote to the cache is not in its input.
 */
import type { UsageRecord } from '../../../base/model/agent.ts';
import { isRecord, readJsonLines } from './readJsonLines.ts';
import { byTime, countOf, maxRecords, transcriptUsage } from './transcriptUsage.ts';

export async function readClaudeTranscripts(home: string): Promise<readonly UsageRecord[]> {
  const byMessage = new Map<string, UsageRecord>();
  const query = {
    folder: ['.claude', 'projects'],
    isFile: (name: string) => name.endsWith('.jsonl'),
    needles: ['"usage"'],
  };
  await readJsonLines(home, query, ({ type, message, timestamp }) => {
    if (type !== 'assistant' || !isRecord(message) || !isRecord(message.usage)) return;
    const { id, model, usage } = message;
    // Words that it made itself, without a model.
    if (typeof id !== 'string' || model === '<synthetic>') return;
    const before = byMessage.get(id);
    if (before === undefined && byMessage.size >= maxRecords) return;
    const record = transcriptUsage(timestamp, model, {
      inFresh: countOf(usage.input_tokens),
      inCacheRead: countOf(usage.cache_read_input_tokens),
      inCacheWrite: countOf(usage.cache_creation_input_tokens),
      out: countOf(usage.output_tokens),
      outReasoning: 0,
    });
    if (before === undefined || record.out > before.out) byMessage.set(id, record);
  });
  return byTime(byMessage.values());
}
