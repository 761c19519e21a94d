/**
 * How a picture differs from a reference picture of the same scene as a whole: how much brighter each colour is, and how
 * the picture is moved (a shift that varies linearly over it: shift, turn, scale). What is not in the reference (an arm, an
 * object, a shadow) is an outlier and has no say. Where the scene has no texture nothing moves. Deterministic.
 */
import {
  type AffineShift,
  createPlane,
  gradientOf,
  halvePlane,
  noShift,
  type Plane,
  samplePlane,
} from './affine.ts';
import type { Picture } from './picture.ts';
import { solve } from './solve.ts';

/** One resolution of the reference: brightness, its slopes, and the pixels worth looking at. */
interface Level {
  readonly brightness: Plane;
  readonly slopeX: Plane;
  readonly slopeY: Plane;
  readonly spots: Int32Array;
}

export interface SceneReference {
  readonly picture: Picture;
  /** Coarse to fine: a quarter, a half, the whole. */
  readonly levels: readonly Level[];
}

export interface SceneFit {
  /** Picture = gain × reference, red green blue. */
  readonly gain: readonly [number, number, number];
  /** Where a place of the reference is in the picture: p + a + L·(p − middle). */
  readonly shift: AffineShift;
  /** Length of the shift at the middle, and the turn. */
  readonly shiftPx: number;
  readonly turnRad: number;
  /** Share of the reference that the picture shows, 0…1, shadows aside. */
  readonly agree: number;
}

const mostSpots = 2200;
/** Below this slope (levels per pixel) a pixel says nothing about movement. */
const leastSlope = 0.6;
/** What the movement is expected to be where the picture does not tell: pixels, and per pixel. */
const priorPx = 8;
const priorShare = 0.012;
const noise2 = 4;
/** How far the first guess looks, in pixels of the coarse picture: four times as many of the whole one. */
const searchCoarse = 3;

function brightnessOf({ width, height, rgb }: Picture): Plane {
  const plane = createPlane(width, height);
  for (let i = 0, at = 0; i < plane.data.length; i++, at += 3) {
    plane.data[i] = ((rgb[at] as number) + (rgb[at + 1] as number) + (rgb[at + 2] as number)) / 3;
  }
  return plane;
}

function levelOf(brightness: Plane): Level {
  const { x, y } = gradientOf(brightness);
  const found: number[] = [];
  for (let i = 0; i < x.data.length; i++) {
    if (Math.hypot(x.data[i] as number, y.data[i] as number) > leastSlope) found.push(i);
  }
  const step = Math.max(1, found.length / mostSpots);
  const spots = Int32Array.from(
    { length: Math.min(found.length, mostSpots) },
    (_, k) => found[Math.floor(k * step)] as number,
  );
  return { brightness, slopeX: x, slopeY: y, spots };
}

export function createSceneReference(picture: Picture): SceneReference {
  const whole = brightnessOf(picture);
  const half = halvePlane(whole);
  const quarter = halvePlane(half);
  return { picture, levels: [quarter, half, whole].map(levelOf) };
}

/** Middle of numbers; 1 for none. Sorts what it is given. */
function middleOf(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 1;
}

/** Per colour: the middle ratio over pixels that lie within `within` of what `near` says. */
function gainOf(
  picture: Picture,
  reference: Picture,
  shift: AffineShift,
  near: readonly number[] | null,
): [number, number, number] {
  const ratios: [number[], number[], number[]] = [[], [], []];
  const { width, height } = reference;
  const [ax, ay, lxx, lxy, lyx, lyy] = shift;
  for (let y = 3; y < height; y += 7) {
    for (let x = 3; x < width; x += 7) {
      const dx = x + 0.5 - width / 2;
      const dy = y + 0.5 - height / 2;
      const px = x + 0.5 + ax + lxx * dx + lxy * dy;
      const py = y + 0.5 + ay + lyx * dx + lyy * dy;
      const column = Math.floor(px);
      const row = Math.floor(py);
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const at = (row * width + column) * 3;
      const from = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) {
        const value = picture.rgb[at + c] as number;
        const wanted = reference.rgb[from + c] as number;
        if (wanted < 20 || value > 250 || wanted > 245) continue;
        const ratio = value / wanted;
        if (near !== null && Math.abs(ratio / (near[c] as number) - 1) > 0.15) continue;
        (ratios[c] as number[]).push(ratio);
      }
    }
  }
  return ratios.map((values, c) => {
    if (values.length < 20) return near?.[c] ?? 1;
    if (near === null) return Math.max(0.05, middleOf(values));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  }) as [number, number, number];
}

