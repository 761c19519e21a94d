/**
 * What a figure is: a name, what it means, and a way to measure it. Each file beside this one is one figure or one
 * family of them; `figures.ts` lists them. Smaller is better in every figure, so that p99 and max are the bad end.
 */
import { assert } from '../../main/base/lib/assert.ts';
import type { Clock } from '../../main/base/lib/clock.ts';
import { type Summary, summarise } from '../../main/base/lib/stats.ts';

/** Programs of the system that some figures need. */
export const programs = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
  xvfb: ['Xvfb'],
  ffmpeg: ['ffmpeg'],
  bubblewrap: ['bwrap'],
} as const;
export type Program = keyof typeof programs;

export interface PerfPorts {
  readonly clock: Clock;
  /** Paths of the programs that the figure says it needs. */
  readonly programs: Readonly<Partial<Record<Program, string>>>;
  /** An empty folder on the project's disk, removed afterwards. */
  readonly scratchDir: string;
  /** Root of the project. */
  readonly root: string;
}

export interface Measurement {
  readonly name: string;
  readonly unit: string;
  /** One value per observation; what one observation is, the figure's `what` says. */
  readonly values: readonly number[];
  /** Stalls (ms) of a bare 50 Hz loop on this machine in the same run; null where time of day plays no part. */
  readonly baseline: Summary | null;
}

export interface Figure {
  readonly name: string;
  /** One sentence for docs/PERF.md: what is timed, under which load, what one observation is. */
  readonly what: string;
  /** The names of its lines, for good: people and scripts ask for them. */
  readonly lines: readonly string[];
  /** Without these it is skipped by name, and the run counts as not measured. */
  readonly needs?: readonly Program[];
  readonly measure: (ports: PerfPorts) => Promise<readonly Measurement[]>;
}

/** One line of `npm run perf -- --json`. */
export interface FigureLine extends Summary {
  readonly name: string;
  readonly unit: string;
  readonly baseline: Summary | null;
}

const rounded = (summary: Summary): Summary => ({
  n: summary.n,
  p50: toDigits(summary.p50),
  p95: toDigits(summary.p95),
  p99: toDigits(summary.p99),
  max: toDigits(summary.max),
});

/** Four significant digits: more would be noise. */
function toDigits(value: number): number {
  return Number(value.toPrecision(4));
}

/** Throws (assertion) on a measurement without observations: no figure is made of nothing. */
export function lineOf({ name, unit, values, baseline }: Measurement): FigureLine {
  assert(values.length > 0 && values.every(Number.isFinite), `${name} has no finite observations`);
  return {
    name,
    unit,
    ...rounded(summarise(values)),
    baseline: baseline === null ? null : rounded(baseline),
  };
}
