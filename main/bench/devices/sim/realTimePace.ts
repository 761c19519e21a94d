/**
 * Bench time that follows the wall clock. Being late is caught up to a bound; what is beyond it is dropped and counted,
 * so that a slow machine gets a slower bench and never a spiral of ever longer catching up.
 */
import type { Clock } from '../../../base/lib/clock.ts';

/** More lateness than this is not made up for. */
export const maxCatchUpMs = 60;

export interface RealTimePace {
  /** Bench time that the wall clock stands at. */
  nowMs(): number;
  /** Bench time to step the physics to, given where they stand. */
  target(physicsMs: number): number;
  /** Bench time given up since the start. */
  droppedMs(): number;
}

export function createRealTimePace(clock: Clock, startMs = 0): RealTimePace {
  let originMs = clock.nowMs() - startMs;
  let dropped = 0;
  const nowMs = (): number => clock.nowMs() - originMs;
  return {
    nowMs,
    target(physicsMs) {
      const late = nowMs() - physicsMs;
      if (late > maxCatchUpMs) {
        originMs += late - maxCatchUpMs;
        dropped += late - maxCatchUpMs;
      }
      return nowMs();
    },
    droppedMs: () => dropped,
  };
}
