/** From where a scene's camera stands to the exact pinhole that the rasteriser draws with. */
import { assert } from '../../../../base/lib/assert.ts';
import type { CameraModel } from '../../../../base/model/camera.ts';
import type { SceneCamera } from '../../../../base/model/scene.ts';

type V3 = readonly [number, number, number];

const cross = (a: V3, b: V3): V3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function unit(v: V3): V3 {
  const length = Math.hypot(v[0], v[1], v[2]);
  assert(length > 1e-9, 'a camera looks at the point it stands on');
  return [v[0] / length, v[1] / length, v[2] / length];
}

export interface ImageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The picture's upper edge is away from the table; a camera that looks straight down has the side away from the
 * robot (+x) at its upper edge. `shiftM` moves the camera without turning it.
 */
export function cameraModelOf(
  camera: SceneCamera,
  size: ImageSize,
  shiftM: V3 = [0, 0, 0],
): CameraModel {
  const [ax, ay, az] = camera.atM;
  const [lx, ly, lz] = camera.lookAtM;
  const forward = unit([lx - ax, ly - ay, lz - az]);
  const up: V3 = Math.abs(forward[2]) > 0.98 ? [1, 0, 0] : [0, 0, 1];
  const right = unit(cross(forward, up));
  const down = cross(forward, right);
  const at: V3 = [ax + shiftM[0], ay + shiftM[1], az + shiftM[2]];
  const row = (i: 0 | 1 | 2): number[] => [right[i], down[i], forward[i], at[i]];
  return {
    role: camera.role,
    widthPx: size.widthPx,
    heightPx: size.heightPx,
    focalPx: size.heightPx / 2 / Math.tan(camera.verticalFovRad / 2),
    centreXPx: size.widthPx / 2,
    centreYPx: size.heightPx / 2,
    worldFromCamera: [...row(0), ...row(1), ...row(2), 0, 0, 0, 1],
  };
}
