/**
 * What is known of an idea, and what is made of it. Where the bench decides, its word is taken; where it does not, this
 * screen of few trials against the head does (docs/SCIENCE.md §5): it ranks and drops, and proves nothing.
 */

export interface Counts {
  readonly k: number;
  readonly n: number;
}

export const decisions = ['open', 'carried', 'kept', 'discarded', 'inconclusive'] as const;
export type Decision = (typeof decisions)[number];

export interface Evidence extends Counts {
  readonly decision: Decision;
}

export const screenTrials = 8;
/** It is dropped no sooner. */
export const patience = 4;
const dropBelow = 0.3;
const adoptAt = 0.55;
/** Added to the head's trials, which it was chosen by: it was lucky. */
const shrinkage = 2;

/** The normal distribution, to three digits. */
const normalBelow = (x: number): number =>
  (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))) / 2;

/** How likely the one rate is above the other. */
export function oddsAbove(one: Counts, other: Counts): number {
  const mean = ({ k, n }: Counts): number => (k + 1) / (n + 2);
  const variance = (counts: Counts): number => (mean(counts) * (1 - mean(counts))) / (counts.n + 3);
  return normalBelow((mean(one) - mean(other)) / Math.sqrt(variance(one) + variance(other)));
}

/**
 * Null: another trial. `head`: the trials of the policy it is built on; `chosen`: that one was adopted by such a screen.
 * Where both always succeed, fewer attempts decide: `attempts` are the mean attempts of both.
 */
export function screen(
  idea: Counts,
  head: Counts,
  chosen: boolean,
  attempts: { readonly idea: number; readonly head: number },
): 'carried' | 'discarded' | null {
  if (idea.n < patience) return null;
  const base = chosen ? { k: head.k + shrinkage, n: head.n + 2 * shrinkage } : head;
  const odds = oddsAbove(idea, base);
  if (idea.n < screenTrials) return odds < dropBelow ? 'discarded' : null;
  if (idea.k < idea.n) return odds >= adoptAt ? 'carried' : 'discarded';
  // All solved: the count of successes has nothing left to say.
  return head.k < head.n || attempts.idea < attempts.head ? 'carried' : 'discarded';
}