/** The whole shift, in steps of one coarse pixel, that explains most of the coarse brightness. */
function guessShift(seen: Plane, level: Level, gain: number, scale: number): [number, number] {
  const { width, height, data } = level.brightness;
  const cost = (sx: number, sy: number): number => {
    let sum = 0;
    for (const spot of level.spots) {
      const column = spot % width;
      const x = Math.min(width - 1, Math.max(0, column + sx));
      const y = Math.min(height - 1, Math.max(0, (spot - column) / width + sy));
      const rest = (data[spot] as number) - (seen.data[y * width + x] as number) / gain;
      sum += Math.min(10, Math.abs(rest));
    }
    return sum;
  };
  // Nothing moves without a reason: another place must explain clearly more.
  let best = [0, 0, 0.97 * cost(0, 0)] as [number, number, number];
  for (let sy = -searchCoarse; sy <= searchCoarse; sy++) {
    for (let sx = -searchCoarse; sx <= searchCoarse; sx++) {
      const sum = cost(sx, sy);
      if (sum < best[2]) best = [sx, sy, sum];
    }
  }
  return [best[0] * scale, best[1] * scale];
}

/** One Gauss–Newton step at a level; `scale` whole pixels are one of its pixels. Gives how far it went, whole pixels. */
function improve(
  seen: Plane,
  level: Level,
  gain: number,
  shift: Float64Array,
  scale: number,
  forgive: number,
): number {
  const matrix = new Float64Array(36);
  const right = new Float64Array(6);
  const { width, height, data } = level.brightness;
  const row = new Float64Array(6);
  const halfX = width / 2;
  const halfY = height / 2;
  for (const spot of level.spots) {
    const column = spot % width;
    const dx = column + 0.5 - halfX;
    const dy = (spot - column) / width + 0.5 - halfY;
    const px =
      dx +
      halfX +
      (shift[0] as number) / scale +
      (shift[2] as number) * dx +
      (shift[3] as number) * dy;
    const py =
      dy +
      halfY +
      (shift[1] as number) / scale +
      (shift[4] as number) * dx +
      (shift[5] as number) * dy;
    if (px < 1 || py < 1 || px > width - 1 || py > height - 1) continue;
    const rest = (data[spot] as number) - samplePlane(seen, px, py) / gain;
    const ratio = rest / forgive;
    const part = 1 / (1 + ratio * ratio);
    const weight = part * part;
    const gx = level.slopeX.data[spot] as number;
    const gy = level.slopeY.data[spot] as number;
    row[0] = gx / scale;
    row[1] = gy / scale;
    row[2] = gx * dx;
    row[3] = gx * dy;
    row[4] = gy * dx;
    row[5] = gy * dy;
    for (let a = 0; a < 6; a++) {
      const va = weight * (row[a] as number);
      right[a] = (right[a] as number) + va * rest;
      for (let b = 0; b <= a; b++)
        matrix[a * 6 + b] = (matrix[a * 6 + b] as number) + va * (row[b] as number);
    }
  }
  for (let a = 0; a < 6; a++) {
    for (let b = 0; b < a; b++) matrix[b * 6 + a] = matrix[a * 6 + b] as number;
    const ridge = noise2 / (a < 2 ? priorPx ** 2 : priorShare ** 2);
    matrix[a * 7] = (matrix[a * 7] as number) + ridge;
    right[a] = (right[a] as number) - ridge * (shift[a] as number);
  }
  solve(matrix, right, 6);
  for (let a = 0; a < 6; a++) shift[a] = (shift[a] as number) + (right[a] as number);
  return Math.hypot(right[0] as number, right[1] as number);
}

