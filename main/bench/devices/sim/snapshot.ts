/**
 * What the cameras see of the world: a description of every visible solid that stays until `version` changes, and
 * one flat array of poses per moment, cheap to copy to a worker. Plain data (structured-cloneable); no physics and
 * no pixels in here.
 */
import type { Decal, Rgb } from '../../../base/model/scene.ts';

/**
 * Sizes in `sizeM`: box half extents [x, y, z]; cylinder and capsule [radius, half length along z (a capsule's
 * without its caps), 0]; sphere [radius, 0, 0]; plane (z = 0 of its frame) half extents [x, y, 0].
 */
export interface SnapshotGeom {
  readonly name: string;
  readonly kind: 'box' | 'cylinder' | 'capsule' | 'sphere' | 'plane';
  readonly sizeM: readonly [number, number, number];
  readonly rgb: Rgb;
  readonly belongsTo: 'table' | 'arm' | 'object' | 'distractor';
}

/** Everything that stays while `version` stays. Colours are 0…1, before light. */
export interface SceneGeometry {
  readonly version: number;
  readonly geoms: readonly SnapshotGeom[];
  /** Paint on the table, z = 0, in drawing order. */
  readonly decals: readonly Decal[];
  readonly tableRgb: Rgb;
}

/** Per geom: position x, y, z, then the rotation matrix worldFromGeom row by row. */
export const snapshotStride = 12;

export interface WorldSnapshot {
  /** Bench time. */
  readonly atMs: number;
  /** Version of the `SceneGeometry` that the poses belong to. */
  readonly version: number;
  /** `geoms.length × snapshotStride`, in the order of `geoms`. */
  readonly poses: Float64Array;
}
