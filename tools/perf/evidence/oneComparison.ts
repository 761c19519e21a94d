/** One idea against one champion at level 0.05: what a duel and fifty fixed pairs find, and what that takes. */
import { must } from '../../../main/base/lib/assert.ts';
import type { Rng } from '../../../main/base/lib/rng.ts';
import { createDuel, duelOutcome, stepDuel } from '../../../main/improvement/evidence/duel.ts';
import { barnardCritical } from './barnard.ts';
import { playPair, playPairs, policyOf, withIdea } from './ideaWorld.ts';

export interface Comparison {
  /** Share of the ideas that are better which was kept. */
  readonly duelPower: number;
  readonly fixedPower: number;
  /** Mean trials of a duel over all ideas; the fixed test takes 100. */
  readonly duelTrials: number;
}

const champions = [0.4, 0.7];
const correlations = [0, 0.3];

/** `ideas` of the stated mix for each champion and each correlation within pairs. */
export function compareOnce(ideas: number, rng: Rng): Comparison {
  const critical = barnardCritical(50, 0.05);
  let [better, duelKept, fixedKept, trials] = [0, 0, 0, 0];
  for (const rate of champions) {
    const champion = policyOf(rate);
    for (const correlation of correlations) {
      for (let i = 0; i < ideas; i++) {
        const challenger = policyOf(withIdea('points', rate, rng));
        const pair = { challenger, champion };
        let duel = createDuel(0.05);
        while (duelOutcome(duel) === null)
          duel = stepDuel(duel, ...playPair(pair, rng, correlation));
        trials += 2 * duel.pairs;
        if (challenger.rate <= rate) continue;
        better++;
        if (duelOutcome(duel) === 'keep') duelKept++;
        const fifty = playPairs(pair, 50, rng, correlation);
        if (fifty.challenger >= must(critical[fifty.champion])) fixedKept++;
      }
    }
  }
  return {
    duelPower: duelKept / better,
    fixedPower: fixedKept / better,
    duelTrials: trials / (ideas * champions.length * correlations.length),
  };
}
