/**
 * A leader arm's joints as the follower's: when the clutch is pulled in the follower stays where it is, and the
 * difference between both is then worn off slowly, so that nothing jumps however far apart they stand. Pure.
 */
import type { Joints } from '../../base/model/arm.ts';

/** How fast a difference between both arms is worn off. */
export const wearOffRadS = 0.35;

export interface LeaderFollow {
  /** The clutch came in: from here on `targetRad` begins at `followerRad`. */
  engage(followerRad: Joints, leaderRad: Joints): void;
  /** Where the follower shall be, one period later. */
  targetRad(leaderRad: Joints, dtS: number): Joints;
}

export function createLeaderFollow(): LeaderFollow {
  let offsetRad: number[] = [];
  return {
    engage(followerRad, leaderRad) {
      offsetRad = followerRad.map((value, j) => value - (leaderRad[j] ?? value));
    },
    targetRad(leaderRad, dtS) {
      const most = wearOffRadS * dtS;
      offsetRad = offsetRad.map((value) => value - Math.max(-most, Math.min(most, value)));
      return leaderRad.map((value, j) => value + (offsetRad[j] ?? 0));
    },
  };
}
