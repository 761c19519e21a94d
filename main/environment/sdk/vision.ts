/**
 * Colour maps, regions, rectified views: the plain tools of a vision program. Pure functions; pixels are counted
 * from the top-left, the centre of the first is (0.5, 0.5).
 */
import type { CameraModel } from '../../base/model/camera.ts';
import { projectPoint } from '../../base/model/pinhole.ts';
import type { Picture } from './picture.ts';

/** A rectangle of whole pixels: x from `left` to below `right`, y from `top` to below `bottom`. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Unit vector in colour space that is blind to a background colour, however bright or shadowed it is. */
export type Hue = readonly [number, number, number];

type Colour = readonly [number, number, number];

/** What sets a colour apart from the background's, both in any scale; null when nothing does. */
export function hueOf(colour: Colour, background: Colour = [1, 1, 1]): Hue | null {
  const dot = (a: Colour, b: Colour): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const scale = dot(colour, background) / Math.max(1e-12, dot(background, background));
  const rest = [0, 1, 2].map(
    (i) => (colour[i] as number) - scale * (background[i] as number),
  ) as unknown as Colour;
  const length = Math.sqrt(dot(rest, rest));
  if (length < 0.02 * Math.sqrt(dot(colour, colour)) || length === 0) return null;
  return [rest[0] / length, rest[1] / length, rest[2] / length];
}

/** The middle value of each colour over every 7th pixel: the table's colour, when the table fills the view. */
export function medianColour(picture: Picture): Colour {
  const counts = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)] as const;
  let n = 0;
  for (let i = 0; i + 2 < picture.rgb.length; i += 21, n++) {
    for (let c = 0; c < 3; c++) {
      const level = picture.rgb[i + c] as number;
      const count = counts[c] as Uint32Array;
      count[level] = (count[level] as number) + 1;
    }
  }
  const middle = (count: Uint32Array): number => {
    let sum = 0;
    return count.findIndex((value) => {
      sum += value;
      return sum * 2 >= n;
    });
  };
  return [middle(counts[0]), middle(counts[1]), middle(counts[2])];
}

/**
 * How much of a hue each pixel holds, in 8-bit levels; 0 for the background however bright, so its shadows do not
 * show. Linear in the light: a pixel half covered by a coloured thing holds half of it. box height × width.
 */
export function hueMap(picture: Picture, hue: Hue, box: PixelBox): Float32Array {
  const width = box.right - box.left;
  const out = new Float32Array(Math.max(0, width * (box.bottom - box.top)));
  const [kr, kg, kb] = hue;
  const { rgb } = picture;
  let to = 0;
  for (let y = box.top; y < box.bottom; y++) {
    let i = (y * picture.width + box.left) * 3;
    for (let x = 0; x < width; x++, i += 3) {
      out[to++] =
        kr * (rgb[i] as number) + kg * (rgb[i + 1] as number) + kb * (rgb[i + 2] as number);
    }
  }
  return out;
}

/** Connected pixels (by edge) of a mask, with sums for moments; means are continuous pixel coordinates. */
export interface Region {
  readonly label: number;
  readonly areaPx: number;
  readonly box: PixelBox;
  readonly xPx: number;
  readonly yPx: number;
  /** Second central moments, px². */
  readonly xxPx: number;
  readonly xyPx: number;
  readonly yyPx: number;
}

export interface Regions {
  /** Per pixel: 0 or the label of its region. */
  readonly labels: Int32Array;
  /** Largest first. */
  readonly regions: readonly Region[];
}

/** Regions of at least `minAreaPx` in a mask of width × height. */
export function findRegions(
  mask: Uint8Array,
  width: number,
  height: number,
  minAreaPx: number,
): Regions {
  const labels = new Int32Array(width * height);
  const stack: number[] = [];
  const regions: Region[] = [];
  let next = 0;
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || labels[start] !== 0) continue;
    const label = ++next;
    labels[start] = label;
    stack.push(start);
    const sums = { n: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
    const box = { left: width, top: height, right: 0, bottom: 0 };
    const visit = (index: number): void => {
      if (mask[index] === 0 || labels[index] !== 0) return;
      labels[index] = label;
      stack.push(index);
    };
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      const x = index % width;
      const y = (index - x) / width;
      sums.n++;
      sums.x += x;
      sums.y += y;
      sums.xx += x * x;
      sums.xy += x * y;
      sums.yy += y * y;
      if (x < box.left) box.left = x;
      if (x >= box.right) box.right = x + 1;
      if (y < box.top) box.top = y;
      if (y >= box.bottom) box.bottom = y + 1;
      if (x > 0) visit(index - 1);
      if (x + 1 < width) visit(index + 1);
      if (y > 0) visit(index - width);
      if (y + 1 < height) visit(index + width);
    }
    if (sums.n >= minAreaPx) regions.push(regionOf(label, sums, box));
  }
  regions.sort((a, b) => b.areaPx - a.areaPx || a.label - b.label);
  return { labels, regions };
}

function regionOf(
  label: number,
  sums: { n: number; x: number; y: number; xx: number; xy: number; yy: number },
  box: PixelBox,
): Region {
  const { n } = sums;
  const x = sums.x / n;
  const y = sums.y / n;
  return {
    label,
    areaPx: n,
    box,
    xPx: x + 0.5,
    yPx: y + 0.5,
    xxPx: sums.xx / n - x * x,
    xyPx: sums.xy / n - x * y,
    yyPx: sums.yy / n - y * y,
  };
}

/**
 * A straight-down view of the plane at height `zM`, `metresPerPx` fine: its pixel (column, row) is the world point
 * (xM.max − (row + ½)·m, yM.max − (column + ½)·m), so +x is up and +y left. Outside the picture it is black.
 */
export function rectify(
  picture: Picture,
  camera: CameraModel,
  area: {
    readonly xM: { readonly min: number; readonly max: number };
    readonly yM: { readonly min: number; readonly max: number };
    readonly zM: number;
    readonly metresPerPx: number;
  },
): Picture {
  const width = Math.round((area.yM.max - area.yM.min) / area.metresPerPx);
  const height = Math.round((area.xM.max - area.xM.min) / area.metresPerPx);
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = area.xM.max - (row + 0.5) * area.metresPerPx;
      const y = area.yM.max - (column + 0.5) * area.metresPerPx;
      const { xPx, yPx, depthM } = projectPoint(camera, x, y, area.zM);
      const px = Math.floor(xPx);
      const py = Math.floor(yPx);
      if (depthM <= 0 || px < 0 || py < 0 || px >= picture.width || py >= picture.height) continue;
      const from = (py * picture.width + px) * 3;
      rgb.set(picture.rgb.subarray(from, from + 3), (row * width + column) * 3);
    }
  }
  return { width, height, rgb };
}
