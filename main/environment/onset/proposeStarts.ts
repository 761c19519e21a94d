/**
 * Which boxes of starts are worth practising (docs/SCIENCE.md §1): of all boxes of up to three cells by three, and quarters
 * of a turn in them, those with the most failures to expect, drawn towards the rate of the whole by ten trials' worth. They
 * are picked because they look bad, so that their intervals flatter: a place to look, not a finding. Pure.
 */
import {
  type FailureRate,
  type OnsetProposal,
  type OnsetView,
  onsetNeeds,
} from '../../base/model/onset.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { isInStarts, type StartBox, startWords, turnedFrom } from '../../base/model/starts.ts';
import { cellAlong, cellsAcross } from '../reset/spreadOf.ts';
import { type CountedTrial, failureRate, rateOfTrials } from './cellsOf.ts';

/** A box that fewer of the stated starts fall into cannot be practised. */
export const leastShare = 1 / 200;

/** Trials' worth of the whole's rate that each box begins with. */
const priorTrials = 10;
const widest = 3;
const mostProposals = 3;
const leastTrials = 5;
/** A tenth of a millimetre. */
const gridM = 1e-4;

interface Candidate {
  readonly box: StartBox;
  readonly rate: FailureRate;
  readonly expected: number;
}

export interface Proposing {
  readonly trials: readonly CountedTrial[];
  readonly stated: OnsetView['stated'];
  /** Stated starts, as many as tell shares of half a percent. */
  readonly reference: readonly PlanarPose[];
  /** The task's rule asks for a turn: quarters of it are looked at too. */
  readonly turns: boolean;
}

const quarters = [-1, 1, 3, 5].map((eighths) => ({
  min: (eighths * Math.PI) / 4,
  max: ((eighths + 2) * Math.PI) / 4,
}));

interface Cells {
  readonly from: number;
  readonly to: number;
}

const spans: readonly Cells[] = Array.from({ length: widest }, (_, wide) =>
  Array.from({ length: cellsAcross - wide }, (__, from) => ({ from, to: from + wide + 1 })),
).flat();

function along({ min, max }: OnsetView['stated']['x'], { from, to }: Cells): StartBox['x'] {
  const at = (cell: number): number => {
    const value = min + ((max - min) * cell) / cellsAcross;
    return Number((Math.round(value / gridM) * gridM).toFixed(4));
  };
  return { min: at(from), max: at(to) };
}

/** Failures and trials by cell and quarter of a turn, so that no box has to look at every trial. */
function tallyOf({ trials, stated }: Proposing) {
  const tally = new Map<string, { k: number; n: number }>();
  for (const { start, failed } of trials) {
    const x = cellAlong(stated.x, start.xM);
    const y = cellAlong(stated.y, start.yM);
    const quarter = quarters.findIndex(({ min }) => turnedFrom(min, start.yawRad) < Math.PI / 2);
    const known = tally.get(`${x} ${y} ${quarter}`) ?? { k: 0, n: 0 };
    known.n++;
    if (failed) known.k++;
    tally.set(`${x} ${y} ${quarter}`, known);
  }
  return (x: Cells, y: Cells, quarter: number | null): FailureRate => {
    let [k, n] = [0, 0];
    const wanted = quarter === null ? quarters.keys() : [quarter];
    for (const each of wanted)
      for (let column = x.from; column < x.to; column++)
        for (let row = y.from; row < y.to; row++) {
          const found = tally.get(`${column} ${row} ${each}`);
          k += found?.k ?? 0;
          n += found?.n ?? 0;
        }
    return failureRate(k, n);
  };
}

function candidatesOf(facts: Proposing, whole: number): readonly Candidate[] {
  const { stated, turns } = facts;
  const rateIn = tallyOf(facts);
  const sectors = turns ? [null, ...quarters.keys()] : [null];
  return spans.flatMap((x) =>
    spans.flatMap((y) =>
      sectors.map((quarter): Candidate => {
        const yawRad = quarter === null ? undefined : quarters[quarter];
        const rate = rateIn(x, y, quarter);
        const flat = { x: along(stated.x, x), y: along(stated.y, y) };
        return {
          box: yawRad === undefined ? flat : { ...flat, yawRad },
          rate,
          expected: (rate.k + priorTrials * whole) / (rate.n + priorTrials),
        };
      }),
    ),
  );
}

const meet = (a: StartBox['x'], b: StartBox['x']): boolean => a.min < b.max && b.min < a.max;

function overlap(a: StartBox, b: StartBox): boolean {
  if (!meet(a.x, b.x) || !meet(a.y, b.y)) return false;
  return a.yawRad === undefined || b.yawRad === undefined || meet(a.yawRad, b.yawRad);
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

function told({ box, rate, expected }: Candidate, share: number): OnsetProposal {
  const between = `${percent(rate.lo)} to ${percent(rate.hi)}`;
  const words = `${startWords(box)}: ${rate.k} of ${rate.n} failed (${between}), ${percent(share)} of the starts.`;
  return { ...rate, box, expected, share, words };
}

function whyNone({ k, n }: FailureRate): string {
  if (n < onsetNeeds.trials)
    return `Too few trials: ${n} of ${onsetNeeds.trials} that are needed before a place is proposed.`;
  if (k < onsetNeeds.failures)
    return `Too few failures: ${k} of ${onsetNeeds.failures} that are needed before a place is proposed.`;
  return 'No part of the starts fails clearly more often than the whole.';
}

/** At most three that do not overlap, the worst first; none: `why` says it. */
export function proposeStarts(facts: Proposing): Pick<OnsetView, 'proposals' | 'why'> {
  const { trials, reference } = facts;
  const all = rateOfTrials(trials);
  const enough = all.n >= onsetNeeds.trials && all.k >= onsetNeeds.failures;
  if (!enough) return { proposals: [], why: whyNone(all) };
  const whole = all.k / all.n;
  const candidates = candidatesOf(facts, whole)
    .filter(({ box: { x, y }, rate: { k, n }, expected }) => {
      if (x.min >= x.max || y.min >= y.max) return false;
      return n >= leastTrials && n < all.n && k >= onsetNeeds.failures && expected > whole;
    })
    .sort((a, b) => b.expected - a.expected || b.rate.n - a.rate.n);
  const proposals: OnsetProposal[] = [];
  for (const each of candidates) {
    if (proposals.length === mostProposals) break;
    if (proposals.some(({ box }) => overlap(box, each.box))) continue;
    const inside = reference.filter((pose) => isInStarts(each.box, pose)).length;
    const share = reference.length === 0 ? 0 : inside / reference.length;
    if (share >= leastShare) proposals.push(told(each, share));
  }
  return { proposals, why: proposals.length === 0 ? whyNone(all) : '' };
}
