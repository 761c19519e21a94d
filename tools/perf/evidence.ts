/**
 * What the rule of a campaign is worth against what people do instead, by simulated nights (docs/SCIENCE.md §5). No clock
 * and no bench: the figures are the same on any machine. The whole table goes to stderr; the lines are what to watch.
 */
import { createRng } from '../../main/base/lib/rng.ts';
import { campaignRules } from '../../main/improvement/evidence/campaignState.ts';
import { barnardCritical } from './evidence/barnard.ts';
import { type World, worlds } from './evidence/ideaWorld.ts';
import {
  blockNights,
  gainOf,
  meanOf,
  type NightMeans,
  nightColumns,
  nightMeans,
  nightRow,
} from './evidence/nightMeans.ts';
import {
  campaignNight,
  fixedFifty,
  freshPairs,
  type NightRule,
  storedScore,
  straightDuels,
} from './evidence/nightRules.ts';
import { compareOnce } from './evidence/oneComparison.ts';
import type { Figure, Measurement } from './figure.ts';

interface Contender {
  readonly name: string;
  readonly nights: number;
  readonly rule: () => NightRule;
}

const contenders: readonly Contender[] = [
  { name: 'stack', nights: 10_000, rule: () => campaignNight(campaignRules.default) },
  { name: 'strict', nights: 10_000, rule: () => campaignNight(campaignRules.strict) },
  { name: 'endless', nights: 2_000, rule: () => campaignNight(campaignRules.default, 600) },
  { name: 'fresh', nights: 4_000, rule: () => freshPairs },
  { name: 'stored', nights: 4_000, rule: () => storedScore },
  { name: 'fixed', nights: 4_000, rule: () => fixedFifty(barnardCritical(50, 0.05)) },
  { name: 'fixed-sixth', nights: 4_000, rule: () => fixedFifty(barnardCritical(50, 0.05 / 6)) },
  { name: 'straight', nights: 4_000, rule: () => straightDuels(0.05 / 50) },
];
/** Those that show a rate. */
const showing = ['stack', 'strict', 'stored'];
const comparisons = 1_000;

const linesOf = (name: string): readonly string[] => [
  `evidence-${name}-points`,
  `evidence-${name}-left`,
  `evidence-${name}-false`,
  ...(showing.includes(name) ? [`evidence-${name}-gap`, `evidence-${name}-uncovered`] : []),
];

type Blocks = Readonly<Record<World, readonly NightMeans[]>>;

/** Trials for each point of true rate that a night won. */
const price = (means: NightMeans): number => 10 / gainOf(means);

function measurementsOf(name: string, blocks: Blocks): readonly Measurement[] {
  const line = (what: string, unit: string, values: readonly number[]): Measurement => ({
    name: `evidence-${name}-${what}`,
    unit,
    values,
    baseline: null,
  });
  const gaps = blocks.left.flatMap(({ gap }) => (gap === null ? [] : [100 * Math.abs(gap)]));
  const outside = blocks.left.flatMap(({ uncovered }) =>
    uncovered === null ? [] : [100 * uncovered],
  );
  return [
    line('points', 'trials', blocks.points.map(price)),
    line('left', 'trials', blocks.left.map(price)),
    line(
      'false',
      '%',
      blocks.none.map(({ falseNights }) => 100 * falseNights),
    ),
    ...(showing.includes(name)
      ? [line('gap', 'points', gaps), line('uncovered', '%', outside)]
      : []),
  ];
}

function play({ name, nights, rule }: Contender, print: (row: readonly string[]) => void): Blocks {
  const night = rule();
  const playIn = (world: World): readonly NightMeans[] => {
    const rng = createRng(8).fork(`evidence/${name}/${world}`);
    const blocks = Array.from({ length: nights / blockNights }, () =>
      nightMeans(night, world, rng, blockNights),
    );
    print(nightRow(name, world, nights, meanOf(blocks)));
    return blocks;
  };
  const [points, left, none] = worlds.map(playIn);
  return { points: points ?? [], left: left ?? [], none: none ?? [] };
}

const comparisonLines = ['evidence-duel-trials', 'evidence-duel-missed', 'evidence-fixed-missed'];

function compare(): readonly Measurement[] {
  const rng = createRng(8).fork('evidence/compare');
  const blocks = Array.from({ length: 5 }, () => compareOnce(comparisons, rng));
  const values = [
    blocks.map(({ duelTrials }) => duelTrials),
    blocks.map(({ duelPower }) => 100 * (1 - duelPower)),
    blocks.map(({ fixedPower }) => 100 * (1 - fixedPower)),
  ];
  return comparisonLines.map((name, at) => ({
    name,
    unit: at === 0 ? 'trials' : '%',
    values: values[at] ?? [],
    baseline: null,
  }));
}

export const evidence: Figure = {
  name: 'evidence',
  what:
    'Simulated nights of 600 trials, champion at 0.4, 50 ideas (30 % better by 5 to 40 points, 35 % without effect, 35 % ' +
    'worse): trials for each point of true rate that was won, where gains add up and where they are of what is left; ' +
    'percent of nights with a false promotion when no idea changes anything; shown less true rate when ideas have run ' +
    'out, and percent of nights whose true rate is outside of the shown interval. One block of 500 nights; stack and ' +
    'strict 20 blocks, endless (ideas do not run out) 4, the others 8. stack, strict: the rule of the house; fresh: keep ' +
    'if better on 10 fresh pairs; stored: on 10 against the stored score; fixed: 50 fresh pairs and an exact test at ' +
    '.05, fixed-sixth at .05/6; straight: every idea a duel at .05/50. duel, fixed-missed: one idea at level .05, ' +
    `better ideas not found; one block of ${4 * comparisons} ideas.`,
  lines: [...contenders.flatMap(({ name }) => linesOf(name)), ...comparisonLines],
  measure: async () => {
    const print = (row: readonly string[]): void => {
      process.stderr.write(`${row.map((cell) => cell.padStart(11)).join(' ')}\n`);
    };
    print(nightColumns);
    const nights = contenders.flatMap((one) => measurementsOf(one.name, play(one, print)));
    return [...nights, ...compare()];
  },
};
