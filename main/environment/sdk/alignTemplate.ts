/**
 * Where a known flat-lying thing is in a picture, to a fraction of a pixel: Gauss–Newton over shift and turn until the
 * moved template explains what is seen. What is in front of the thing has no say; what shows behind it has. A turn in a
 * slanting view is a turn seen through that slant, which is two numbers of the camera. Deterministic.
 */
import type { Plane } from './affine.ts';
import { solve } from './solve.ts';

/** From where the template was taken: pixels along the picture, radians of the thing on its table (clockwise as seen). */
export interface FlatPose {
  readonly dxPx: number;
  readonly dyPx: number;
  readonly turnRad: number;
}

/** How a camera sees circles of the table: short by `ratio` across the direction `axisRad`. 1: from straight above. */
export interface Slant {
  readonly ratio: number;
  readonly axisRad: number;
}

export interface Template {
  /** Its left upper corner in the picture. */
  readonly left: number;
  readonly top: number;
  /** How much of the thing each pixel shows: the level that `Seen.level` has there; 0 where it is not. */
  readonly level: Plane;
  /** What it turns about. */
  readonly middle: readonly [number, number];
  /** The level of its plain parts. */
  readonly full: number;
}

export function createTemplate(
  level: Plane,
  left: number,
  top: number,
  middle: readonly [number, number],
): Template {
  const high = Float32Array.from(level.data.filter((value) => value > 0)).sort();
  const full = Math.max(1e-6, high[Math.floor(high.length * 0.75)] ?? 1e-6);
  return { left, top, level, middle, full };
}

/** Part of a picture: a plane whose left upper corner is at (left, top). */
export interface SeenPatch {
  readonly left: number;
  readonly top: number;
  readonly level: Plane;
  /** Per pixel 1: this is the scene behind, lit or in shadow. */
  readonly behind: Uint8Array;
}

export interface Alignment {
  readonly pose: FlatPose;
  /** Root mean square of what is not explained where nothing is in front, as a share of the full level. */
  readonly residual: number;
  /** Scale of the level, 1 as learnt. */
  readonly scale: number;
}

/** The 2 × 2 matrix of a turn seen through a slant, row by row; the identity turned by it is cos·I + sin·G. */
export function turnGenerator({
  ratio,
  axisRad,
}: Slant): readonly [number, number, number, number] {
  const c = Math.cos(axisRad);
  const s = Math.sin(axisRad);
  const up = -1 / ratio;
  const down = ratio;
  return [
    -c * s * (up + down),
    c * c * up - s * s * down,
    c * c * down - s * s * up,
    c * s * (up + down),
  ];
}

const marginPx = 5;
const farthestPx = 60;
const n = 4;

