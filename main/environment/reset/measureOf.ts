/** A whole measuring of a reset as numbers (docs/SCIENCE.md §1), from its resets in order. Pure. */
import { rateOf } from '../../base/lib/rateOf.ts';
import { summarise } from '../../base/lib/stats.ts';
import type { ResetMeasure, ResetTry } from '../../base/model/reset.ts';

/** One reset with all that its checks said no for. */
export interface DoneReset {
  readonly tried: ResetTry;
  readonly noes: readonly string[];
}

export type MeasureFacts = Pick<
  ResetMeasure,
  'spread' | 'starts' | 'second' | 'seed' | 'clock' | 'between' | 'by'
>;

const mostCauses = 20;
const mostLetters = 160;

/** "the T lies at 182, 40 mm" and "the T lies at 190, 12 mm" are one cause. */
export function withoutFigures(words: string): string {
  return words.replace(/[-−]?\d+(?:[.,]\d+)*/g, '…').slice(0, mostLetters);
}

function causesOf(resets: readonly DoneReset[]): ResetMeasure['causes'] {
  const counts = new Map<string, number>();
  for (const { noes } of resets)
    for (const no of noes) {
      const words = withoutFigures(no);
      counts.set(words, (counts.get(words) ?? 0) + 1);
    }
  return [...counts]
    .map(([words, n]) => ({ words, n }))
    .sort((a, b) => b.n - a.n || (a.words < b.words ? -1 : 1))
    .slice(0, mostCauses);
}

function longestRowOf(resets: readonly DoneReset[]): number {
  let [row, longest] = [0, 0];
  for (const { tried } of resets) {
    row = tried.verifiedAt === null ? 0 : row + 1;
    longest = Math.max(longest, row);
  }
  return longest;
}

/** Of at least one reset. */
export function measureOf(
  resets: readonly DoneReset[],
  facts: MeasureFacts,
): Omit<ResetMeasure, 'wallTime'> {
  const times = resets.length;
  const count = (fits: (tried: ResetTry) => boolean): number =>
    resets.filter(({ tried }) => fits(tried)).length;
  const verified = count(({ verifiedAt }) => verifiedAt !== null);
  const seconds = summarise(resets.map(({ tried }) => tried.seconds));
  const attempts = resets.reduce((sum, { tried }) => sum + tried.attempts, 0);
  return {
    times,
    verifiedFirst: rateOf(
      count(({ verifiedAt }) => verifiedAt === 1),
      times,
    ),
    verified: rateOf(verified, times),
    longestRow: longestRowOf(resets),
    secondsP50: seconds.p50,
    secondsP95: seconds.p95,
    attemptsMean: Math.round((1000 * attempts) / times) / 1000,
    causes: causesOf(resets),
    rescues: times - verified,
    ...facts,
  };
}
