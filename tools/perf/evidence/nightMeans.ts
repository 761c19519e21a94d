/** Simulated nights in blocks, so that a figure shows its own noise: the means of each block, and of all. */
import { must } from '../../../main/base/lib/assert.ts';
import type { Rng } from '../../../main/base/lib/rng.ts';
import { wilson } from '../../../main/base/lib/stats.ts';
import type { Counts } from '../../../main/improvement/evidence/screen.ts';
import { night, type World } from './ideaWorld.ts';
import type { NightRule } from './nightRules.ts';

export const blockNights = 500;

/** Means over nights. Rates are shares; `gap` and `uncovered` are null where the rule shows no rate. */
export interface NightMeans {
  readonly rate: number;
  readonly used: number;
  /** Share of nights with a false promotion. */
  readonly falseNights: number;
  /** Trials per decided idea. */
  readonly perIdea: number;
  /** Shown less true, when ideas ran out and in the morning. */
  readonly gap: number | null;
  readonly morningGap: number | null;
  /** Share of nights whose true rate lies outside of Wilson's interval: when ideas ran out, in the morning. */
  readonly uncovered: number | null;
  readonly morningUncovered: number | null;
}

const isOutside = ({ k, n }: Counts, rate: number): boolean => {
  const { low, high } = wilson(k, n);
  return rate < low || rate > high;
};

export function nightMeans(rule: NightRule, world: World, rng: Rng, nights: number): NightMeans {
  const played = Array.from({ length: nights }, () => rule(world, rng));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const shows = played.every(({ shown }) => shown !== null);
  const ofShown = (which: 'shown' | 'morning', of: (counts: Counts, rate: number) => number) =>
    shows ? mean(played.map((one) => of(must(one[which]), one.rate))) : null;
  const gap = ({ k, n }: Counts, rate: number): number => k / n - rate;
  const outside = (counts: Counts, rate: number): number => (isOutside(counts, rate) ? 1 : 0);
  const used = mean(played.map((one) => one.used));
  return {
    rate: mean(played.map(({ rate }) => rate)),
    used,
    falseNights: mean(played.map(({ falseKeeps }) => (falseKeeps > 0 ? 1 : 0))),
    perIdea: used / mean(played.map(({ decided }) => decided)),
    gap: ofShown('shown', gap),
    morningGap: ofShown('morning', gap),
    uncovered: ofShown('shown', outside),
    morningUncovered: ofShown('morning', outside),
  };
}

/** Rate won per thousand trials used, from where nights start. */
export function gainOf({ rate, used }: NightMeans): number {
  return (1000 * (rate - night.startRate)) / used;
}

/** Of blocks of the same size. */
export function meanOf(blocks: readonly NightMeans[]): NightMeans {
  const mean = (of: (block: NightMeans) => number): number =>
    blocks.reduce((sum, block) => sum + of(block), 0) / blocks.length;
  const shown = (name: 'gap' | 'morningGap' | 'uncovered' | 'morningUncovered'): number | null =>
    blocks.every((block) => block[name] !== null) ? mean((block) => block[name] ?? 0) : null;
  return {
    rate: mean(({ rate }) => rate),
    used: mean(({ used }) => used),
    falseNights: mean(({ falseNights }) => falseNights),
    perIdea: mean(({ perIdea }) => perIdea),
    gap: shown('gap'),
    morningGap: shown('morningGap'),
    uncovered: shown('uncovered'),
    morningUncovered: shown('morningUncovered'),
  };
}

const points = (share: number | null): string => (share === null ? '' : (100 * share).toFixed(1));

/** One row of the table for people, as text. */
export function nightRow(
  rule: string,
  world: string,
  nights: number,
  means: NightMeans,
): readonly string[] {
  return [
    rule,
    world,
    String(nights),
    means.rate.toFixed(3),
    means.used.toFixed(0),
    world === 'none' ? '' : gainOf(means).toFixed(2),
    points(means.falseNights),
    means.perIdea.toFixed(1),
    points(means.gap),
    points(means.morningGap),
    means.uncovered === null ? '' : points(1 - means.uncovered),
    means.morningUncovered === null ? '' : points(1 - means.morningUncovered),
  ];
}

export const nightColumns = [
  'rule',
  'world',
  'nights',
  'final',
  'trials',
  'gain/1000',
  'false %',
  'per idea',
  'gap',
  'gap a.m.',
  'covered %',
  'a.m. %',
] as const;
