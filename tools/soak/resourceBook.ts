/**
 * Memory and open files of each process over its life, sampled while nothing runs, and whether they stay flat: the
 * median of all pairwise slopes over the second half of a life (Theil–Sen), which a few garbage collections don't bend.
 */

export interface ResourceSample {
  readonly atS: number;
  readonly rssMb: number;
  readonly handles: number;
}

export interface ResourceLife {
  readonly name: string;
  readonly pid: number;
  readonly samples: readonly ResourceSample[];
}

export interface Trend {
  readonly name: string;
  readonly n: number;
  readonly minutes: number;
  readonly rssMb: readonly [first: number, last: number, max: number];
  readonly handles: readonly [first: number, last: number, max: number];
  /** Over the second half; null where that is too short to say. */
  readonly rssMbPerHour: number | null;
  readonly handlesPerHour: number | null;
  readonly problem: string | null;
}

/** A life that says something: so many samples over so long, in its second half. */
const leastSamples = 12;
const leastSpanS = 240;
/** Growth over the second half of a life that is no longer flat: the larger of both for memory. */
const rssSlackMb = 24;
const rssSlackShare = 0.15;
const handleSlack = 3;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

/** Median of the slopes of all pairs; NaN for fewer than two different x. */
export function theilSen(points: readonly (readonly [x: number, y: number])[]): number {
  const slopes: number[] = [];
  for (const [index, [x0, y0]] of points.entries())
    for (const [x1, y1] of points.slice(index + 1))
      if (x1 !== x0) slopes.push((y1 - y0) / (x1 - x0));
  return median(slopes);
}

function span(values: readonly number[]): readonly [number, number, number] {
  return [values[0] ?? Number.NaN, values.at(-1) ?? Number.NaN, Math.max(...values)];
}

export function trendOf({ name, samples }: ResourceLife): Trend {
  const half = samples.slice(Math.floor(samples.length / 2));
  const lastS = samples.at(-1)?.atS ?? 0;
  const spanS = lastS - (half[0]?.atS ?? 0);
  const told = half.length >= leastSamples && spanS >= leastSpanS;
  const slope = (of: 'rssMb' | 'handles'): number =>
    theilSen(half.map((sample) => [sample.atS, sample[of]]));
  const rssGrownMb = told ? slope('rssMb') * spanS : 0;
  const handlesGrown = told ? slope('handles') * spanS : 0;
  const rssBoundMb = Math.max(rssSlackMb, rssSlackShare * median(half.map((each) => each.rssMb)));
  const problems = [
    ...(rssGrownMb > rssBoundMb ? [`memory grew by ${rssGrownMb.toFixed(0)} MB`] : []),
    ...(handlesGrown > handleSlack ? [`${handlesGrown.toFixed(0)} more open files`] : []),
  ];
  const minutes = (lastS - (samples[0]?.atS ?? 0)) / 60;
  return {
    name,
    n: samples.length,
    minutes,
    rssMb: span(samples.map((sample) => sample.rssMb)),
    handles: span(samples.map((sample) => sample.handles)),
    rssMbPerHour: told ? slope('rssMb') * 3600 : null,
    handlesPerHour: told ? slope('handles') * 3600 : null,
    problem:
      problems.length === 0
        ? null
        : `${name}: ${problems.join(', ')} over the last ${(spanS / 60).toFixed(0)} min of its life`,
  };
}

export interface ResourceBook {
  /** `life` tells one process of a name from the next. */
  note(name: string, pid: number, life: string, sample: ResourceSample): void;
  readonly lives: readonly ResourceLife[];
}

export function createResourceBook(): ResourceBook {
  const lives = new Map<string, { name: string; pid: number; samples: ResourceSample[] }>();
  return {
    note(name, pid, life, sample) {
      const known = lives.get(life) ?? { name, pid, samples: [] };
      known.samples.push(sample);
      lives.set(life, known);
    },
    get lives() {
      return [...lives.values()];
    },
  };
}
