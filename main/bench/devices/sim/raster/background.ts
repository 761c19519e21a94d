/**
 * What never moves, drawn once per camera: the room, the table with its faint checks, and the paint on it; once lit
 * and once as if everything lay in shadow. Paint has no thickness.
 */
import type { CameraModel } from '../../../../base/model/camera.ts';
import { pointAtHeight, projectPoint } from '../../../../base/model/pinhole.ts';
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
  const tones = [1 - checkContrast, 1 + checkContrast].map((tone) => ({
    lit: packColour(table.rgb, bright * tone),
    shaded: packColour(table.rgb, dark * tone),
  }));
  const room = packColour(roomRgb, light);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const index = y * widthPx + x;
      const seen = pointAtHeight(camera, x + 0.5, y + 0.5, 0);
      const onTable =
        seen !== null &&
        Math.abs(seen.xM - table.centreXM) <= table.halfXM &&
        Math.abs(seen.yM) <= table.halfYM;
      if (!onTable) {
        lit[index] = room;
        shaded[index] = room;
        continue;
      }
      const odd = (Math.floor(seen.xM / checkM) + Math.floor(seen.yM / checkM)) & 1;
      const tone = tones[odd] as { lit: number; shaded: number };
      lit[index] = tone.lit;
      shaded[index] = tone.shaded;
    }
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
