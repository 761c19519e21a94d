/**
 * Resolutions of a scene's reference picture and the search for how another picture is moved against it: whole steps at the
 * coarsest, then Gauss–Newton at one resolution after the other. Only pixels with a slope are looked at; outliers have no
 * say. Works in room of its own, so that a picture costs next to no memory. Deterministic.
 */
import { createPlane, gradientOf, halvePlane, type Plane } from './affine.ts';
import type { Picture } from './picture.ts';
import { solve } from './solve.ts';

/** One resolution of the reference: the pixels worth looking at, by place from the middle, with level and slopes. */
export interface Level {
  readonly width: number;
  readonly height: number;
  readonly dx: Float32Array;
  readonly dy: Float32Array;
  readonly level: Float32Array;
  readonly slopeX: Float32Array;
  readonly slopeY: Float32Array;
}

/** Coarse to fine. */
const mostSpots = [800, 1000, 1600] as const;
/** Below this slope (levels per pixel) a pixel says nothing about movement. */
const leastSlope = 0.6;
/** What the movement is expected to be where the picture does not tell: pixels, and per pixel. */
const priorPx = 8;
const priorShare = 0.012;
const noise2 = 4;
/** How far the first guess looks, in pixels of the coarse picture: four times as many of the whole one. */
const searchCoarse = 3;
/** Of the coarse pixels, every so manieth tells the whole steps. */
const guessStride = 1;
const mostRounds = 6;
/** Coarse to fine: a resolution is left when a round moves by less (whole pixels); the last one's is the answer's. */
const stillPx = [0.25, 0.1, 0.02] as const;
const forgiven = [8, 8, 6] as const;

function fillBrightness({ rgb }: Picture, { data }: Plane): void {
  for (let i = 0, at = 0; i < data.length; i++, at += 3) {
    data[i] = ((rgb[at] as number) + (rgb[at + 1] as number) + (rgb[at + 2] as number)) / 3;
  }
}

function levelOf(brightness: Plane, most: number): Level {
  const { width, height } = brightness;
  const { x, y } = gradientOf(brightness);
  const found: number[] = [];
  for (let i = 0; i < x.data.length; i++) {
    if (Math.hypot(x.data[i] as number, y.data[i] as number) > leastSlope) found.push(i);
  }
  const step = Math.max(1, found.length / most);
  const spots = Array.from(
    { length: Math.min(found.length, most) },
    (_, k) => found[Math.floor(k * step)] as number,
  );
  const of = (value: (spot: number) => number): Float32Array => Float32Array.from(spots, value);
  return {
    ...{ width, height },
    dx: of((spot) => (spot % width) + 0.5 - width / 2),
    dy: of((spot) => Math.floor(spot / width) + 0.5 - height / 2),
    level: of((spot) => brightness.data[spot] as number),
    slopeX: of((spot) => x.data[spot] as number),
    slopeY: of((spot) => y.data[spot] as number),
  };
}

/** A quarter, a half, the whole. */
export function levelsOf(picture: Picture): readonly [Level, Level, Level] {
  const [quarter, half, whole] = brightnessAt(picture);
  return [
    levelOf(quarter, mostSpots[0]),
    levelOf(half, mostSpots[1]),
    levelOf(whole, mostSpots[2]),
  ];
}

type Planes = readonly [Plane, Plane, Plane];
let room: Planes | null = null;

/** Brightness at the three resolutions; overwritten by the next call. */
function brightnessAt(picture: Picture): Planes {
  const { width, height } = picture;
  if (room === null || room[2].width !== width || room[2].height !== height) {
    const half = createPlane(width >> 1, height >> 1);
    room = [createPlane(half.width >> 1, half.height >> 1), half, createPlane(width, height)];
  }
  const [quarter, half, whole] = room;
  fillBrightness(picture, whole);
  halvePlane(whole, half);
  halvePlane(half, quarter);
  return room;
}

