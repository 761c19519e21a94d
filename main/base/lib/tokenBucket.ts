/** A rate bound: `rateHz` on average, `burst` at once. */
import type { Clock } from './clock.ts';

export interface TokenBucket {
  /** False when the caller is over the rate; nothing is queued. */
  take(): boolean;
}

export function createTokenBucket(clock: Clock, rateHz: number, burst: number): TokenBucket {
  let tokens = burst;
  let atMs = clock.nowMs();
  return {
    take() {
      const nowMs = clock.nowMs();
      tokens = Math.min(burst, tokens + ((nowMs - atMs) * rateHz) / 1000);
      atMs = nowMs;
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
