/**
 * What a net learns from: patches with their labels, and batches of them in which both classes are as many, each patch
 * changed a little every time (light, colour cast, a shift of up to a pixel, noise, something in front of it). Seeded.
 */
import { must } from '../../base/lib/assert.ts';
import type { Rng } from '../../base/lib/rng.ts';

export interface Sample {
  readonly clipId: string;
  readonly positive: boolean;
  /** [3, side, side] with `marginPx` around the patch on all sides. */
  readonly patch: Float32Array;
}

export interface Batch {
  readonly patch: Float32Array;
  readonly target: Float32Array;
  readonly weight: Float32Array;
}

export const marginPx = 2;

/** In units of what the net is given; a gain of 1.06 is a light that the registration missed. */
const amounts = {
  gain: 0.06,
  cast: 0.03,
  offset: 0.08,
  shiftPx: 1,
  noise: 0.06,
  coverChance: 0.3,
  coverShare: 0.35,
  /** A label is never quite sure. */
  smooth: 0.02,
} as const;

const noiseLength = 1 << 15;

/** One changed patch, written into `out` from `at` on. `grain` is drawn once: a new place in it is new noise. */
function drawPatch(
  sample: Sample,
  side: number,
  rng: Rng,
  grain: Float32Array,
  out: Float32Array,
  at: number,
): void {
  const wide = side + 2 * marginPx;
  const dx = rng.between(-amounts.shiftPx, amounts.shiftPx) + marginPx;
  const dy = rng.between(-amounts.shiftPx, amounts.shiftPx) + marginPx;
  const [ix, iy] = [Math.floor(dx), Math.floor(dy)];
  const [u, v] = [dx - ix, dy - iy];
  const gain = 1 + amounts.gain * rng.normal();
  const noise = amounts.noise * rng.uniform();
  const { patch } = sample;
  let speck = rng.below(noiseLength);
  for (let c = 0; c < 3; c++) {
    const factor = gain + amounts.cast * rng.normal();
    const offset = amounts.offset * rng.normal();
    for (let row = 0; row < side; row++) {
      let from = (c * wide + row + iy) * wide + ix;
      let to = at + (c * side + row) * side;
      for (let column = 0; column < side; column++, from++, to++) {
        const upper = (patch[from] as number) * (1 - u) + (patch[from + 1] as number) * u;
        const below = from + wide;
        const lower = (patch[below] as number) * (1 - u) + (patch[below + 1] as number) * u;
        const level = upper * (1 - v) + lower * v;
        speck = (speck + 1) & (noiseLength - 1);
        out[to] = level * factor + offset + noise * (grain[speck] as number);
      }
    }
  }
  if (rng.uniform() < amounts.coverChance) coverPart(side, rng, out, at);
}

/** A plain rectangle of any colour in front of the patch. */
function coverPart(side: number, rng: Rng, out: Float32Array, at: number): void {
  const width = Math.round(side * rng.between(0.1, amounts.coverShare));
  const height = Math.round(side * rng.between(0.1, amounts.coverShare));
  const left = rng.below(side - width);
  const top = rng.below(side - height);
  for (let c = 0; c < 3; c++) {
    const level = rng.between(-1.5, 2);
    for (let row = top; row < top + height; row++) {
      const from = at + (c * side + row) * side + left;
      out.fill(level, from, from + width);
    }
  }
}

/** Draws clips of both classes alike, and of each drawn clip one of its patches. */
export function createBatches(samples: readonly Sample[], side: number, rng: Rng) {
  const clipsOf = (positive: boolean): readonly (readonly Sample[])[] => [
    ...Map.groupBy(
      samples.filter((sample) => sample.positive === positive),
      ({ clipId }) => clipId,
    ).values(),
  ];
  const grain = Float32Array.from({ length: noiseLength }, () => rng.normal());
  const classes = [clipsOf(false), clipsOf(true)] as const;
  return (count: number): Batch => {
    const batch: Batch = {
      patch: new Float32Array(count * 3 * side * side),
      target: new Float32Array(count),
      weight: new Float32Array(count).fill(1),
    };
    for (let i = 0; i < count; i++) {
      const clips = classes[i % 2 === 0 ? 0 : 1];
      const clip = must(clips[rng.below(clips.length)]);
      const sample = must(clip[rng.below(clip.length)]);
      drawPatch(sample, side, rng, grain, batch.patch, i * 3 * side * side);
      batch.target[i] = sample.positive ? 1 - amounts.smooth : amounts.smooth;
    }
    return batch;
  };
}
