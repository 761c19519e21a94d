/**
 * How far the fixed scene of a picture lies from where it was learnt, and how its light differs: a robust registration
 * (shift, turn and scale by weighted least squares, coarse to fine) over the steady part of the reference, so that things
 * and the arm, wherever they are, count as what does not fit. Knows no file and no camera.
 */
import type { SmallPicture } from '../../store/record/smallPicture.ts';
import type { SteadyScene } from './medianScene.ts';

export interface SceneChange {
  /** The largest displacement anywhere in the picture, in pixels of the whole one. */
  readonly shiftPx: number;
  /** Brightness against the reference; 1 is the same. */
  readonly gain: number;
  /** The largest deviation of a colour from that brightness, as a share. */
  readonly cast: number;
  /** Share of the reference's clear edges that are there, once shift and light are taken out. */
  readonly fits: number;
}

interface Level {
  readonly width: number;
  readonly height: number;
  readonly reference: Float32Array;
  readonly now: Float32Array;
  readonly steady: Uint8Array;
}

/** dx = tx + s·u − r·v, dy = ty + r·u + s·v, with u and v from the middle, in pixels of the level. */
interface Motion {
  readonly tx: number;
  readonly ty: number;
  readonly s: number;
  readonly r: number;
}

const levels = 3;
const rounds = 12;
/** Of the coarsest level, both ways: a fifth of the picture and more. */
const searchPx = 8;
/** Grey levels that noise alone makes. */
const noise = 4;
const tukey = 4.685;
/** A larger residual costs no more: it is something else that stands there. */
const mostResidual = 16;
/** Grey levels a pixel across a clear edge of the reference. */
const edge = 8;

function grey({ rgb }: SmallPicture): Float32Array {
  const out = new Float32Array(rgb.length / 3);
  for (let at = 0; at < out.length; at++) {
    const [r = 0, g = 0, b = 0] = rgb.subarray(3 * at, 3 * at + 3);
    out[at] = 0.299 * r + 0.587 * g + 0.114 * b;
  }
  return out;
}

function halve(level: Level): Level {
  const width = level.width >> 1;
  const height = level.height >> 1;
  const reference = new Float32Array(width * height);
  const now = new Float32Array(width * height);
  const steady = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 2 * y * level.width + 2 * x;
      const four = [at, at + 1, at + level.width, at + level.width + 1];
      const sum = (of: ArrayLike<number>): number => four.reduce((all, i) => all + (of[i] ?? 0), 0);
      reference[y * width + x] = sum(level.reference) / 4;
      now[y * width + x] = sum(level.now) / 4;
      steady[y * width + x] = sum(level.steady) === 4 ? 1 : 0;
    }
  }
  return { width, height, reference, now, steady };
}

/** Bilinear; NaN outside. */
function sample(image: Float32Array, width: number, height: number, x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  if (x0 < 0 || y0 < 0 || x0 >= width - 1 || y0 >= height - 1) return Number.NaN;
  const at = y0 * width + x0;
  const top = (image[at] ?? 0) + (x - x0) * ((image[at + 1] ?? 0) - (image[at] ?? 0));
  const below = image[at + width] ?? 0;
  const bottom = below + (x - x0) * ((image[at + width + 1] ?? 0) - below);
  return top + (y - y0) * (bottom - top);
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? Number.NaN;
}

/** Calls with each steady pixel that is seen in both: where, and what stands there. */
function eachPair(
  level: Level,
  motion: Motion,
  step: number,
  on: (at: number, u: number, v: number, now: number) => void,
): void {
  const { width, height, now, steady } = level;
  for (let y = 1; y < height - 1; y += step) {
    for (let x = 1; x < width - 1; x += step) {
      const at = y * width + x;
      if (steady[at] === 0) continue;
      const u = x - width / 2;
      const v = y - height / 2;
      const dx = motion.tx + motion.s * u - motion.r * v;
      const dy = motion.ty + motion.r * u + motion.s * v;
      const value = sample(now, width, height, x + dx, y + dy);
      if (!Number.isNaN(value)) on(at, u, v, value);
    }
  }
}

