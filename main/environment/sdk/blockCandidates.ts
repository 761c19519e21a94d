/**
 * Where in a picture a block of one colour may be: pixels of its hue, gathered to regions of about its size. Colour
 * and size alone; whether it really is the block, `fitBlock` decides.
 */
import type { CameraModel } from '../../base/model/camera.ts';
import { pointAtHeight, projectPoint } from '../../base/model/pinhole.ts';
import type { BlockShape } from './block.ts';
import type { Spot } from './guessBlock.ts';
import type { Picture } from './picture.ts';
import {
  findRegions,
  type Hue,
  hueMap,
  hueOf,
  medianColour,
  type PixelBox,
  type Region,
} from './vision.ts';

/** Fainter than this (8-bit levels in the hue) is no block but paint and noise. */
const leastLevel = 18;
/** Regions nearer than this may be one block, cut apart by its knob or by an arm. */
const largestGapM = 0.018;

export interface Seen {
  readonly hue: Hue;
  readonly labels: Int32Array;
  readonly regions: readonly Region[];
  readonly level: number;
}

/** The value that a share of all lies below, to one level. */
function upperLevel(map: Float32Array, share: number): number {
  const counts = new Uint32Array(512);
  for (let i = 0; i < map.length; i++) {
    const bin = Math.max(0, Math.min(511, Math.floor(map[i] as number)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  let above = map.length * (1 - share);
  for (let bin = 511; bin > 0; bin--) {
    above -= counts[bin] as number;
    if (above <= 0) return bin;
  }
  return 0;
}

/** Pixels of the colour, as regions. Null when there is next to none. */
export function segmentHue(picture: Picture, rgb: readonly [number, number, number]): Seen | null {
  const { width, height } = picture;
  const hue = hueOf(rgb, medianColour(picture));
  if (hue === null) return null;
  const map = hueMap(picture, hue, { left: 0, top: 0, right: width, bottom: height });
  // A block covers one to two per cent of a picture: this rank lies well inside it, above paint and room.
  const level = upperLevel(map, 0.998);
  if (level < leastLevel) return null;
  const mask = new Uint8Array(width * height);
  const least = 0.3 * level;
  for (let i = 0; i < map.length; i++) {
    if ((map[i] as number) > least) mask[i] = 1;
  }
  const { labels, regions } = findRegions(mask, width, height, 12);
  return { hue, labels, regions, level };
}

/** How many pixels the block at this place would cover. */
export function expectedAreaPx(
  at: { readonly xM: number; readonly yM: number },
  camera: CameraModel,
  shape: BlockShape,
): number {
  const side = 0.01;
  const a = projectPoint(camera, at.xM, at.yM, shape.model.heightM);
  const b = projectPoint(camera, at.xM + side, at.yM, shape.model.heightM);
  const c = projectPoint(camera, at.xM, at.yM + side, shape.model.heightM);
  const cell = Math.abs((b.xPx - a.xPx) * (c.yPx - a.yPx) - (b.yPx - a.yPx) * (c.xPx - a.xPx));
  return (cell * shape.areaM2) / (side * side);
}

/** Pixels that may be one block: a region, or several that a knob or an arm has cut apart. */
export interface Candidate {
  readonly spot: Spot;
  readonly labels: readonly number[];
  /** Its area as a share of the block's at that place. */
  readonly share: number;
}

function joinRegions(regions: readonly Region[]): Spot {
  const areaPx = regions.reduce((sum, region) => sum + region.areaPx, 0);
  const mean = (of: (region: Region) => number): number =>
    regions.reduce((sum, region) => sum + region.areaPx * of(region), 0) / areaPx;
  return { areaPx, xPx: mean((region) => region.xPx), yPx: mean((region) => region.yPx) };
}

const apart = (a: PixelBox, b: PixelBox): number =>
  Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);

/** Groups of regions that lie close together, then their members alone; of its size, largest first. */
export function candidatesOf(seen: Seen, camera: CameraModel, shape: BlockShape): Candidate[] {
  const groups: Region[][] = [];
  for (const region of seen.regions.slice(0, 8)) {
    const at = pointAtHeight(camera, region.xPx, region.yPx, shape.model.heightM);
    if (at === null) continue;
    const gapPx = Math.sqrt(expectedAreaPx(at, camera, shape) / shape.areaM2) * largestGapM;
    const near = groups.filter((group) => group.some((one) => apart(one.box, region.box) < gapPx));
    const joined = [region, ...near.flat()];
    for (const group of near) groups.splice(groups.indexOf(group), 1);
    groups.push(joined);
  }
  const singles = groups
    .filter((group) => group.length > 1)
    .flatMap((group) => group.map((one) => [one]));
  return [...groups, ...singles].flatMap((group): Candidate[] => {
    const spot = joinRegions(group);
    const at = pointAtHeight(camera, spot.xPx, spot.yPx, shape.model.heightM);
    if (at === null) return [];
    const share = spot.areaPx / expectedAreaPx(at, camera, shape);
    if (share < 0.2 || share > 6) return [];
    return [{ spot, labels: group.map((one) => one.label), share }];
  });
}

export function maskOf(labels: Int32Array, wanted: readonly number[]): Uint8Array {
  const mask = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    if (wanted.includes(labels[i] as number)) mask[i] = 1;
  }
  return mask;
}
