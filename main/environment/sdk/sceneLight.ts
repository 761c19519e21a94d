/**
 * How much brighter each colour of a picture is than in a reference of the same scene, and how much of the reference the
 * picture shows, given how it is moved. What is in front of the scene is an outlier and has no say. Deterministic.
 */
import type { AffineShift } from './affine.ts';
import type { Picture } from './picture.ts';

export type Gain = readonly [number, number, number];

/** Every so manieth pixel of a row and every so manieth row. */
const gainStride = 7;
/** A first look needs fewer. */
const firstStride = 11;
const agreeStride = 5;
const leastRatios = 20;

/** Room for one picture's ratios; grown with the first picture that needs more. Never read beyond what was written. */
let room = [new Float64Array(0), new Float64Array(0), new Float64Array(0)] as const;

function roomFor(count: number): readonly [Float64Array, Float64Array, Float64Array] {
  if (room[0].length < count)
    room = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  return room;
}

/** Of the first ratios, their middle where nothing was known before, else their mean. */
function gainFrom(ratios: Float64Array, count: number, near: number | null): number {
  if (count < leastRatios) return near ?? 1;
  const own = ratios.subarray(0, count);
  if (near === null) return Math.max(0.05, own.sort()[count >> 1] as number);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += own[i] as number;
  return sum / count;
}

/** Per colour: the middle ratio over all pixels, or the mean over those that lie within 15 % of `near`. */
export function gainOf(
  picture: Picture,
  reference: Picture,
  [ax, ay, lxx, lxy, lyx, lyy]: AffineShift,
  near: Gain | null,
): Gain {
  const { width, height } = reference;
  const seen = picture.rgb;
  const known = reference.rgb;
  const stride = near === null ? firstStride : gainStride;
  const ratios = roomFor(Math.ceil(width / stride) * Math.ceil(height / stride));
  const counts = [0, 0, 0];
  for (let y = 3; y < height; y += stride) {
    for (let x = 3; x < width; x += stride) {
      const dx = x + 0.5 - width / 2;
      const dy = y + 0.5 - height / 2;
      const column = Math.floor(x + 0.5 + ax + lxx * dx + lxy * dy);
      const row = Math.floor(y + 0.5 + ay + lyx * dx + lyy * dy);
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const at = (row * width + column) * 3;
      const from = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) {
        const value = seen[at + c] as number;
        const wanted = known[from + c] as number;
        if (wanted < 20 || value > 250 || wanted > 245) continue;
        const ratio = value / wanted;
        if (near !== null && Math.abs(ratio / (near[c] as number) - 1) > 0.15) continue;
        const n = counts[c] as number;
        (ratios[c] as Float64Array)[n] = ratio;
        counts[c] = n + 1;
      }
    }
  }
  const gain = (c: 0 | 1 | 2): number =>
    gainFrom(ratios[c], counts[c] as number, near?.[c] ?? null);
  return [gain(0), gain(1), gain(2)];
}

/** Share of the reference's pixels (those that are not black) that the picture shows, bright or in shadow. */
export function agreementOf(
  picture: Picture,
  reference: Picture,
  gain: Gain,
  [ax, ay, lxx, lxy, lyx, lyy]: AffineShift,
): number {
  let asked = 0;
  let agreed = 0;
  const { width, height } = reference;
  const seen = picture.rgb;
  const known = reference.rgb;
  for (let y = 2; y < height; y += agreeStride) {
    for (let x = 2; x < width; x += agreeStride) {
      const dx = x + 0.5 - width / 2;
      const dy = y + 0.5 - height / 2;
      const column = Math.floor(x + 0.5 + ax + lxx * dx + lxy * dy);
      const row = Math.floor(y + 0.5 + ay + lyx * dx + lyy * dy);
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const from = (y * width + x) * 3;
      const at = (row * width + column) * 3;
      const r = known[from] as number;
      const g = known[from + 1] as number;
      const b = known[from + 2] as number;
      const level = r + g + b;
      if (level < 24) continue;
      const off =
        Math.abs((seen[at] as number) / gain[0] - r) +
        Math.abs((seen[at + 1] as number) / gain[1] - g) +
        Math.abs((seen[at + 2] as number) / gain[2] - b);
      asked++;
      if (off < 24 + 0.12 * level) agreed++;
    }
  }
  return asked === 0 ? 0 : agreed / asked;
}
