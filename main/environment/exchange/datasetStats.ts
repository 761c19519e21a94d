/**
 * The figures that a LeRobot dataset carries for normalising: per feature least, greatest, mean, deviation, count and
 * quantiles, of one episode and of all together. Pictures are sampled and counted in shares of full brightness per colour.
 * Source of names and shapes: huggingface/lerobot, compute_stats.py.
 */
import sharp from 'sharp';

export interface FeatureStats {
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** One number. */
  readonly count: readonly number[];
  readonly q01: readonly number[];
  readonly q10: readonly number[];
  readonly q50: readonly number[];
  readonly q90: readonly number[];
  readonly q99: readonly number[];
}

export const statNames = [
  'min',
  'max',
  'mean',
  'std',
  'count',
  'q01',
  'q10',
  'q50',
  'q90',
  'q99',
] as const;

const shares = { q01: 0.01, q10: 0.1, q50: 0.5, q90: 0.9, q99: 0.99 } as const;

/** Linear between neighbours, as NumPy does it. */
function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? 0;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? low) - low);
}

function statsOf(
  values: Float64Array,
  count: number,
): { [N in (typeof statNames)[number]]: number } {
  const sorted = values.toSorted();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const [q01, q10, q50, q90, q99] = Object.values(shares).map((share) => quantile(sorted, share));
  return {
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
    mean,
    std: Math.sqrt(square),
    count,
    q01: q01 ?? 0,
    q10: q10 ?? 0,
    q50: q50 ?? 0,
    q90: q90 ?? 0,
    q99: q99 ?? 0,
  };
}

function joined(columns: readonly ReturnType<typeof statsOf>[]): FeatureStats {
  const of = (name: (typeof statNames)[number]): number[] => columns.map((column) => column[name]);
  const [{ count } = { count: 0 }] = columns;
  return {
    ...{ min: of('min'), max: of('max'), mean: of('mean'), std: of('std'), count: [count] },
    ...{ q01: of('q01'), q10: of('q10'), q50: of('q50'), q90: of('q90'), q99: of('q99') },
  };
}

/** Rows of numbers of one width. */
export function vectorStats(rows: readonly (readonly number[])[]): FeatureStats {
  const wide = rows[0]?.length ?? 1;
  const columns = Array.from({ length: wide }, (_, column) =>
    statsOf(
      Float64Array.from(rows, (row) => row[column] ?? 0),
      rows.length,
    ),
  );
  return joined(columns);
}

/** Longest side of a sampled picture. */
const samplePx = 80;

export interface PictureSample {
  readonly rgb: Uint8Array;
}

export async function samplePicture(jpeg: Uint8Array): Promise<PictureSample> {
  const small = { width: samplePx, height: samplePx, fit: 'inside', kernel: 'nearest' } as const;
  const rgb = await sharp(jpeg).resize(small).removeAlpha().toColourspace('srgb').raw().toBuffer();
  return { rgb };
}

/** Of one episode's samples: three numbers each, red, green and blue. */
export function pictureStats(samples: readonly PictureSample[]): FeatureStats {
  const columns = [0, 1, 2].map((colour) => {
    const values = samples.flatMap(({ rgb }) => {
      const of: number[] = [];
      for (let at = colour; at < rgb.byteLength; at += 3) of.push((rgb[at] ?? 0) / 255);
      return of;
    });
    return statsOf(Float64Array.from(values), samples.length);
  });
  return joined(columns);
}

/** Of all episodes: exact for extremes, mean and deviation; quantiles are the episodes' own, weighed by their frames. */
export function aggregateStats(all: readonly FeatureStats[]): FeatureStats {
  const counts = all.map(({ count }) => count[0] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const wide = all[0]?.mean.length ?? 0;
  const columns = Array.from({ length: wide }, (_, column) => {
    const of = (name: keyof FeatureStats): number[] => all.map((stats) => stats[name][column] ?? 0);
    const weighed = (values: readonly number[]): number =>
      values.reduce((sum, value, n) => sum + value * (counts[n] ?? 0), 0) / total;
    const means = of('mean');
    const mean = weighed(means);
    const spread = weighed(of('std').map((std, n) => std ** 2 + ((means[n] ?? 0) - mean) ** 2));
    return {
      ...{ min: Math.min(...of('min')), max: Math.max(...of('max')), mean },
      ...{ std: Math.sqrt(spread), count: total, q01: weighed(of('q01')), q10: weighed(of('q10')) },
      ...{ q50: weighed(of('q50')), q90: weighed(of('q90')), q99: weighed(of('q99')) },
    };
  });
  return joined(columns);
}
