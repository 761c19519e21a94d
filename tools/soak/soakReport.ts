/** The end of a soak in words: tables for people, one object for scripts. */
import { type Summary, summarise } from '../../main/base/lib/stats.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { type Trend, trendOf } from './resourceBook.ts';
import type { SoakResult } from './runSoak.ts';

export interface SoakSummary {
  readonly seed: number;
  readonly seconds: number;
  readonly batches: number;
  readonly coreLives: number;
  readonly trials: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly deeds: Readonly<Record<string, number>>;
  readonly deedsMissed: number;
  readonly heldSeenMs: Summary;
  readonly heldAfterCoreDeathMs: Summary;
  /** The longest life of each of our processes. */
  readonly resources: readonly Trend[];
  readonly violations: SoakResult['violations'];
}

function count<T>(items: Iterable<T>, key: (item: T) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const outcomeOf = ({ clock, outcome, reason }: TrialRow): string =>
  `${clock} ${outcome}${reason === null ? '' : ` (${reason})`}`;

function longestLives({ resources }: SoakResult): readonly Trend[] {
  const best = new Map<string, Trend>();
  for (const trend of resources.lives.map(trendOf)) {
    const known = best.get(trend.name);
    if (known === undefined || trend.minutes > known.minutes) best.set(trend.name, trend);
  }
  return [...best.values()];
}

export function summaryOf(result: SoakResult): SoakSummary {
  return {
    seed: result.seed,
    seconds: result.seconds,
    batches: result.batches,
    coreLives: result.lives,
    trials: result.trials.size,
    outcomes: count(result.trials.values(), outcomeOf),
    deeds: Object.fromEntries([...result.deeds].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    deedsMissed: result.missed,
    heldSeenMs: summarise(result.heldSeenMs),
    heldAfterCoreDeathMs: summarise(result.heldRealMs),
    resources: longestLives(result),
    violations: result.violations,
  };
}

const whole = (value: number): string => (Number.isFinite(value) ? value.toFixed(0) : '–');
const slope = (value: number | null): string => (value === null ? 'too short' : value.toFixed(1));

function heldLine(name: string, { n, p50, max }: Summary): string {
  return n === 0
    ? `${name}: never measured`
    : `${name}: p50 ${whole(p50)}, max ${whole(max)} (n=${n})`;
}

function resourceLine({ name, n, minutes, rssMb, handles, ...trend }: Trend): string {
  const [firstMb, lastMb, maxMb] = rssMb.map(whole);
  const memory = `${firstMb} → ${lastMb} MB, max ${maxMb}, ${slope(trend.rssMbPerHour)} MB/h`;
  const files = `${handles[0]} → ${handles[1]} files, max ${handles[2]}`;
  const perHour = `${slope(trend.handlesPerHour)} files/h`;
  return `  ${name.padEnd(10)} ${minutes.toFixed(0)} min (n=${n}): ${memory}; ${files}, ${perHour}`;
}

export function soakLines(summary: SoakSummary): readonly string[] {
  const table = (counts: Readonly<Record<string, number>>): readonly string[] =>
    Object.entries(counts).map(([name, n]) => `  ${String(n).padStart(5)}  ${name}`);
  const { violations } = summary;
  return [
    `Soak of seed ${summary.seed}: ${summary.seconds} s, ${summary.batches} batches, ${summary.trials} trials, ` +
      `${summary.coreLives} lives of the core`,
    'Trials',
    ...table(summary.outcomes),
    `Deeds (${summary.deedsMissed} more came too late for their batch)`,
    ...table(summary.deeds),
    heldLine('Arm seen to stand, ms', summary.heldSeenMs),
    heldLine('Arm at rest after the death of the core, ms', summary.heldAfterCoreDeathMs),
    'Longest life of each process, at rest',
    ...summary.resources.map(resourceLine),
    violations.length === 0 ? 'No violation.' : `${violations.length} violations`,
    ...violations.map(({ atS, batch, what }) => `  ${atS} s, batch ${batch}: ${what}`),
  ];
}