function gainOf(level: Level, motion: Motion): number {
  const ratios: number[] = [];
  eachPair(level, motion, 2, (at, _u, _v, now) => {
    const before = level.reference[at] ?? 0;
    if (before > 30 && before < 225 && now < 250) ratios.push(now / before);
  });
  return ratios.length === 0 ? 1 : Math.max(0.05, median(ratios));
}

/** The shift of whole pixels with which most of the steady scene fits. */
async function search(level: Level, pause: () => Promise<void>): Promise<Motion> {
  let best: Motion = { tx: 0, ty: 0, s: 0, r: 0 };
  let least = Number.POSITIVE_INFINITY;
  const gain = gainOf(level, best);
  for (let ty = -searchPx; ty <= searchPx; ty++) {
    await pause();
    for (let tx = -searchPx; tx <= searchPx; tx++) {
      const motion = { tx, ty, s: 0, r: 0 };
      let sum = 0;
      let count = 0;
      eachPair(level, motion, 1, (at, _u, _v, now) => {
        sum += Math.min(mostResidual, Math.abs(now / gain - (level.reference[at] ?? 0)));
        count++;
      });
      // Near the middle first: what looks the same everywhere does not seem moved.
      const cost = sum / Math.max(1, count) + 0.002 * Math.hypot(tx, ty);
      if (cost < least) {
        least = cost;
        best = motion;
      }
    }
  }
  return best;
}

