/**
 * A flat block on a table as cameras see it: an outline with a height, perhaps a knob on top. Predicts, for a pose and
 * a camera, which share of every pixel shows its top, its sides and its knob. Pure geometry: no colours, no fitting.
 */
import type { CameraModel } from '../../base/model/camera.ts';
import { projectPoint } from '../../base/model/pinhole.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { coverPolygon } from './coverage.ts';
import type { PixelBox } from './vision.ts';

export interface BlockModel {
  /** Counter-clockwise in the block's frame, metres. */
  readonly outlineM: readonly (readonly [number, number])[];
  readonly heightM: number;
  /** A square upright knob at the frame's origin, from the block's top up to `topM`; or none. */
  readonly knob: { readonly halfM: number; readonly topM: number } | null;
}

interface Side {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly normal: readonly [number, number];
  readonly facing: number;
}

export interface BlockShape {
  readonly model: BlockModel;
  readonly sides: readonly Side[];
  readonly facings: number;
  /** Of the outline. */
  readonly areaM2: number;
}

/** Works out the sides once. */
export function shapeOf(model: BlockModel): BlockShape {
  const normals: [number, number][] = [];
  const sides = model.outlineM.map((from, index): Side => {
    const to = model.outlineM[(index + 1) % model.outlineM.length] as readonly [number, number];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const normal = [(to[1] - from[1]) / length, (from[0] - to[0]) / length] as const;
    let facing = normals.findIndex(([x, y]) => x * normal[0] + y * normal[1] > 0.93);
    if (facing < 0) facing = normals.push([normal[0], normal[1]]) - 1;
    return { from, to, normal, facing };
  });
  const doubled = sides.reduce((sum, { from, to }) => sum + from[0] * to[1] - to[0] * from[1], 0);
  return { model, sides, facings: normals.length, areaM2: doubled / 2 };
}

/** Pixels that the block and a margin around it can touch, or null when it is out of the picture. */
export function boxOfBlock(
  shape: BlockShape,
  pose: PlanarPose,
  camera: CameraModel,
  marginPx: number,
): PixelBox | null {
  const c = Math.cos(pose.yawRad);
  const s = Math.sin(pose.yawRad);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (x: number, y: number, z: number): void => {
    const p = projectPoint(camera, pose.xM + c * x - s * y, pose.yM + s * x + c * y, z);
    left = Math.min(left, p.xPx);
    right = Math.max(right, p.xPx);
    top = Math.min(top, p.yPx);
    bottom = Math.max(bottom, p.yPx);
  };
  for (const [x, y] of shape.model.outlineM) {
    take(x, y, 0);
    take(x, y, shape.model.heightM);
  }
  if (shape.model.knob !== null) take(0, 0, shape.model.knob.topM);
  const box = {
    left: Math.max(0, Math.floor(left - marginPx)),
    top: Math.max(0, Math.floor(top - marginPx)),
    right: Math.min(camera.widthPx, Math.ceil(right + marginPx)),
    bottom: Math.min(camera.heightPx, Math.ceil(bottom + marginPx)),
  };
  return box.right - box.left < 4 || box.bottom - box.top < 4 ? null : box;
}

/** Memory for predictions, used again and again; one per fit. */
export interface CoverScratch {
  readonly sums: Float64Array;
  readonly one: Float32Array;
  readonly points: Float64Array;
}

export function createCoverScratch(camera: CameraModel): CoverScratch {
  const cells = (camera.widthPx + 2) * camera.heightPx;
  return {
    sums: new Float64Array(cells),
    one: new Float32Array(cells),
    points: new Float64Array(64),
  };
}

/** Corner points on the convex hull, counter-clockwise (Andrew's monotone chain). */
function hullOf(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (input: readonly (readonly [number, number])[]) => {
    const out: (readonly [number, number])[] = [];
    for (const p of input) {
      while (out.length >= 2) {
        const a = out[out.length - 2] as readonly [number, number];
        const b = out[out.length - 1] as readonly [number, number];
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        out.pop();
      }
      out.push(p);
    }
    return out.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** Writes the layers for a pose into `layers` (one array per layer, box-sized): top, facings…, knob. */
export function predictBlock(
  shape: BlockShape,
  pose: PlanarPose,
  camera: CameraModel,
  box: PixelBox,
  layers: readonly Float32Array[],
  scratch: CoverScratch,
): void {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const cells = width * height;
  const c = Math.cos(pose.yawRad);
  const s = Math.sin(pose.yawRad);
  const { outlineM, heightM, knob } = shape.model;
  const { sums, one, points } = scratch;
  const project = (x: number, y: number, z: number): readonly [number, number] => {
    const p = projectPoint(camera, pose.xM + c * x - s * y, pose.yM + s * x + c * y, z);
    return [p.xPx - box.left, p.yPx - box.top];
  };
  const cover = (corners: readonly (readonly [number, number])[], out: Float32Array): void => {
    corners.forEach(([x, y], i) => {
      points[i * 2] = x;
      points[i * 2 + 1] = y;
    });
    coverPolygon(out, sums, width, height, points, corners.length);
  };
  const top = layers[0] as Float32Array;
  cover(
    outlineM.map(([x, y]) => project(x, y, heightM)),
    top,
  );
  for (let f = 1; f <= shape.facings; f++) (layers[f] as Float32Array).fill(0, 0, cells);
  const knobLayer = layers[1 + shape.facings] as Float32Array;
  const taken = knobLayer; // until the knob's own turn: what top and sides already cover
  taken.set(top.subarray(0, cells));
  const toCameraX = (camera.worldFromCamera[3] as number) - pose.xM;
  const toCameraY = (camera.worldFromCamera[7] as number) - pose.yM;
  const cameraX = c * toCameraX + s * toCameraY;
  const cameraY = -s * toCameraX + c * toCameraY;
  for (const { from, to, normal, facing } of shape.sides) {
    if (normal[0] * (cameraX - from[0]) + normal[1] * (cameraY - from[1]) <= 0) continue;
    const [ax, ay] = from;
    const [bx, by] = to;
    cover(
      [project(ax, ay, heightM), project(bx, by, heightM), project(bx, by, 0), project(ax, ay, 0)],
      one,
    );
    const layer = layers[1 + facing] as Float32Array;
    for (let i = 0; i < cells; i++) {
      const share = Math.min(1 - (taken[i] as number), one[i] as number);
      layer[i] = (layer[i] as number) + share;
      taken[i] = (taken[i] as number) + share;
    }
  }
  if (knob === null) {
    knobLayer.fill(0, 0, cells);
    return;
  }
  const { halfM, topM } = knob;
  const signs = [-halfM, halfM] as const;
  const corners = signs.flatMap((x) =>
    signs.flatMap((y) => [project(x, y, heightM), project(x, y, topM)]),
  );
  cover(hullOf(corners), knobLayer);
  for (let f = 0; f <= shape.facings; f++) {
    const layer = layers[f] as Float32Array;
    for (let i = 0; i < cells; i++)
      layer[i] = (layer[i] as number) * (1 - (knobLayer[i] as number));
  }
}
