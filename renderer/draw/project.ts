/**
 * From the world into a camera's picture, with the pinhole of `CameraModel`. Lines are cut at the picture plane, so
 * that an edge that passes behind the camera is drawn as far as it can be seen.
 */
import type { CameraModel } from '../../main/base/model/camera.ts';

export type Vec3 = readonly [number, number, number];

export interface PixelPoint {
  readonly x: number;
  readonly y: number;
}

const nearestM = 0.01;

/** World point in camera axes (x right, y down, z into the picture). */
export function toCamera(model: CameraModel, point: Vec3): Vec3 {
  const m = model.worldFromCamera;
  const at = (index: number): number => m[index] ?? 0;
  const d = [point[0] - at(3), point[1] - at(7), point[2] - at(11)] as const;
  const axis = (column: number): number =>
    at(column) * d[0] + at(4 + column) * d[1] + at(8 + column) * d[2];
  return [axis(0), axis(1), axis(2)];
}

function toPixel(model: CameraModel, point: Vec3): PixelPoint {
  return {
    x: model.centreXPx + (model.focalPx * point[0]) / point[2],
    y: model.centreYPx + (model.focalPx * point[1]) / point[2],
  };
}

/** Null when the point is not in front of the camera. */
export function projectPoint(model: CameraModel, point: Vec3): PixelPoint | null {
  const seen = toCamera(model, point);
  return seen[2] < nearestM ? null : toPixel(model, seen);
}

/** The part of a segment that is in front of the camera; null when none is. */
export function projectSegment(
  model: CameraModel,
  from: Vec3,
  to: Vec3,
): readonly [PixelPoint, PixelPoint] | null {
  const a = toCamera(model, from);
  const b = toCamera(model, to);
  if (a[2] < nearestM && b[2] < nearestM) return null;
  const cut = (near: Vec3, far: Vec3): Vec3 => {
    if (near[2] >= nearestM) return near;
    const share = (nearestM - near[2]) / (far[2] - near[2]);
    return [near[0] + share * (far[0] - near[0]), near[1] + share * (far[1] - near[1]), nearestM];
  };
  return [toPixel(model, cut(a, b)), toPixel(model, cut(b, a))];
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (a: Vec3): Vec3 => {
  const length = Math.hypot(a[0], a[1], a[2]);
  return [a[0] / length, a[1] / length, a[2] / length];
};

/** A camera that stands at `at` and looks at `target`, z up; not straight down. */
export function lookAt(
  role: string,
  at: Vec3,
  target: Vec3,
  size: { readonly widthPx: number; readonly heightPx: number; readonly focalPx: number },
): CameraModel {
  const into = unit(minus(target, at));
  const right = unit(cross(into, [0, 0, 1]));
  const down = cross(into, right);
  return {
    role,
    widthPx: size.widthPx,
    heightPx: size.heightPx,
    focalPx: size.focalPx,
    centreXPx: size.widthPx / 2,
    centreYPx: size.heightPx / 2,
    worldFromCamera: [
      ...[right[0], down[0], into[0], at[0]],
      ...[right[1], down[1], into[1], at[1]],
      ...[right[2], down[2], into[2], at[2]],
      ...[0, 0, 0, 1],
    ],
  };
}

/** The same view, moved and scaled so that all points lie inside the picture with `marginPx` around them. */
export function fitPoints(
  model: CameraModel,
  points: readonly Vec3[],
  marginPx: number,
): CameraModel {
  const flat = points
    .map((point) => toCamera(model, point))
    .filter((seen) => seen[2] >= nearestM)
    .map((seen) => ({ x: seen[0] / seen[2], y: seen[1] / seen[2] }));
  if (flat.length === 0) return model;
  const xs = flat.map((point) => point.x);
  const ys = flat.map((point) => point.y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const room = (px: number): number => Math.max(1, px - 2 * marginPx);
  const focalPx = Math.min(
    room(model.widthPx) / Math.max(1e-6, right - left),
    room(model.heightPx) / Math.max(1e-6, bottom - top),
  );
  return {
    ...model,
    focalPx,
    centreXPx: model.widthPx / 2 - (focalPx * (left + right)) / 2,
    centreYPx: model.heightPx / 2 - (focalPx * (top + bottom)) / 2,
  };
}
