/**
 * The cheap look at an idea: the challenger alone, few trials (docs/SCIENCE.md §5). It ranks and drops; it proves nothing
 * and promotes nobody, so it may use what it likes. Readonly data; knows no policy.
 */
import { normalCdf } from './normalCdf.ts';

/** k successes of n. */
export interface Counts {
  readonly k: number;
  readonly n: number;
}

export interface ScreenRule {
  /** Trials of a challenger, at most. */
  readonly trials: number;
  /** From this many trials on it may be dropped. */
  readonly patience: number;
  /** Dropped below, adopted at or above: odds of being better than the baseline. */
  readonly drop: number;
  readonly adopt: number;
  /** The champion's trials count as at most so many; null: as they are. */
  readonly baselineTrials: number | null;
}

export const screenRules = {
  default: { trials: 8, patience: 4, drop: 0.3, adopt: 0.55, baselineTrials: 40 },
  strict: { trials: 12, patience: 4, drop: 0.4, adopt: 0.8, baselineTrials: null },
} as const satisfies Record<string, ScreenRule>;

/** A head so clearly better that it duels at once: by more than `points`, with odds of at least `odds`. */
const gap = { points: 0.3, odds: 0.8 } as const;
/** Added to the trials of a head, which was chosen for being lucky. */
const shrinkage = 2;

/** P(rate of `challenger` > rate of `baseline` + `by`), both uniform before, normal after. */
export function oddsBetter(challenger: Counts, baseline: Counts, by = 0): number {
  const mean = ({ k, n }: Counts): number => (k + 1) / (n + 2);
  const [c, b] = [mean(challenger), mean(baseline)];
  const spread = (c * (1 - c)) / (challenger.n + 3) + (b * (1 - b)) / (baseline.n + 3);
  return normalCdf((c - b - by) / Math.sqrt(spread));
}

/** A champion as baseline: its honest trials, scaled down where there are more than the rule lets count. */
export function championBaseline({ baselineTrials }: ScreenRule, honest: Counts): Counts {
  if (baselineTrials === null || honest.n <= baselineTrials) return honest;
  return { k: (honest.k * baselineTrials) / honest.n, n: baselineTrials };
}

/** A head as baseline, from its own screen. */
export function headBaseline({ k, n }: Counts): Counts {
  return { k: k + shrinkage, n: n + 2 * shrinkage };
}

/** Null: another trial. */
export function screenOutcome(
  rule: ScreenRule,
  challenger: Counts,
  baseline: Counts,
): 'drop' | 'adopt' | null {
  if (challenger.n < rule.patience) return null;
  const odds = oddsBetter(challenger, baseline);
  if (challenger.n >= rule.trials) return odds >= rule.adopt ? 'adopt' : 'drop';
  return odds < rule.drop ? 'drop' : null;
}

/** Is the head so far ahead of the champion's honest trials that waiting for a fuller stack wastes trials? */
export function isFarAhead(head: Counts, honest: Counts): boolean {
  return oddsBetter(headBaseline(head), honest, gap.points) >= gap.odds;
}
