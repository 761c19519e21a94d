/** Several views of one block as one pose, each weighed by how well it can see it. Says how far the views differ. */
import type { PlanarPose } from '../../base/model/scene.ts';
import type { BlockView } from './locateBlock.ts';
import { wrapRad } from './pose.ts';
import { solve } from './solve.ts';

/** What several views say together. */
export interface FusedPose {
  /** Each view weighed by what it can see of the block. */
  readonly pose: PlanarPose;
  /** Largest distance of a view's own pose from the fused one. */
  readonly spreadM: number;
  readonly spreadRad: number;
}

/** One pose from the views of one moment, by their information; null without views. */
export function fuseViews(views: readonly BlockView[]): FusedPose | null {
  const first = views[0];
  if (first === undefined) return null;
  const sum = new Float64Array(9);
  const right = new Float64Array(3);
  for (const { pose, information } of views) {
    const offset = [
      pose.xM - first.pose.xM,
      pose.yM - first.pose.yM,
      wrapRad(pose.yawRad - first.pose.yawRad),
    ];
    for (let r = 0; r < 3; r++) {
      for (let k = 0; k < 3; k++) {
        const value = information[r * 3 + k] as number;
        sum[r * 3 + k] = (sum[r * 3 + k] as number) + value;
        right[r] = (right[r] as number) + value * (offset[k] as number);
      }
    }
  }
  solve(sum, right, 3);
  const pose = {
    xM: first.pose.xM + (right[0] as number),
    yM: first.pose.yM + (right[1] as number),
    yawRad: wrapRad(first.pose.yawRad + (right[2] as number)),
  };
  const off = views.map((view) => Math.hypot(view.pose.xM - pose.xM, view.pose.yM - pose.yM));
  const turned = views.map((view) => Math.abs(wrapRad(view.pose.yawRad - pose.yawRad)));
  return { pose, spreadM: Math.max(...off), spreadRad: Math.max(...turned) };
}
