/** Times of answers as a judge's latency, in hundredths of a millisecond; zeros of none. */
import { summarise } from '../../base/lib/stats.ts';
import type { JudgeLatency } from '../../base/model/judge.ts';

const hundredth = (ms: number): number => Math.round(ms * 100) / 100;

export function latencyOf(times: readonly number[], how: JudgeLatency['how']): JudgeLatency {
  if (times.length === 0) return { p50: 0, p95: 0, p99: 0, n: 0, how };
  const { p50, p95, p99, n } = summarise(times);
  return { p50: hundredth(p50), p95: hundredth(p95), p99: hundredth(p99), n, how };
}
