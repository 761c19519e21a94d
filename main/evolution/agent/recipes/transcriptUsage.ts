/**
 * One request as an agent's own transcript tells it, made into a usage record. Numbers are an agent's words: what is no
 * count is zero, what is no time is the beginning of all times. A transcript knows neither price nor waiting.
 */
import type { TokenCounts, UsageRecord } from '../../../base/model/agent.ts';

const mostTokens = 1e9;
/** A transcript of a longer session than this is cut: no meter needs more. */
export const maxRecords = 100_000;

export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? Math.min(value, mostTokens)
    : 0;
}

/** ISO text or milliseconds. */
function wallTimeOf(value: unknown): string {
  const at = typeof value === 'string' || typeof value === 'number' ? new Date(value) : null;
  return at === null || Number.isNaN(at.getTime()) ? new Date(0).toISOString() : at.toISOString();
}

function modelOf(value: unknown): string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,120}$/.test(value) ? value : 'unknown';
}

export const transcriptUsage = (
  when: unknown,
  model: unknown,
  counts: TokenCounts,
): UsageRecord => ({
  wallTime: wallTimeOf(when),
  model: modelOf(model),
  ...counts,
  status: 200,
  ms: 0,
  ttftMs: null,
  usd: null,
  source: 'transcript',
});

export const byTime = (records: Iterable<UsageRecord>): readonly UsageRecord[] =>
  [...records].sort((a, b) => (a.wallTime < b.wallTime ? -1 : a.wallTime > b.wallTime ? 1 : 0));