/** The whole shift, in steps of one coarse pixel, that explains most of the coarse brightness. */
function guessShift({ data }: Plane, level: Level, gain: number): readonly [number, number] {
  const { width, height } = level;
  const count = level.level.length;
  const [halfX, halfY] = [width / 2, height / 2];
  const cost = (sx: number, sy: number, enough: number): number => {
    let sum = 0;
    for (let k = 0; k < count && sum < enough; k += guessStride) {
      const x = Math.min(width - 1, Math.max(0, Math.floor((level.dx[k] as number) + halfX) + sx));
      const y = Math.min(height - 1, Math.max(0, Math.floor((level.dy[k] as number) + halfY) + sy));
      const rest = Math.abs((level.level[k] as number) - (data[y * width + x] as number) / gain);
      sum += rest < 10 ? rest : 10;
    }
    return sum;
  };
  // Nothing moves without a reason: another place must explain clearly more.
  let least = 0.97 * cost(0, 0, Number.POSITIVE_INFINITY);
  let best: readonly [number, number] = [0, 0];
  for (let sy = -searchCoarse; sy <= searchCoarse; sy++) {
    for (let sx = -searchCoarse; sx <= searchCoarse; sx++) {
      const sum = cost(sx, sy, least);
      if (sum < least) {
        least = sum;
        best = [sx, sy];
      }
    }
  }
  return best;
}

const matrix = new Float64Array(36);
const right = new Float64Array(6);
/** Of slopeX², slopeX·slopeY and slopeY²: times 1, dx, dy, dx², dx·dy, dy²; then what is left, times each slope. */
const sums = new Float64Array(24);
/** Per spot: its weight, and what the shift leaves unexplained. */
const weights = new Float64Array(mostSpots[2]);
const rests = new Float64Array(mostSpots[2]);

/** Weighs the spots of a level at a shift in whole pixels; those that are moved out of the picture weigh nothing. */
function weigh(
  { width, data }: Plane,
  level: Level,
  gain: number,
  shift: Float64Array,
  scale: number,
  forgive: number,
): void {
  const { height } = level;
  const kept = 1 / gain;
  const unit = 1 / (forgive * forgive);
  const ax = (shift[0] as number) / scale + width / 2;
  const ay = (shift[1] as number) / scale + height / 2;
  const lxx = 1 + (shift[2] as number);
  const lxy = shift[3] as number;
  const lyx = shift[4] as number;
  const lyy = 1 + (shift[5] as number);
  const count = level.level.length;
  for (let k = 0; k < count; k++) {
    const dx = level.dx[k] as number;
    const dy = level.dy[k] as number;
    const px = ax + lxx * dx + lxy * dy;
    const py = ay + lyx * dx + lyy * dy;
    weights[k] = 0;
    if (!(px >= 1 && py >= 1 && px <= width - 1 && py <= height - 1)) continue;
    const fx = px - 0.5;
    const fy = py - 0.5;
    const ix = fx | 0;
    const iy = fy | 0;
    const u = fx - ix;
    const at = iy * width + ix;
    const a0 = data[at] as number;
    const b0 = data[at + width] as number;
    const top = a0 + u * ((data[at + 1] as number) - a0);
    const low = b0 + u * ((data[at + width + 1] as number) - b0);
    const rest = (level.level[k] as number) - (top + (fy - iy) * (low - top)) * kept;
    const part = 1 / (1 + rest * rest * unit);
    weights[k] = part * part;
    rests[k] = rest;
  }
}

