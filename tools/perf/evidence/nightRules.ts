/**
 * Whole simulated nights under each rule. The campaign's own rule is the real reducer of main/improvement/evidence, fed
 * trial by trial; the others are what people do instead. A false keep promotes what is no better than the champion.
 */
import { must } from '../../../main/base/lib/assert.ts';
import type { Rng } from '../../../main/base/lib/rng.ts';
import type { Outcome } from '../../../main/base/model/trial.ts';
import { step, wanted } from '../../../main/improvement/evidence/campaign.ts';
import {
  type CampaignEvent,
  type CampaignRule,
  createCampaign,
  headOf,
} from '../../../main/improvement/evidence/campaignState.ts';
import {
  createDuel,
  duelOutcome,
  evidenceOf,
  stepDuel,
} from '../../../main/improvement/evidence/duel.ts';
import type { Counts } from '../../../main/improvement/evidence/screen.ts';
import {
  night,
  type Pair,
  playPair,
  playPairs,
  policyOf,
  type SimulatedPolicy,
  solvesStart,
  type World,
  withIdea,
} from './ideaWorld.ts';

export interface SimulatedNight {
  /** True rate of the last champion. */
  readonly rate: number;
  /** Trials until no idea was left; the rest of the night is fill. */
  readonly used: number;
  readonly falseKeeps: number;
  readonly keeps: number;
  /** Ideas that were decided one way or the other. */
  readonly decided: number;
  /** What is shown of the champion when ideas run out, and in the morning; null where the rule shows nothing. */
  readonly shown: Counts | null;
  readonly morning: Counts | null;
}

export type NightRule = (world: World, rng: Rng) => SimulatedNight;

const success: Outcome = { kind: 'success' };
const failure: Outcome = { kind: 'failure', reason: 'not-reached' };
const headFirst = (): boolean => true;

/** The real campaign. `ideas`: how many there are; more than a night can try stands for ideas without end. */
export function campaignNight(rule: CampaignRule, ideas: number = night.ideas): NightRule {
  return (world, rng) => {
    const policies = new Map([['0', policyOf(night.startRate)]]);
    const policyOfTree = (tree: string): SimulatedPolicy => must(policies.get(tree));
    const rateOf = (tree: string): number => policyOfTree(tree).rate;
    let campaign = createCampaign(rule, '0');
    let [sent, used, keeps, falseKeeps, decided, hardness] = [0, 0, 0, 0, 0, 0];
    let shown: Counts | null = null;
    const feed = (event: CampaignEvent): void => {
      const before = campaign.champion.tree;
      const { campaign: after, decisions } = step(campaign, event);
      campaign = after;
      decided += decisions.filter(({ outcome }) => outcome !== 'carried').length;
      if (after.champion.tree === before) return;
      keeps++;
      if (rateOf(after.champion.tree) <= rateOf(before)) falseKeeps++;
    };
    for (let trial = 0; trial < night.trials; ) {
      const next = wanted(campaign, headFirst);
      const idle = next.kind === 'confirm' || next.kind === 'fill';
      if (idle && sent < ideas) {
        const [tree, parent] = [String(++sent), headOf(campaign)];
        policies.set(tree, policyOf(withIdea(world, rateOf(parent), rng)));
        feed({ kind: 'idea', id: tree, tree, parent });
        if (sent === ideas) feed({ kind: 'supply', supply: 'dry' });
        continue;
      }
      if (idle) shown ??= campaign.champion.honest;
      else used++;
      const policy = policyOfTree(next.tree);
      if (next.kind === 'pair' && next.leg === 1) hardness = rng.normal();
      const solved =
        next.kind === 'pair' ? solvesStart(policy, hardness, rng) : rng.uniform() < policy.rate;
      const outcome = solved ? success : failure;
      feed({ kind: 'trial', purpose: next.kind, tree: next.tree, outcome, acted: true });
      trial++;
    }
    const morning = campaign.champion.honest;
    shown ??= morning;
    return {
      rate: rateOf(campaign.champion.tree),
      used,
      falseKeeps,
      keeps,
      decided,
      shown,
      morning,
    };
  };
}

/** A champion that is replaced idea by idea. `decide` plays one idea; null: the night ended in it. */
function oneByOne(
  decide: (
    pair: Pair,
    rng: Rng,
    left: number,
  ) => { readonly used: number; readonly keep: boolean | null },
): NightRule {
  return (world, rng) => {
    let champion = policyOf(night.startRate);
    let [used, falseKeeps, keeps, decided] = [0, 0, 0, 0];
    for (let idea = 0; idea < night.ideas; idea++) {
      const challenger = policyOf(withIdea(world, champion.rate, rng));
      const one = decide({ challenger, champion }, rng, night.trials - used);
      used += one.used;
      if (one.keep === null) break;
      decided++;
      if (!one.keep) continue;
      keeps++;
      if (challenger.rate <= champion.rate) falseKeeps++;
      champion = challenger;
    }
    return { rate: champion.rate, used, falseKeeps, keeps, decided, shown: null, morning: null };
  };
}

/** Ten fresh pairs; more successes win. */
export const freshPairs: NightRule = oneByOne((pair, rng, left) => {
  if (left < 20) return { used: 0, keep: null };
  const { challenger, champion } = playPairs(pair, 10, rng);
  return { used: 20, keep: challenger > champion };
});

const successes = (rate: number, n: number, rng: Rng): number => {
  let k = 0;
  for (let i = 0; i < n; i++) if (rng.uniform() < rate) k++;
  return k;
};

/** Ten trials of the challenger against the champion's stored score, which is also what is shown. */
export const storedScore: NightRule = (world, rng) => {
  let score = successes(night.startRate, 10, rng);
  const keepIfHigher = oneByOne(({ challenger }) => {
    const k = successes(challenger.rate, 10, rng);
    const keep = k > score;
    if (keep) score = k;
    return { used: 10, keep };
  });
  const played = keepIfHigher(world, rng);
  const shown = { k: score, n: 10 };
  return { ...played, used: played.used + 10, shown, morning: shown };
};

/** Fifty fresh pairs, judged once by an exact test: `critical` as `barnardCritical` gives it. */
export function fixedFifty(critical: readonly number[]): NightRule {
  return oneByOne((pair, rng, left) => {
    if (left < 100) return { used: 0, keep: null };
    const { challenger, champion } = playPairs(pair, 50, rng);
    return { used: 100, keep: challenger >= must(critical[champion]) };
  });
}

/** Every idea duels the champion at once, at a level of its own, and is given up as soon as its evidence has halved. */
export function straightDuels(stake: number): NightRule {
  return oneByOne((pair, rng, left) => {
    let duel = createDuel(stake);
    for (let used = 2; used <= left; used += 2) {
      duel = stepDuel(duel, ...playPair(pair, rng));
      const outcome = evidenceOf(duel) <= 0.5 ? 'discard' : duelOutcome(duel);
      if (outcome !== null) return { used, keep: outcome === 'keep' };
    }
    return { used: left, keep: null };
  });
}
