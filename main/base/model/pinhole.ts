/**
 * The geometry of a pinhole camera, shared by what draws pictures and what measures in them. Pure functions over
 * `CameraModel`; pixel coordinates are continuous, (0.5, 0.5) is the centre of the top-left pixel.
 */
import type { CameraModel } from './camera.ts';

/** Pixel coordinates and depth along the camera's z axis, metres. Depth ≤ 0 is behind the camera. */
export interface Projected {
  readonly xPx: number;
  readonly yPx: number;
  readonly depthM: number;
}

/** World point → pixel. A point in the camera's plane gives infinite coordinates. */
export function projectPoint(camera: CameraModel, x: number, y: number, z: number): Projected {
  const m = camera.worldFromCamera;
  const dx = x - (m[3] as number);
  const dy = y - (m[7] as number);
  const dz = z - (m[11] as number);
  const cx = (m[0] as number) * dx + (m[4] as number) * dy + (m[8] as number) * dz;
  const cy = (m[1] as number) * dx + (m[5] as number) * dy + (m[9] as number) * dz;
  const cz = (m[2] as number) * dx + (m[6] as number) * dy + (m[10] as number) * dz;
  return {
    xPx: camera.centreXPx + (camera.focalPx * cx) / cz,
    yPx: camera.centreYPx + (camera.focalPx * cy) / cz,
    depthM: cz,
  };
}

/** Pixel → the point at height `zM` (metres) that it sees, or null when the ray never gets there. */
export function pointAtHeight(
  camera: CameraModel,
  xPx: number,
  yPx: number,
  zM: number,
): { readonly xM: number; readonly yM: number } | null {
  const m = camera.worldFromCamera;
  const u = (xPx - camera.centreXPx) / camera.focalPx;
  const v = (yPx - camera.centreYPx) / camera.focalPx;
  const rx = (m[0] as number) * u + (m[1] as number) * v + (m[2] as number);
  const ry = (m[4] as number) * u + (m[5] as number) * v + (m[6] as number);
  const rz = (m[8] as number) * u + (m[9] as number) * v + (m[10] as number);
  const t = (zM - (m[11] as number)) / rz;
  if (!Number.isFinite(t) || t <= 0) return null;
  return { xM: (m[3] as number) + t * rx, yM: (m[7] as number) + t * ry };
}
