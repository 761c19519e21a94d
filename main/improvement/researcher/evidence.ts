/** What is known of an idea: counts, the bench's word, and the odds of one rate being above another. Pure. */

export interface Counts {
  readonly k: number;
  readonly n: number;
}

export const decisions = ['open', 'carried', 'kept', 'discarded', 'inconclusive'] as const;
export type Decision = (typeof decisions)[number];

export interface Evidence extends Counts {
  readonly decision: Decision;
}

/** The normal distribution, to three digits. */
export const normalBelow = (x: number): number =>
  (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))) / 2;

/** How likely the one rate is above the other. */
export function oddsAbove(one: Counts, other: Counts): number {
  const mean = ({ k, n }: Counts): number => (k + 1) / (n + 2);
  const variance = (counts: Counts): number => (mean(counts) * (1 - mean(counts))) / (counts.n + 3);
  return normalBelow((mean(one) - mean(other)) / Math.sqrt(variance(one) + variance(other)));
}