interface Work {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

/** A pixel where the thing should be, and neither it nor what lies behind shows: something is in front. */
export function isHidden(expected: number, seen: number, behind: number, full: number): boolean {
  return behind === 0 && expected > 0.3 * full && seen < 0.5 * expected;
}

interface Sums {
  readonly squares: number;
  readonly counted: number;
}

/** One pixel's share of the normal equations: ten products of its slopes and level, four with what is not explained. */
function addPixel(
  sums: Float64Array,
  a: number,
  b: number,
  t: number,
  g: number,
  rest: number,
  weight: number,
): void {
  const wa = weight * a;
  const wb = weight * b;
  const wt = weight * t;
  const wg = weight * g;
  sums[0] = (sums[0] as number) + wa * a;
  sums[1] = (sums[1] as number) + wa * b;
  sums[2] = (sums[2] as number) + wa * t;
  sums[3] = (sums[3] as number) + wa * g;
  sums[4] = (sums[4] as number) + wb * b;
  sums[5] = (sums[5] as number) + wb * t;
  sums[6] = (sums[6] as number) + wb * g;
  sums[7] = (sums[7] as number) + wt * t;
  sums[8] = (sums[8] as number) + wt * g;
  sums[9] = (sums[9] as number) + wg * g;
  sums[10] = (sums[10] as number) + wa * rest;
  sums[11] = (sums[11] as number) + wb * rest;
  sums[12] = (sums[12] as number) + wt * rest;
  sums[13] = (sums[13] as number) + wg * rest;
}

/** Where each sum belongs in the upper half of the matrix. */
const cells = [0, 1, 2, 3, 5, 6, 7, 10, 11, 15] as const;

function fillNormal(work: Work, sums: Float64Array, area: number): void {
  work.matrix.fill(0);
  cells.forEach((cell, k) => {
    work.matrix[cell] = area * (sums[k] as number);
  });
  for (let k = 0; k < n; k++) work.right[k] = area * (sums[10 + k] as number);
}

interface Round {
  /** Of the template's values: how bright the thing is here. */
  readonly scale: number;
  readonly forgive: number;
  readonly stride: number;
}

/** cos·I − sin·G, row by row. */
function inverseTurn(
  { turnRad }: FlatPose,
  slant: Slant,
): readonly [number, number, number, number] {
  const [g00, g01, g10, g11] = turnGenerator(slant);
  const cos = Math.cos(turnRad);
  const sin = Math.sin(turnRad);
  return [cos - sin * g00, -sin * g01, -sin * g10, cos - sin * g11];
}

/** Normal equations of one round, over every `stride`th pixel of the template's surroundings where the pose puts them. */
function gather(
  seen: SeenPatch,
  template: Template,
  pose: FlatPose,
  slant: Slant,
  work: Work,
  { scale, forgive, stride }: Round,
): Sums {
  const sums = new Float64Array(14);
  const [g00, g01, g10, g11] = turnGenerator(slant);
  const [i00, i01, i10, i11] = inverseTurn(pose, slant);
  const [mx, my] = template.middle;
  const { width, height, data } = template.level;
  const values = seen.level.data;
  const box = boxOf(template, pose, slant, seen);
  const unit = 1 / (forgive * forgive);
  let squares = 0;
  let counted = 0;
  for (let y = box.top; y < box.bottom; y += stride) {
    const dy = y + 0.5 - my - pose.dyPx;
    const row = (y - seen.top) * seen.level.width - seen.left;
    for (let x = box.left; x < box.right; x += stride) {
      const dx = x + 0.5 - mx - pose.dxPx;
      const rx = i00 * dx + i01 * dy;
      const ry = i10 * dx + i11 * dy;
      const qx = rx + mx - template.left - 0.5;
      const qy = ry + my - template.top - 0.5;
      if (qx < -marginPx || qy < -marginPx || qx > width + marginPx || qy > height + marginPx)
        continue;
      const value = values[row + x] as number;
      if (qx < 0 || qy < 0 || qx >= width - 1 || qy >= height - 1) {
        counted++;
        squares += value * value;
        continue;
      }
      const ix = qx | 0;
      const iy = qy | 0;
      const u = qx - ix;
      const v = qy - iy;
      const at = iy * width + ix;
      const a0 = data[at] as number;
      const a1 = data[at + 1] as number;
      const b0 = data[at + width] as number;
      const b1 = data[at + width + 1] as number;
      if (a0 === 0 && a1 === 0 && b0 === 0 && b1 === 0) {
        // Beside the thing: nothing is expected, nothing is hidden, and no movement would change it.
        counted++;
        squares += value * value;
        continue;
      }
      const top = a0 + u * (a1 - a0);
      const low = b0 + u * (b1 - b0);
      const plain = top + v * (low - top);
      if (isHidden(scale * plain, value, seen.behind[row + x] as number, template.full)) continue;
      const rest = value - scale * plain;
      counted++;
      squares += rest * rest;
      const sx = scale * (a1 - a0 + v * (b1 - b0 - a1 + a0));
      const sy = scale * (low - top);
      const weight = 1 / (1 + rest * rest * unit);
      const a = -(sx * i00 + sy * i10);
      const b = -(sx * i01 + sy * i11);
      const t = -(sx * (g00 * rx + g01 * ry) + sy * (g10 * rx + g11 * ry));
      addPixel(sums, a, b, t, plain, rest, weight);
    }
  }
  fillNormal(work, sums, stride * stride);
  return { squares, counted };
}

/** Whole pixels that the template's surroundings reach at a pose, cut to the patch. */
function boxOf(
  template: Template,
  pose: FlatPose,
  slant: Slant,
  seen: SeenPatch,
): { left: number; top: number; right: number; bottom: number } {
  const [g00, g01, g10, g11] = turnGenerator(slant);
  const cos = Math.cos(pose.turnRad);
  const sin = Math.sin(pose.turnRad);
  const [mx, my] = template.middle;
  const { width, height } = template.level;
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const qx of [-marginPx, width + marginPx]) {
    for (const qy of [-marginPx, height + marginPx]) {
      const rx = qx + template.left - mx;
      const ry = qy + template.top - my;
      const x = mx + pose.dxPx + (cos + sin * g00) * rx + sin * g01 * ry;
      const y = my + pose.dyPx + sin * g10 * rx + (cos + sin * g11) * ry;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return {
    left: Math.max(seen.left, Math.floor(left)),
    top: Math.max(seen.top, Math.floor(top)),
    right: Math.min(seen.left + seen.level.width, Math.ceil(right)),
    bottom: Math.min(seen.top + seen.level.height, Math.ceil(bottom)),
  };
}

/** Priors: next to nothing for the place, a little for the turn (round things), firm for the level's scale. */
function addPriors({ matrix, right }: Work, full: number, scale: number): void {
  const unit = full * full;
  matrix[0] = (matrix[0] as number) + 0.02 * unit;
  matrix[5] = (matrix[5] as number) + 0.02 * unit;
  matrix[10] = (matrix[10] as number) + 2 * unit;
  matrix[15] = (matrix[15] as number) + 60 * unit;
  right[3] = (right[3] as number) + 60 * unit * (1 - scale);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < a; b++) matrix[a * n + b] = matrix[b * n + a] as number;
}

/** Rounds at every other pixel, then at all of them. */
const passes = [
  { stride: 2, rounds: 7, stillPx: 0.06 },
  { stride: 1, rounds: 4, stillPx: 0.025 },
] as const;

/**
 * From a start within about ten pixels and 25°. Null when it runs away. `rough` stops after the coarse pass: for choosing
 * among starts.
 */
export function alignTemplate(
  seen: SeenPatch,
  template: Template,
  slant: Slant,
  start: FlatPose,
  rough = false,
): Alignment | null {
  const work: Work = { matrix: new Float64Array(n * n), right: new Float64Array(n) };
  const radius = Math.max(template.level.width, template.level.height) / 2;
  let pose = start;
  let scale = 1;
  let residual = 1;
  for (const { stride, rounds, stillPx } of rough ? passes.slice(0, 1) : passes) {
    for (let round = 0; round < rounds; round++) {
      const forgive = (stride > 1 && round < 3 ? 0.6 : 0.25) * template.full;
      const sums = gather(seen, template, pose, slant, work, { scale, forgive, stride });
      residual = Math.sqrt(sums.squares / Math.max(1, sums.counted)) / template.full;
      addPriors(work, template.full, scale);
      solve(work.matrix, work.right, n);
      const [dx, dy, turn, more] = work.right as unknown as [number, number, number, number];
      if (!Number.isFinite(dx + dy + turn + more)) return null;
      const shrink = Math.min(1, 4 / Math.hypot(dx, dy), 0.2 / Math.abs(turn));
      pose = {
        dxPx: pose.dxPx + shrink * dx,
        dyPx: pose.dyPx + shrink * dy,
        turnRad: pose.turnRad + shrink * turn,
      };
      scale = Math.min(1.3, Math.max(0.7, scale + shrink * more));
      if (Math.hypot(pose.dxPx, pose.dyPx) > farthestPx) return null;
      if (Math.hypot(dx, dy) + radius * Math.abs(turn) < stillPx) break;
    }
  }
  const turnRad = pose.turnRad - 2 * Math.PI * Math.round(pose.turnRad / (2 * Math.PI));
  return { pose: { ...pose, turnRad }, residual, scale };
}
