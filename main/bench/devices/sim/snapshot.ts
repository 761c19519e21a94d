/**
 * What the cameras see of the world: a list of the visible solids, which stays, and one flat array of their poses per
 * moment, cheap to copy to a worker. Plain data (structured-cloneable); no physics and no pixels in here.
 */
import type { Rgb } from '../../../base/model/scene.ts';

/**
 * Sizes in `sizeM`: box half extents [x, y, z]; cylinder and capsule [radius, half length along z (a capsule's
 * without its caps), 0]; sphere [radius, 0, 0]; plane (z = 0 of its frame) half extents [x, y, 0].
 */
export interface SnapshotGeom {
  readonly name: string;
  readonly kind: 'box' | 'cylinder' | 'capsule' | 'sphere' | 'plane';
  readonly sizeM: readonly [number, number, number];
  /** 0…1, before light. */
  readonly rgb: Rgb;
  readonly belongsTo: 'table' | 'arm' | 'object' | 'distractor';
}

/** Per geom: position x, y, z, then the rotation matrix worldFromGeom row by row. A snapshot is one array of them. */
export const snapshotStride = 12;
