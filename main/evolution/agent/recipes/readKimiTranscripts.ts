/**
 * Token records of Kimi Code: `.kimi-code/sessions/<folder>/<session>/agents/<agent>/wire.jsonl`, sub-agents beside the
 * main one. Only lines of type `usage.record` count; others repeat the same figures.
 */
import type { UsageRecord } from '../../../base/model/agent.ts';
import { isRecord, readJsonLines } from './readJsonLines.ts';
import { byTime, countOf, maxRecords, transcriptUsage } from './transcriptUsage.ts';

export async function readKimiTranscripts(home: string): Promise<readonly UsageRecord[]> {
  const records: UsageRecord[] = [];
  const query = {
    folder: ['.kimi-code', 'sessions'],
    isFile: (name: string) => name === 'wire.jsonl',
    needles: ['"usage.record"'],
  };
  await readJsonLines(home, query, ({ type, usage, model, time }) => {
    if (type !== 'usage.record' || !isRecord(usage) || records.length >= maxRecords) return;
    const counts = {
      inFresh: countOf(usage.inputOther),
      inCacheRead: countOf(usage.inputCacheRead),
      inCacheWrite: countOf(usage.inputCacheCreation),
      out: countOf(usage.output),
      outReasoning: 0,
    };
    records.push(transcriptUsage(time, model, counts));
  });
  return byTime(records);
}
