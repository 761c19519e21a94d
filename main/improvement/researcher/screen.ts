/**
 * What is made of an idea where the bench does not decide: a screen of few trials against the head (docs/SCIENCE.md §5). It
 * ranks and drops, and proves nothing. Pure.
 */
import { oddsAbove } from './evidence.ts';
import { oddsQuicker, type Paced } from './pace.ts';

export const screenTrials = 8;
/** It is dropped no sooner. */
export const patience = 4;
/** Odds of being better than the head: below the one it is dropped, from the other on it is worth going on with. */
export const dropBelow = 0.3;
export const adoptAt = 0.55;
/** Added to the head's trials, which it was chosen by: it was lucky. */
const shrinkage = 2;

/**
 * Null: another trial. `head`: the trials of the policy it is built on; `chosen`: that one was adopted by such a screen.
 * Where both always succeed, the count of successes has nothing left to say, and the odds are those of needing fewer
 * attempts.
 */
export function screen(idea: Paced, head: Paced, chosen: boolean): 'carried' | 'discarded' | null {
  if (idea.n < patience) return null;
  const base = chosen ? { k: head.k + shrinkage, n: head.n + 2 * shrinkage } : head;
  const allSolved = idea.k === idea.n && head.k === head.n;
  const odds = allSolved ? oddsQuicker([[idea, head]]) : oddsAbove(idea, base);
  if (idea.n < screenTrials) return odds < dropBelow ? 'discarded' : null;
  return odds >= adoptAt ? 'carried' : 'discarded';
}
