/** One idea against one champion at level 0.05: what a duel and fifty fixed pairs find, and what that takes. */
import { must } from '../../../main/base/lib/assert.ts';
import type { Rng } from '../../../main/base/lib/rng.ts';
import { createDuel, duelOutcome, stepDuel } from '../../../main/improvement/evidence/duel.ts';
import { barnardCritical } from './barnard.ts';
import { policyOf, solvesStart, withIdea } from './ideaWorld.ts';

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
        const idea = policyOf(withIdea('points', rate, rng));
        const pair = (): readonly [boolean, boolean] => {
          const hardness = rng.normal();
          const solved = solvesStart(idea, hardness, rng, correlation);
          return [solved, solvesStart(champion, hardness, rng, correlation)];
        };
        let duel = createDuel(0.05);
        while (duelOutcome(duel) === null) duel = stepDuel(duel, ...pair());
        trials += 2 * duel.pairs;
        if (idea.rate <= rate) continue;
        better++;
        if (duelOutcome(duel) === 'keep') duelKept++;
        let [k, other] = [0, 0];
        for (let j = 0; j < 50; j++) {
          const [mine, theirs] = pair();
          k += mine ? 1 : 0;
          other += theirs ? 1 : 0;
        }
        if (k >= must(critical[other])) fixedKept++;
      }
    }
  }
  return {
    duelPower: duelKept / better,
    fixedPower: fixedKept / better,
    duelTrials: trials / (ideas * champions.length * correlations.length),
  };
}
