/**
 * Draws what one camera sees of a snapshot: cached background, planar shadows, solids, anti-aliasing by 2×2 cells per
 * pixel, sensor noise. The same input gives the same bytes. Knows no physics, no JPEG and no time.
 */
import { assert, must } from '../../../../base/lib/assert.ts';
import type { Rng } from '../../../../base/lib/rng.ts';
import type { CameraModel } from '../../../../base/model/camera.ts';
import type { Decal, Rgb } from '../../../../base/model/scene.ts';
import type { SnapshotGeom } from '../snapshot.ts';
import { snapshotStride } from '../snapshot.ts';
import { drawBackground, type TableLook } from './background.ts';
import { type Canvas, createCanvas, fillTriangle, resetCanvas } from './canvas.ts';
import { brightnessOf, packColour, towardsLight } from './lighting.ts';
import { type Mesh, meshOf } from './meshOf.ts';
import { addSensorNoise } from './sensorNoise.ts';

export interface PictureInput {
  /** Where the camera really stands: the shift, if any, is in here. */
  readonly camera: CameraModel;
  readonly geoms: readonly SnapshotGeom[];
  readonly table: TableLook;
  readonly decals: readonly Decal[];
  /** 1 is normal. */
  readonly light: number;
  /** Standard deviation in 8-bit levels. */
  readonly noiseSigma: number;
  /** Cells per pixel and axis: 1 draws without anti-aliasing. */
  readonly cellsPerPixel: 1 | 2 | 3;
}

export interface PictureRenderer {
  readonly widthPx: number;
  readonly heightPx: number;
  /**
   * `poses`: `snapshotStride` numbers per geom. Returns height × width × 3 bytes, rows from the top; the array is
   * used again by the next call.
   */
  render(poses: Float64Array, noise: Rng): Uint8Array;
}

const nearM = 0.03;

interface Solid {
  readonly mesh: Mesh;
  readonly rgb: Rgb;
  readonly index: number;
  readonly shadow: boolean;
}

/** The camera with cells for pixels. */
function cellsOf(camera: CameraModel, cells: number): CameraModel {
  return {
    ...camera,
    widthPx: camera.widthPx * cells,
    heightPx: camera.heightPx * cells,
    focalPx: camera.focalPx * cells,
    centreXPx: camera.centreXPx * cells,
    centreYPx: camera.centreYPx * cells,
  };
}

/** World points of a mesh as cells and 1/depth, three numbers a vertex; false when it comes too near. */
function projectInto(
  out: Float64Array,
  world: Float64Array,
  count: number,
  camera: CameraModel,
): boolean {
  const m = camera.worldFromCamera as number[];
  const [r00, r01, r02, tx] = m as [number, number, number, number];
  const r10 = m[4] as number;
  const r11 = m[5] as number;
  const r12 = m[6] as number;
  const ty = m[7] as number;
  const r20 = m[8] as number;
  const r21 = m[9] as number;
  const r22 = m[10] as number;
  const tz = m[11] as number;
  const { focalPx, centreXPx, centreYPx } = camera;
  for (let i = 0; i < count; i++) {
    const x = (world[i * 3] as number) - tx;
    const y = (world[i * 3 + 1] as number) - ty;
    const z = (world[i * 3 + 2] as number) - tz;
    const depth = r02 * x + r12 * y + r22 * z;
    if (depth < nearM) return false;
    const near = 1 / depth;
    out[i * 3] = centreXPx + focalPx * near * (r00 * x + r10 * y + r20 * z);
    out[i * 3 + 1] = centreYPx + focalPx * near * (r01 * x + r11 * y + r21 * z);
    out[i * 3 + 2] = near;
  }
  return true;
}

/** Vertices of a mesh in the world. */
function placeInto(out: Float64Array, mesh: Mesh, poses: Float64Array, at: number): number {
  const px = poses[at] as number;
  const py = poses[at + 1] as number;
  const pz = poses[at + 2] as number;
  const r = poses.subarray(at + 3, at + 12) as unknown as number[];
  const [a, b, c, d, e, f, g, h, k] = [r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8]] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const { vertices } = mesh;
  for (let i = 0; i < vertices.length; i += 3) {
    const x = vertices[i] as number;
    const y = vertices[i + 1] as number;
    const z = vertices[i + 2] as number;
    out[i] = px + a * x + b * y + c * z;
    out[i + 1] = py + d * x + e * y + f * z;
    out[i + 2] = pz + g * x + h * y + k * z;
  }
  return vertices.length / 3;
}

/** Slides every vertex along the light onto the table. */
function castInto(out: Float64Array, world: Float64Array, count: number): void {
  const sx = towardsLight[0] / towardsLight[2];
  const sy = towardsLight[1] / towardsLight[2];
  for (let i = 0; i < count * 3; i += 3) {
    const z = Math.max(0, world[i + 2] as number);
    out[i] = (world[i] as number) - sx * z;
    out[i + 1] = (world[i + 1] as number) - sy * z;
    out[i + 2] = 0;
  }
}

interface Scratch {
  readonly world: Float64Array;
  readonly cast: Float64Array;
  readonly screen: Float64Array;
  readonly corners: Float64Array;
}

