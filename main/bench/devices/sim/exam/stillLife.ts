/**
 * Snapshots of the simulated world without physics: things put at exact poses, for exams and measurements of what
 * looks at pictures. Geometry only.
 */

import type { SceneObject } from '../../../../base/model/scene.ts';
import { type SnapshotGeom, snapshotStride } from '../snapshot.ts';

export interface StillLife {
  readonly geoms: readonly SnapshotGeom[];
  readonly poses: Float64Array;
}

/** Where an object's frame stands: turned by `yawRad` about z after `tiltRad` about its own y axis. */
export interface Placed {
  readonly xM: number;
  readonly yM: number;
  readonly zM?: number;
  readonly yawRad: number;
  readonly tiltRad?: number;
}

/** One object's parts at a pose. */
export function placeObject(object: SceneObject, at: Placed): StillLife {
  const poses = new Float64Array(object.parts.length * snapshotStride);
  const c = Math.cos(at.yawRad);
  const s = Math.sin(at.yawRad);
  const ct = Math.cos(at.tiltRad ?? 0);
  const st = Math.sin(at.tiltRad ?? 0);
  const turn = [c * ct, -s, c * st, s * ct, c, s * st, -st, 0, ct];
  const geoms = object.parts.map((part, index): SnapshotGeom => {
    const [x, y, z] = part.atM;
    const row = (r: number): number =>
      (turn[r * 3] as number) * x +
      (turn[r * 3 + 1] as number) * y +
      (turn[r * 3 + 2] as number) * z;
    poses.set(
      [at.xM + row(0), at.yM + row(1), (at.zM ?? 0) + row(2), ...turn],
      index * snapshotStride,
    );
    const sizeM: SnapshotGeom['sizeM'] =
      part.kind === 'box' ? part.halfM : [part.radiusM, part.halfHeightM, 0];
    return {
      name: `${object.name}.${index}`,
      kind: part.kind,
      sizeM,
      rgb: part.rgb,
      belongsTo: 'object',
    };
  });
  return { geoms, poses };
}

/** Several still lifes as one snapshot. */
export function joinStills(...stills: readonly StillLife[]): StillLife {
  const poses = new Float64Array(stills.reduce((sum, still) => sum + still.poses.length, 0));
  let at = 0;
  for (const still of stills) {
    poses.set(still.poses, at);
    at += still.poses.length;
  }
  return { geoms: stills.flatMap((still) => still.geoms), poses };
}