/** Gaussian elimination with pivoting; null where nothing in the picture says how it moved. */
function solve(matrix: number[][], right: number[]): number[] | null {
  const n = right.length;
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  for (let column = 0; column < n; column++) {
    const pivot = rows
      .slice(column)
      .reduce(
        (best, row, i) =>
          Math.abs(row[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0) ? i + column : best,
        column,
      );
    const top = rows[pivot] as number[];
    if (Math.abs(top[column] ?? 0) < 1e-9) return null;
    rows[pivot] = rows[column] as number[];
    rows[column] = top;
    for (let i = 0; i < n; i++) {
      if (i === column) continue;
      const row = rows[i] as number[];
      const share = (row[column] ?? 0) / (top[column] ?? 1);
      for (let j = column; j <= n; j++) row[j] = (row[j] ?? 0) - share * (top[j] ?? 0);
    }
  }
  return rows.map((row, i) => (row[n] ?? 0) / (row[i] ?? 1));
}

function refineOnce(level: Level, motion: Motion): Motion | null {
  const { width, reference } = level;
  const gain = gainOf(level, motion);
  const residuals: number[] = [];
  eachPair(level, motion, 2, (at, _u, _v, now) =>
    residuals.push(Math.abs(now / gain - (reference[at] ?? 0))),
  );
  const scale = tukey * Math.max(noise, 1.4826 * median(residuals));
  const matrix = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
  const right = [0, 0, 0, 0];
  eachPair(level, motion, 1, (at, u, v, now) => {
    const residual = now / gain - (reference[at] ?? 0);
    if (Math.abs(residual) >= scale) return;
    const gx = ((reference[at + 1] ?? 0) - (reference[at - 1] ?? 0)) / 2;
    const gy = ((reference[at + width] ?? 0) - (reference[at - width] ?? 0)) / 2;
    if (gx * gx + gy * gy < 4) return;
    const weight = (1 - (residual / scale) ** 2) ** 2;
    // Turn and scale in units of the picture's half width, so that all four weigh alike.
    const of = [gx, gy, (2 * (gx * u + gy * v)) / width, (2 * (gy * u - gx * v)) / width];
    for (let i = 0; i < 4; i++) {
      right[i] = (right[i] ?? 0) - weight * (of[i] ?? 0) * residual;
      const row = matrix[i] as number[];
      for (let j = 0; j < 4; j++) row[j] = (row[j] ?? 0) + weight * (of[i] ?? 0) * (of[j] ?? 0);
    }
  });
  const found = solve(matrix, right);
  if (found === null) return null;
  const [tx = 0, ty = 0, s = 0, r = 0] = found;
  return {
    tx: motion.tx + tx,
    ty: motion.ty + ty,
    s: motion.s + (2 * s) / width,
    r: motion.r + (2 * r) / width,
  };
}

async function register(levelsDown: readonly Level[], pause: () => Promise<void>): Promise<Motion> {
  let motion = await search(levelsDown.at(-1) as Level, pause);
  for (const [step, level] of [...levelsDown].reverse().entries()) {
    if (step > 0) motion = { ...motion, tx: 2 * motion.tx, ty: 2 * motion.ty };
    for (let round = 0; round < rounds; round++) {
      await pause();
      const next = refineOnce(level, motion);
      if (next === null) break;
      const moved = Math.hypot(next.tx - motion.tx, next.ty - motion.ty);
      motion = next;
      if (moved < 0.005) break;
    }
  }
  return motion;
}

/** Largest displacement over the corners, the sides' middles and the centre. */
function farthest({ tx, ty, s, r }: Motion, { width, height }: Level): number {
  let most = 0;
  for (const u of [-width / 2, 0, width / 2]) {
    for (const v of [-height / 2, 0, height / 2])
      most = Math.max(most, Math.hypot(tx + s * u - r * v, ty + r * u + s * v));
  }
  return most;
}

/** Per colour: the middle ratio over what fits. */
function coloursOf(
  level: Level,
  motion: Motion,
  before: Uint8Array,
  now: Uint8Array,
): readonly number[] {
  const { width, height } = level;
  return [0, 1, 2].map((channel) => {
    const plane = new Float32Array(width * height);
    for (let at = 0; at < plane.length; at++) plane[at] = now[3 * at + channel] ?? 0;
    const ratios: number[] = [];
    eachPair({ ...level, now: plane }, motion, 2, (at, _u, _v, value) => {
      const was = before[3 * at + channel] ?? 0;
      if (was > 30 && was < 225 && value < 250) ratios.push(value / was);
    });
    return ratios.length === 0 ? Number.NaN : median(ratios);
  });
}

/** Share of the clear edges of the reference that are as steep and as turned in the picture. */
function edgesThere(level: Level, motion: Motion, gain: number): number {
  const { width, height, reference, now } = level;
  let there = 0;
  let count = 0;
  eachPair(level, motion, 1, (at, u, v) => {
    const gx = ((reference[at + 1] ?? 0) - (reference[at - 1] ?? 0)) / 2;
    const gy = ((reference[at + width] ?? 0) - (reference[at - width] ?? 0)) / 2;
    const steep = Math.hypot(gx, gy);
    if (steep < edge) return;
    const x = u + width / 2 + motion.tx + motion.s * u - motion.r * v;
    const y = v + height / 2 + motion.ty + motion.r * u + motion.s * v;
    const slope = (dx: number, dy: number): number =>
      (sample(now, width, height, x + dx, y + dy) - sample(now, width, height, x - dx, y - dy)) /
      (2 * gain);
    const apart = Math.hypot(slope(1, 0) - gx, slope(0, 1) - gy);
    if (Number.isNaN(apart)) return;
    count++;
    if (apart < steep / 2) there++;
  });
  return count === 0 ? 0 : there / count;
}

/** Null when the sizes differ. `pause` lets others have the thread between two rounds. */
export async function compareScene(
  { picture, steady }: SteadyScene,
  now: SmallPicture,
  pause: () => Promise<void>,
): Promise<SceneChange | null> {
  const { widthPx: width, heightPx: height } = picture;
  if (now.widthPx !== width || now.heightPx !== height) return null;
  const all: Level[] = [{ width, height, reference: grey(picture), now: grey(now), steady }];
  for (let n = 1; n < levels; n++) all.push(halve(all.at(-1) as Level));
  const level = all[0] as Level;
  const motion = await register(all, pause);
  const gain = gainOf(level, motion);
  const colours = coloursOf(level, motion, picture.rgb, now.rgb).filter(Number.isFinite);
  return {
    shiftPx: (farthest(motion, level) * now.wholeWidthPx) / width,
    gain,
    cast: Math.max(0, ...colours.map((colour) => Math.abs(colour / gain - 1))),
    fits: edgesThere(level, motion, gain),
  };
}
