/**
 * What never moves, drawn once per camera: the room, the table with its faint checks, and the paint on it; once lit
 * and once as if everything lay in shadow. Paint has no thickness.
 */
import type { CameraModel } from '../../../../base/model/camera.ts';
import { projectPoint } from '../../../../base/model/pinhole.ts';
import type { Decal, Rgb } from '../../../../base/model/scene.ts';
import { brightnessOf, packColour, shadowShare } from './lighting.ts';

export interface Background {
  readonly lit: Uint32Array;
  readonly shaded: Uint32Array;
}

export interface TableLook {
  readonly rgb: Rgb;
  /** Half extents around (`centreXM`, 0). */
  readonly halfXM: number;
  readonly halfYM: number;
  readonly centreXM: number;
}

const checkM = 0.05;
const checkContrast = 0.035;
const roomRgb: Rgb = [0.13, 0.14, 0.17];
const nearM = 0.02;

type Ring = readonly (readonly [number, number])[];

/** A line of paint as a quad; a polygon as it is. */
function ringOf(decal: Decal): Ring[] {
  if (decal.kind === 'polygon') return [decal.pointsM];
  const half = (decal.widthM ?? 0.002) / 2;
  return decal.pointsM.slice(1).map((to, index) => {
    const from = decal.pointsM[index] as readonly [number, number];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
    const ux = ((to[0] - from[0]) / length) * half;
    const uy = ((to[1] - from[1]) / length) * half;
    return [
      [from[0] - ux - uy, from[1] - uy + ux],
      [to[0] + ux - uy, to[1] + uy + ux],
      [to[0] + ux + uy, to[1] + uy - ux],
      [from[0] - ux + uy, from[1] - uy - ux],
    ];
  });
}

/** Calls `paint` for every cell whose centre lies inside the ring as the camera sees it (even-odd rule). */
function coverRing(camera: CameraModel, ring: Ring, paint: (index: number) => void): void {
  const points = ring.map(([x, y]) => projectPoint(camera, x, y, 0));
  if (points.some((point) => point.depthM < nearM)) return;
  for (let y = 0; y < camera.heightPx; y++) {
    const cy = y + 0.5;
    const crossings: number[] = [];
    for (let i = 0; i < points.length; i++) {
      const a = points[i] as { xPx: number; yPx: number };
      const b = points[(i + 1) % points.length] as { xPx: number; yPx: number };
      if (a.yPx <= cy === b.yPx <= cy) continue;
      crossings.push(a.xPx + ((cy - a.yPx) * (b.xPx - a.xPx)) / (b.yPx - a.yPx));
    }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil((crossings[i] as number) - 0.5));
      const to = Math.min(camera.widthPx, Math.ceil((crossings[i + 1] as number) - 0.5));
      for (let x = from; x < to; x++) paint(y * camera.widthPx + x);
    }
  }
}

/**
 * Per cell what it sees where nothing stands: 0 the room, 1 and 2 the table's two tones. As `pointAtHeight` at height 0, to
 * the last bit, without an object a cell.
 */
function seenCells(camera: CameraModel, table: TableLook): Uint8Array {
  const { widthPx, heightPx, focalPx, centreXPx, centreYPx } = camera;
  const m = camera.worldFromCamera;
  const [m0, m1, m2, m3, m4, m5, m6, m7] = m as unknown as readonly [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  const [m8, m9, m10, m11] = m.slice(8) as unknown as readonly [number, number, number, number];
  const seen = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const v = (y + 0.5 - centreYPx) / focalPx;
    for (let x = 0; x < widthPx; x++) {
      const u = (x + 0.5 - centreXPx) / focalPx;
      const t = (0 - m11) / (m8 * u + m9 * v + m10);
      if (!Number.isFinite(t) || t <= 0) continue;
      const xM = m3 + t * (m0 * u + m1 * v + m2);
      const yM = m7 + t * (m4 * u + m5 * v + m6);
      if (Math.abs(xM - table.centreXM) > table.halfXM || Math.abs(yM) > table.halfYM) continue;
      const odd = (Math.floor(xM / checkM) + Math.floor(yM / checkM)) & 1;
      seen[y * widthPx + x] = 1 + odd;
    }
  }
  return seen;
}

/** `camera` is in cells, not pixels: its size is the canvas' size. */
export function drawBackground(
  camera: CameraModel,
  table: TableLook,
  decals: readonly Decal[],
  light: number,
): Background {
  const { widthPx, heightPx } = camera;
  const lit = new Uint32Array(widthPx * heightPx);
  const shaded = new Uint32Array(widthPx * heightPx);
  const bright = brightnessOf(0, 0, 1, light);
  const dark = bright * shadowShare;
  const tones = [1 - checkContrast, 1 + checkContrast];
  const room = packColour(roomRgb, light);
  const litOf = [room, ...tones.map((tone) => packColour(table.rgb, bright * tone))];
  const shadedOf = [room, ...tones.map((tone) => packColour(table.rgb, dark * tone))];
  const seen = seenCells(camera, table);
  for (let i = 0; i < seen.length; i++) {
    lit[i] = litOf[seen[i] as number] as number;
    shaded[i] = shadedOf[seen[i] as number] as number;
  }
  for (const decal of decals) {
    const litColour = packColour(decal.rgb, bright);
    const shadedColour = packColour(decal.rgb, dark);
    for (const ring of ringOf(decal)) {
      coverRing(camera, ring, (index) => {
        lit[index] = litColour;
        shaded[index] = shadedColour;
      });
    }
  }
  return { lit, shaded };
}
