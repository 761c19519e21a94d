/**
 * Follows six encoders of one turn each through a sweep by hand: unwraps what crosses the end of the scale and keeps how
 * far each joint has been. A jump that no hand makes between two reads means that some were lost: how often a joint went
 * round is unknown then, and the sweep begins anew. Pure but for what it has seen.
 */
import { so101 } from '../../base/arm/so101.ts';
import { shortWay } from '../jointTurns.ts';
import type { SweptRange } from './fitJoint.ts';

/** Between two reads, 20 ms apart or a few times that. */
const jumpCounts = so101.countsPerTurn / 3;

export interface JointTracks {
  /** Answers whether the track was lost and began anew here. */
  feed(counts: readonly number[]): boolean;
  /** Forgets where the joints have been, not where they are. */
  restart(): void;
  /** Unwrapped, as the ranges are; empty before the first read. */
  readonly counts: readonly number[];
  readonly ranges: readonly SweptRange[];
}

export function createJointTracks(): JointTracks {
  let at: readonly number[] = [];
  let ranges: readonly SweptRange[] = [];
  const restart = (): void => {
    ranges = at.map((counts) => ({ min: counts, max: counts }));
  };
  return {
    feed(counts) {
      const ways = counts.map((each, j) => shortWay(at[j] ?? each, each));
      const isLost = ways.some((way) => Math.abs(way) > jumpCounts);
      if (at.length === 0 || isLost) {
        at = [...counts];
        restart();
        return isLost;
      }
      at = at.map((each, j) => each + (ways[j] ?? 0));
      ranges = ranges.map(({ min, max }, j) => {
        const now = at[j] ?? min;
        return { min: Math.min(min, now), max: Math.max(max, now) };
      });
      return false;
    },
    restart,
    get counts() {
      return at;
    },
    get ranges() {
      return ranges;
    },
  };
}
