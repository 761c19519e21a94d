/** How long the window waits before it tries the core again: doubling, bounded, and said on screen. */

const firstMs = 250;
const longestMs = 5_000;

/** `attempt` counts from 1. */
export function backoffMs(attempt: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(10, Math.max(0, attempt - 1)));
}
