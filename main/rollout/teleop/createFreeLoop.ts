/**
 * The beat of the bench for motions outside any trial (a reset between demos, the way to the clear view): the same
 * `next()` as a trial's, without judge and without record. Throws what its signal carries.
 */
import type { LimitReason } from '../../base/model/arm.ts';
import type { BenchLink, LinkFrame } from '../../bench/link.ts';
import type { Stage, TrialLoop } from '../trialLoop.ts';

export function createFreeLoop(link: BenchLink, signal: AbortSignal): TrialLoop {
  let stage: Stage = {
    phase: 'reset',
    attempt: 0,
    source: 'none',
    judged: false,
    toolClear: false,
  };
  let limit: LimitReason | null = null;
  const newest = new Map<string, LinkFrame>();
  const listening = [
    link.onFrame((frame) => void newest.set(frame.role, frame)),
    link.robot.onLimit(({ reason }) => {
      limit = reason;
    }),
  ];
  return {
    link,
    signal,
    verdicts: [],
    get stage() {
      return stage;
    },
    async next() {
      const tick = await link.tick(signal);
      signal.throwIfAborted();
      return tick;
    },
    async enter(change) {
      stage = { ...stage, ...change };
    },
    takeFrames() {
      const frames = [...newest.values()];
      newest.clear();
      return frames;
    },
    takeLimit() {
      const hit = limit;
      limit = null;
      return hit;
    },
    async rest() {
      link.robot.hold('the motion is over');
    },
    async [Symbol.asyncDispose]() {
      for (const each of listening) each[Symbol.dispose]();
    },
  };
}