function gather(scratch: Scratch, mesh: Mesh, t: number): number {
  const { corners, screen } = scratch;
  for (let k = 0; k < 3; k++) {
    const v = (mesh.triangles[t + k] as number) * 3;
    corners[k * 3] = screen[v] as number;
    corners[k * 3 + 1] = screen[v + 1] as number;
    corners[k * 3 + 2] = screen[v + 2] as number;
  }
  const [x0, y0] = [corners[0] as number, corners[1] as number];
  const ax = (corners[3] as number) - x0;
  const ay = (corners[4] as number) - y0;
  return ax * ((corners[7] as number) - y0) - ((corners[6] as number) - x0) * ay;
}

/** Faces away from the camera turn the other way round in the picture (y is down) and are dropped. */
function drawSolid(
  canvas: Canvas,
  scratch: Scratch,
  solid: Solid,
  poses: Float64Array,
  light: number,
): void {
  const { mesh } = solid;
  const at = solid.index * snapshotStride + 3;
  for (let t = 0; t < mesh.triangles.length; t += 3) {
    if (gather(scratch, mesh, t) >= 0) continue;
    const nx = mesh.normals[t] as number;
    const ny = mesh.normals[t + 1] as number;
    const nz = mesh.normals[t + 2] as number;
    const turned = (row: number): number =>
      (poses[at + row] as number) * nx +
      (poses[at + row + 1] as number) * ny +
      (poses[at + row + 2] as number) * nz;
    const brightness = brightnessOf(turned(0), turned(3), turned(6), light);
    fillTriangle(canvas, scratch.corners, packColour(solid.rgb, brightness), null);
  }
}

function drawShadow(canvas: Canvas, scratch: Scratch, mesh: Mesh, shaded: Uint32Array): void {
  for (let t = 0; t < mesh.triangles.length; t += 3) {
    if (gather(scratch, mesh, t) >= 0) continue;
    fillTriangle(canvas, scratch.corners, 0, shaded);
  }
}

/** Mean of the cells of each pixel, for pixels `from` ≤ x < `to` of row `y`. */
function shrinkRow(
  canvas: Canvas,
  cells: number,
  y: number,
  from: number,
  to: number,
  out: Uint8Array,
): void {
  const widthPx = canvas.width / cells;
  const area = cells * cells;
  const half = area >> 1;
  for (let x = from; x < to; x++) {
    let red = half;
    let green = half;
    let blue = half;
    for (let dy = 0; dy < cells; dy++) {
      const row = (y * cells + dy) * canvas.width + x * cells;
      for (let dx = 0; dx < cells; dx++) {
        const colour = canvas.colour[row + dx] as number;
        red += colour & 255;
        green += (colour >> 8) & 255;
        blue += colour >> 16;
      }
    }
    const at = (y * widthPx + x) * 3;
    out[at] = (red / area) | 0;
    out[at + 1] = (green / area) | 0;
    out[at + 2] = (blue / area) | 0;
  }
}

function solidsOf(geoms: readonly SnapshotGeom[]): Solid[] {
  return geoms.flatMap((geom, index) => {
    const mesh = meshOf(geom);
    if (mesh === null) return [];
    return [{ mesh, rgb: geom.rgb, index, shadow: geom.belongsTo !== 'table' }];
  });
}

/** Draws the background at once; a change of scene, light or camera needs a new renderer. */
export function createPictureRenderer(input: PictureInput): PictureRenderer {
  const { light, cellsPerPixel: cells } = input;
  const { widthPx, heightPx } = input.camera;
  const camera = cellsOf(input.camera, cells);
  const background = drawBackground(camera, input.table, input.decals, light);
  const canvas = createCanvas(camera.widthPx, camera.heightPx);
  canvas.colour.set(background.lit);
  const plain = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0; y < heightPx; y++) shrinkRow(canvas, cells, y, 0, widthPx, plain);
  const solids = solidsOf(input.geoms);
  const largest = Math.max(3, ...solids.map((solid) => solid.mesh.vertices.length));
  const scratch: Scratch = {
    world: new Float64Array(largest),
    cast: new Float64Array(largest),
    screen: new Float64Array(largest),
    corners: new Float64Array(9),
  };
  const out = new Uint8Array(plain.length);

  const drawAll = (poses: Float64Array): void => {
    for (const { mesh, index, shadow } of solids) {
      if (!shadow) continue;
      const count = placeInto(scratch.world, mesh, poses, index * snapshotStride);
      castInto(scratch.cast, scratch.world, count);
      if (projectInto(scratch.screen, scratch.cast, count, camera))
        drawShadow(canvas, scratch, mesh, background.shaded);
    }
    for (const solid of solids) {
      const count = placeInto(scratch.world, solid.mesh, poses, solid.index * snapshotStride);
      if (projectInto(scratch.screen, scratch.world, count, camera))
        drawSolid(canvas, scratch, solid, poses, light);
    }
  };

  const shrinkTouched = (): void => {
    out.set(plain);
    for (let y = 0; y < heightPx; y++) {
      let from = canvas.width;
      let to = 0;
      for (let dy = 0; dy < cells; dy++) {
        from = Math.min(from, must(canvas.touchedFrom[y * cells + dy]));
        to = Math.max(to, must(canvas.touchedTo[y * cells + dy]));
      }
      if (from < to) {
        shrinkRow(canvas, cells, y, Math.floor(from / cells), Math.ceil(to / cells), out);
      }
    }
  };

  return {
    widthPx,
    heightPx,
    render(poses, noise) {
      assert(poses.length === input.geoms.length * snapshotStride, 'poses do not fit the geoms');
      resetCanvas(canvas, background.lit);
      drawAll(poses);
      shrinkTouched();
      addSensorNoise(out, widthPx * 3, input.noiseSigma, noise);
      return out;
    },
  };
}