/** Share of the reference's pixels (those that are not black) that the picture shows, bright or in shadow. */
function agreementOf(
  picture: Picture,
  reference: Picture,
  gain: readonly number[],
  shift: AffineShift,
): number {
  let asked = 0;
  let agreed = 0;
  const { width, height } = reference;
  const [ax, ay, lxx, lxy, lyx, lyy] = shift;
  for (let y = 2; y < height; y += 5) {
    for (let x = 2; x < width; x += 5) {
      const dx = x + 0.5 - width / 2;
      const dy = y + 0.5 - height / 2;
      const px = x + 0.5 + ax + lxx * dx + lxy * dy;
      const py = y + 0.5 + ay + lyx * dx + lyy * dy;
      const column = Math.floor(px);
      const row = Math.floor(py);
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const from = (y * width + x) * 3;
      const at = (row * width + column) * 3;
      let off = 0;
      let level = 0;
      for (let c = 0; c < 3; c++) {
        const wanted = reference.rgb[from + c] as number;
        level += wanted;
        off += Math.abs((picture.rgb[at + c] as number) / (gain[c] as number) - wanted);
      }
      if (level < 24) continue;
      asked++;
      if (off < 24 + 0.12 * level) agreed++;
    }
  }
  return asked === 0 ? 0 : agreed / asked;
}

/** The picture must be the reference's size. Movements up to about 10 pixels are found. */
export function registerScene(picture: Picture, reference: SceneReference): SceneFit {
  const first = gainOf(picture, reference.picture, noShift, null);
  const overall = (first[0] + first[1] + first[2]) / 3;
  const whole = brightnessOf(picture);
  const half = halvePlane(whole);
  const seen = [halvePlane(half), half, whole];
  const shift = new Float64Array(6);
  shift.set(guessShift(seen[0] as Plane, reference.levels[0] as Level, overall, 4));
  reference.levels.forEach((level, n) => {
    const plane = seen[n] as Plane;
    const scale = 2 ** (2 - n);
    for (let round = 0; round < 6; round++) {
      if (improve(plane, level, overall, shift, scale, n === 2 ? 6 : 8) < 0.02) break;
    }
  });
  const found = Array.from(shift) as unknown as AffineShift;
  const gain = gainOf(picture, reference.picture, found, first);
  return {
    gain,
    shift: found,
    shiftPx: Math.hypot(found[0], found[1]),
    turnRad: (found[4] - found[3]) / 2,
    agree: agreementOf(picture, reference.picture, gain, found),
  };
}

/** The picture as it would be from the reference's place in the reference's light. */
export function undoScene(picture: Picture, fit: SceneFit): Picture {
  const { width, height } = picture;
  const [ax, ay, lxx, lxy, lyx, lyy] = fit.shift;
  const rgb = new Uint8Array(width * height * 3);
  const kept = fit.gain.map((value) => 1 / value);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = x + 0.5 - width / 2;
      const dy = y + 0.5 - height / 2;
      const px = x + 0.5 + ax + lxx * dx + lxy * dy;
      const py = y + 0.5 + ay + lyx * dx + lyy * dy;
      const fx = Math.min(Math.max(px - 0.5, 0), width - 1.001);
      const fy = Math.min(Math.max(py - 0.5, 0), height - 1.001);
      const ix = fx | 0;
      const iy = fy | 0;
      const u = fx - ix;
      const v = fy - iy;
      const at = (iy * width + ix) * 3;
      const down = at + width * 3;
      for (let c = 0; c < 3; c++, i++) {
        const upper =
          (picture.rgb[at + c] as number) * (1 - u) + (picture.rgb[at + 3 + c] as number) * u;
        const lower =
          (picture.rgb[down + c] as number) * (1 - u) + (picture.rgb[down + 3 + c] as number) * u;
        rgb[i] = Math.min(255, (upper * (1 - v) + lower * v) * (kept[c] as number) + 0.5);
      }
    }
  }
  return { width, height, rgb };
}
