/**
 * A duel's trials within a campaign: two legs make a pair, a broken pair never was, and a reset that fails is charged to
 * the policy that left the scene so (docs/SCIENCE.md §1). Decides nothing.
 */
import { assert, must } from '../../base/lib/assert.ts';
import type { Outcome } from '../../base/model/trial.ts';
import { type Campaign, type DuelRun, plus, type Side } from './campaignState.ts';
import { stepDuel } from './duel.ts';
import type { Counts } from './screen.ts';
import type { TrialWeight } from './trialWeight.ts';

const sideOf = ({ champion, run }: Campaign, tree: string): Side | null =>
  run === null ? null : tree === run.head ? 'head' : tree === champion.tree ? 'champion' : null;

/**
 * A reset failed: the policy of the trial before it failed once more, where something is being decided about it. In a duel
 * its next trial that counts is a failure, because the pair that the reset broke is run again. Once for one scene.
 */
export function charge(campaign: Campaign): Campaign {
  const { lastTree: tree, run, screening } = campaign;
  if (tree === null) return campaign;
  const voids = { ...campaign.voids, [tree]: (campaign.voids[tree] ?? 0) + 1 };
  const counted = { ...campaign, voids, lastTree: null };
  const side = sideOf(campaign, tree);
  if (run !== null && side !== null) {
    return { ...counted, run: { ...run, owed: { ...run.owed, [side]: run.owed[side] + 1 } } };
  }
  if (screening?.tree === tree) {
    return { ...counted, screening: { tree, counts: plus(screening.counts, false) } };
  }
  return counted;
}

const shownIn = (counts: Counts, shown: boolean | null): Counts =>
  shown === null ? counts : plus(counts, shown);

const pay = (owed: number): number => Math.max(0, owed - 1);

/** Both legs are there. */
function wholePair(
  campaign: Campaign,
  run: DuelRun,
  legs: Readonly<Record<Side, { readonly solved: boolean; readonly shown: boolean | null }>>,
): Campaign {
  const { owed } = run;
  const head = legs.head.solved && owed.head === 0;
  const champion = legs.champion.solved && owed.champion === 0;
  const honest = shownIn(campaign.champion.honest, legs.champion.shown);
  return {
    ...campaign,
    pairs: campaign.pairs + 1,
    champion: { ...campaign.champion, honest },
    run: {
      ...run,
      duel: stepDuel(run.duel, head, champion),
      headShown: shownIn(run.headShown, legs.head.shown),
      leg: null,
      owed: { head: pay(owed.head), champion: pay(owed.champion) },
    },
  };
}

export function pairTrial(
  campaign: Campaign,
  tree: string,
  weight: TrialWeight,
  outcome: Outcome,
): Campaign {
  const run = must(campaign.run, 'a trial of a pair without a duel');
  const side = must(sideOf(campaign, tree), 'a trial of a pair by who is not in the duel');
  assert(run.leg?.side !== side, 'the same side of a pair twice');
  if (weight === 'void' || weight === 'charge') {
    return { ...campaign, pairs: campaign.pairs + 1, run: { ...run, leg: null } };
  }
  const shown = outcome.kind === 'invalid' ? null : outcome.kind === 'success';
  const leg = { solved: weight === 'success', shown };
  if (run.leg === null) return { ...campaign, run: { ...run, leg: { side, ...leg } } };
  const legs =
    side === 'head' ? { head: leg, champion: run.leg } : { head: run.leg, champion: leg };
  return wholePair(campaign, run, legs);
}