/** Sums over the spots of one product of slopes, from `to` on: times 1, dx, dy, dx², dx·dy, dy². */
function sumSlopes({ dx, dy }: Level, a: Float32Array, b: Float32Array, to: number): void {
  let [s0, s1, s2, s3, s4, s5] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < dx.length; k++) {
    const x = dx[k] as number;
    const y = dy[k] as number;
    const s = (weights[k] as number) * (a[k] as number) * (b[k] as number);
    const [sx, sy] = [s * x, s * y];
    s0 += s;
    s1 += sx;
    s2 += sy;
    s3 += sx * x;
    s4 += sx * y;
    s5 += sy * y;
  }
  sums[to] = s0;
  sums[to + 1] = s1;
  sums[to + 2] = s2;
  sums[to + 3] = s3;
  sums[to + 4] = s4;
  sums[to + 5] = s5;
}

/** Sums over the spots of what is left times a slope, from `to` on: times 1, dx, dy. */
function sumRests({ dx, dy }: Level, slope: Float32Array, to: number): void {
  let [s0, s1, s2] = [0, 0, 0];
  for (let k = 0; k < dx.length; k++) {
    const s = (weights[k] as number) * (rests[k] as number) * (slope[k] as number);
    s0 += s;
    s1 += s * (dx[k] as number);
    s2 += s * (dy[k] as number);
  }
  sums[to] = s0;
  sums[to + 1] = s1;
  sums[to + 2] = s2;
}

function gather(level: Level): void {
  const { slopeX, slopeY } = level;
  sumSlopes(level, slopeX, slopeX, 0);
  sumSlopes(level, slopeX, slopeY, 6);
  sumSlopes(level, slopeY, slopeY, 12);
  sumRests(level, slopeX, 18);
  sumRests(level, slopeY, 21);
}

/** Which slopes (0: x, 1: y) and which place (0: 1, 1: dx, 2: dy) each unknown of the shift goes by. */
const slopeIn = [0, 1, 0, 0, 1, 1] as const;
const placeIn = [0, 0, 1, 2, 1, 2] as const;
/** Product of two of 1, dx, dy among the six. */
const product = [0, 1, 2, 1, 3, 4, 2, 4, 5] as const;

/** One Gauss–Newton step at a level; `scale` whole pixels are one of its pixels. Gives how far it went, whole pixels. */
function improve(shift: Float64Array, scale: number): number {
  for (let a = 0; a < 6; a++) {
    const [slopeA, placeA] = [slopeIn[a] as number, placeIn[a] as number];
    const byA = placeA === 0 ? 1 / scale : 1;
    for (let b = 0; b < 6; b++) {
      const [slopeB, placeB] = [slopeIn[b] as number, placeIn[b] as number];
      const at = 6 * (slopeA + slopeB) + (product[placeA * 3 + placeB] as number);
      matrix[a * 6 + b] = byA * (placeB === 0 ? 1 / scale : 1) * (sums[at] as number);
    }
    const ridge = noise2 / (a < 2 ? priorPx ** 2 : priorShare ** 2);
    matrix[a * 7] = (matrix[a * 7] as number) + ridge;
    right[a] = byA * (sums[18 + 3 * slopeA + placeA] as number) - ridge * (shift[a] as number);
  }
  solve(matrix, right, 6);
  for (let a = 0; a < 6; a++) shift[a] = (shift[a] as number) + (right[a] as number);
  return Math.hypot(right[0] as number, right[1] as number);
}

/** [ax, ay, lxx, lxy, lyx, lyy] of a picture of the levels' size; `gain` is how much brighter it is. */
export function findShift(
  picture: Picture,
  levels: readonly [Level, Level, Level],
  gain: number,
): Float64Array {
  const seen = brightnessAt(picture);
  const shift = new Float64Array(6);
  const [sx, sy] = guessShift(seen[0], levels[0], gain);
  shift[0] = 4 * sx;
  shift[1] = 4 * sy;
  for (const n of [0, 1, 2] as const) {
    const scale = 2 ** (2 - n);
    for (let round = 0; round < mostRounds; round++) {
      weigh(seen[n], levels[n], gain, shift, scale, forgiven[n]);
      gather(levels[n]);
      if (improve(shift, scale) < stillPx[n]) break;
    }
  }
  return shift;
}
