/**
 * When the simulated cameras expose: at a fixed rate of bench time, each camera fewer when it is switched to half rate and
 * none while it is unplugged, and in real time none while earlier pictures are still being drawn (counted, never queued).
 * Knows no pictures.
 */

import type { World } from './physics/world.ts';
import type { SimCameras } from './raster/openSimCameras.ts';
import { snapshotStride } from './snapshot.ts';

export interface CameraPace {
  /** Exposes the world if a picture is due at `nowMs`. Answers how many frames will come. */
  exposeWhenDue(tick: number, nowMs: number): number;
  setHalfRate(role: string, on: boolean): void;
  setUnplugged(role: string, on: boolean): void;
  frameCame(): void;
  /** Exposures left out because drawing was behind. */
  leftOut(): number;
}

export interface CameraPaceOptions {
  readonly world: World;
  readonly cameras: SimCameras;
  readonly rateHz: number;
  /** Frames under way above which an exposure is left out; Infinity in lockstep, where everybody waits. */
  readonly maxUnderWay: number;
}

export function createCameraPace(options: CameraPaceOptions): CameraPace {
  const { world, cameras, rateHz } = options;
  const poses = new Float64Array(world.geoms.length * snapshotStride);
  const halved = new Set<string>();
  const unplugged = new Set<string>();
  let exposures = 0;
  let underWay = 0;
  let leftOut = 0;
  return {
    exposeWhenDue(tick, nowMs) {
      // Counting exposures keeps the average rate exact when the rate doesn't divide the step.
      if (nowMs + 1e-6 < (exposures * 1000) / rateHz) return 0;
      exposures = Math.max(exposures + 1, Math.floor((nowMs * rateHz) / 1000));
      if (underWay >= options.maxUnderWay) {
        leftOut++;
        return 0;
      }
      world.snapshot(poses);
      const skip = exposures % 2 === 0 ? halved.union(unplugged) : unplugged;
      const coming = cameras.capture(poses, tick, world.nowMs(), skip);
      underWay += coming;
      return coming;
    },
    setHalfRate(role, on) {
      if (on) halved.add(role);
      else halved.delete(role);
    },
    setUnplugged(role, on) {
      if (on) unplugged.add(role);
      else unplugged.delete(role);
    },
    frameCame() {
      underWay--;
    },
    leftOut: () => leftOut,
  };
}
