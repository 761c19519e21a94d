/**
 * The rule of a campaign as one pure reducer (docs/SCIENCE.md §5): ideas and trials in, the next wanted trial and decisions
 * out. Replaying the same events gives the same campaign, whenever it was cut off. It draws no chance and runs nothing: the
 * referee draws starts and orders, and keeps budgets.
 */
import { assert, must, never } from '../../base/lib/assert.ts';
import { charge, pairTrial } from './campaignDuel.ts';
import {
  type Campaign,
  type CampaignEvent,
  type Decision,
  headOf,
  type IdeaRecord,
  plus,
} from './campaignState.ts';
import { createDuel, type DuelOutcome, type DuelTest, duelOutcome } from './duel.ts';
import { calibratedTest } from './duelOdds.ts';
import {
  type Counts,
  championBaseline,
  headBaseline,
  isFarAhead,
  screenOutcome,
} from './screen.ts';
import { trialWeight } from './trialWeight.ts';
import { returnStake, takeStake } from './wallet.ts';

export type Wanted =
  | { readonly kind: 'first' | 'screen' | 'confirm' | 'fill'; readonly tree: string }
  /** One leg of pair number `pair`; both legs begin from the same fresh start. */
  | { readonly kind: 'pair'; readonly tree: string; readonly pair: number; readonly leg: 1 | 2 };

/** Decisions in the order in which they fell. */
export interface Stepped {
  readonly campaign: Campaign;
  readonly decisions: readonly Decision[];
}

/**
 * What the robot should do next. `headFirst`: the referee's draw of the order within a pair. `confirm` and `fill` were
 * asked for by nobody: they use robot hours, no trials.
 */
export function wanted(campaign: Campaign, headFirst: (pair: number) => boolean): Wanted {
  const { champion, run, screening, pairs } = campaign;
  const { tree, block } = champion;
  if (!champion.promoted && block.n < block.size) return { kind: 'first', tree };
  if (run !== null) {
    const { leg, head } = run;
    const headNow = leg === null ? headFirst(pairs) : leg.side === 'champion';
    return { kind: 'pair', tree: headNow ? head : tree, pair: pairs, leg: leg === null ? 1 : 2 };
  }
  if (screening !== null) return { kind: 'screen', tree: screening.tree };
  return { kind: block.n < block.size ? 'confirm' : 'fill', tree };
}

const ideaOf = ({ ideas }: Campaign, tree: string): IdeaRecord | undefined => ideas.get(tree);

function change(campaign: Campaign, tree: string, changes: Partial<IdeaRecord>): Campaign {
  const idea = ideaOf(campaign, tree);
  if (idea === undefined) return campaign;
  return { ...campaign, ideas: campaign.ideas.set(tree, { ...idea, ...changes }) };
}

const settled = (campaign: Campaign, ...decisions: readonly Decision[]): Stepped => ({
  campaign,
  decisions,
});

/** From the idea back to the champion, or to where the policies it was built on are no ideas of this campaign. */
function stackOf(campaign: Campaign, tree: string): readonly string[] {
  const stack: string[] = [];
  let idea = ideaOf(campaign, tree);
  while (idea !== undefined && idea.tree !== campaign.champion.tree && idea.standing !== 'kept') {
    if (stack.includes(idea.tree)) break;
    stack.unshift(idea.tree);
    idea = ideaOf(campaign, idea.parent);
  }
  return stack;
}

function adopt(campaign: Campaign, tree: string): Stepped {
  const stack = stackOf(campaign, tree);
  const left = campaign.stack.filter((other) => !stack.includes(other));
  let next: Campaign = { ...campaign, stack };
  for (const other of left) next = change(next, other, { standing: 'inconclusive' });
  for (const other of stack) next = change(next, other, { standing: 'carried' });
  return settled(
    next,
    ...left.map((other) => ({ tree: other, outcome: 'inconclusive', by: 'left-behind' }) as const),
    { tree, outcome: 'carried', by: 'screen' },
  );
}

/** What an idea in the screen is compared with. */
function baselineOf(campaign: Campaign): Counts {
  const head = campaign.stack.at(-1);
  return head === undefined
    ? championBaseline(campaign.rule.screen, campaign.champion.honest)
    : headBaseline(must(ideaOf(campaign, head)).screen);
}

function settleScreen(campaign: Campaign): Stepped | null {
  const { screening, rule } = campaign;
  if (screening === null) return null;
  const { tree, counts } = screening;
  const outcome = screenOutcome(rule.screen, counts, baselineOf(campaign));
  if (outcome === null) return null;
  const standing = outcome === 'adopt' ? 'carried' : 'discarded';
  const next = change({ ...campaign, screening: null }, tree, { screen: counts, standing });
  return outcome === 'adopt'
    ? adopt(next, tree)
    : settled(next, { tree, outcome: 'discarded', by: 'screen' });
}

function isTimeToDuel(campaign: Campaign): boolean {
  const head = campaign.stack.at(-1);
  if (head === undefined) return false;
  if (campaign.stack.length >= campaign.rule.stack) return true;
  if (campaign.supply === 'dry' && campaign.queue.length === 0) return true;
  return isFarAhead(must(ideaOf(campaign, head)).screen, campaign.champion.honest);
}

function beginDuel(campaign: Campaign): Campaign {
  const { stake, wallet } = takeStake(campaign.wallet);
  const kind = campaign.rule.test;
  const test: DuelTest = kind === 'calibrated' ? calibratedTest(stake) : { kind };
  const run = {
    duel: createDuel(stake, test),
    head: headOf(campaign),
    headShown: { k: 0, n: 0 },
    leg: null,
    owed: { head: 0, champion: 0 },
  };
  return { ...campaign, wallet, run };
}

/** The stack's ideas get the duel's outcome; a stake comes back only from a win. */
function endDuel(campaign: Campaign, outcome: DuelOutcome, by: 'duel' | 'withdrawn'): Stepped {
  const { duel, head, headShown } = must(campaign.run);
  const { stack, champion, rule } = campaign;
  const kept = outcome === 'keep';
  const word = kept ? 'kept' : outcome === 'discard' ? 'discarded' : 'inconclusive';
  let next: Campaign = { ...campaign, run: null, stack: [] };
  for (const tree of stack) next = change(next, tree, { standing: word });
  if (kept) {
    const block = { k: 0, n: 0, size: rule.blockTrials };
    const wallet = returnStake(campaign.wallet, duel.stake);
    next = { ...next, wallet, champion: { tree: head, honest: headShown, block, promoted: true } };
  } else if (by === 'duel') {
    next = change(next, head, { lostTo: champion.tree });
  }
  const decisions = stack.map(
    (tree): Decision =>
      by === 'withdrawn'
        ? { tree, outcome: 'inconclusive', by }
        : { tree, outcome: word, by, of: stack.length },
  );
  return settled(next, ...decisions);
}

/** One thing that follows by itself, or null when the campaign waits for a trial or an idea. */
function follow(campaign: Campaign): Stepped | null {
  const { champion, run, screening, queue } = campaign;
  if (!champion.promoted && champion.block.n < champion.block.size) return null;
  if (run !== null) {
    const outcome = run.leg === null ? duelOutcome(run.duel) : null;
    return outcome === null ? null : endDuel(campaign, outcome, 'duel');
  }
  if (screening !== null) return settleScreen(campaign);
  if (isTimeToDuel(campaign)) return settled(beginDuel(campaign));
  const [tree, ...others] = queue;
  if (tree === undefined) return null;
  const counts = must(ideaOf(campaign, tree)).screen;
  const next = change(campaign, tree, { standing: 'screening' });
  return settled({ ...next, queue: others, screening: { tree, counts } });
}

function followAll(first: Stepped): Stepped {
  let { campaign, decisions } = first;
  for (let more = follow(campaign); more !== null; more = follow(campaign)) {
    campaign = more.campaign;
    if (more.decisions.length > 0) decisions = [...decisions, ...more.decisions];
  }
  return campaign === first.campaign ? first : { campaign, decisions };
}

/** A known policy under a new name goes on with its evidence; one that lost to this champion has lost. */
function takeIdea(campaign: Campaign, id: string, tree: string, parent: string): Stepped {
  const known = ideaOf(campaign, tree);
  if (known === undefined) {
    const isNew = tree !== campaign.champion.tree;
    const idea: IdeaRecord = {
      tree,
      ids: [id],
      parent,
      screen: { k: 0, n: 0 },
      standing: isNew ? 'waiting' : 'discarded',
      lostTo: null,
    };
    const next = { ...campaign, ideas: campaign.ideas.set(tree, idea) };
    return isNew
      ? settled({ ...next, queue: [...campaign.queue, tree] })
      : settled(next, { tree, outcome: 'discarded', by: 'no-change' });
  }
  const ids = known.ids.includes(id) ? known.ids : [...known.ids, id];
  const named = change(campaign, tree, { ids });
  const over = known.standing === 'discarded' || known.standing === 'inconclusive';
  if (!over || tree === campaign.champion.tree) return settled(named);
  if (known.lostTo === campaign.champion.tree) return settled(named);
  const again = change(named, tree, { standing: 'waiting' });
  return settled({ ...again, queue: [...again.queue, tree] });
}

function withdraw(campaign: Campaign, id: string): Stepped {
  const idea = campaign.ideas.find(({ ids }) => ids.includes(id));
  if (idea === undefined) return settled(campaign);
  const { tree, standing } = idea;
  const ids = idea.ids.filter((other) => other !== id);
  const next = change(campaign, tree, { ids });
  if (ids.length > 0) return settled(next);
  const gone: Decision = { tree, outcome: 'inconclusive', by: 'withdrawn' };
  const set = { standing: 'inconclusive' } as const;
  if (standing === 'waiting') {
    const queue = next.queue.filter((other) => other !== tree);
    return settled(change({ ...next, queue }, tree, set), gone);
  }
  if (standing === 'screening') {
    const screen = must(next.screening).counts;
    return settled(change({ ...next, screening: null }, tree, { ...set, screen }), gone);
  }
  if (standing !== 'carried') return settled(next);
  if (next.run !== null) return endDuel(next, 'inconclusive', 'withdrawn');
  // What was built on it goes with it.
  const from = next.stack.indexOf(tree);
  const left = next.stack.slice(from);
  let without: Campaign = { ...next, stack: next.stack.slice(0, from) };
  for (const other of left) without = change(without, other, set);
  return settled(without, ...left.map((other) => ({ ...gone, tree: other })));
}

type Trial = Extract<CampaignEvent, { kind: 'trial' }>;

/** Trials of the champion alone: what is shown, so invalid ones count nowhere. */
function championTrial(campaign: Campaign, { purpose, outcome }: Trial): Campaign {
  if (outcome.kind === 'invalid') return campaign;
  const { champion } = campaign;
  const success = outcome.kind === 'success';
  const { block } = champion;
  const inBlock = purpose !== 'fill' && block.n < block.size;
  return {
    ...campaign,
    champion: {
      ...champion,
      honest: plus(champion.honest, success),
      block: inBlock ? { ...plus(block, success), size: block.size } : block,
    },
  };
}

function screenTrial(campaign: Campaign, success: boolean): Campaign {
  const screening = must(campaign.screening);
  return { ...campaign, screening: { ...screening, counts: plus(screening.counts, success) } };
}

/** Who left the scene as it is: who never moved the arm left what a reset made, or what was before where none ended. */
function leftBy({ lastTree }: Campaign, { tree, acted, outcome }: Trial): string | null {
  if (acted) return tree;
  return outcome.kind === 'invalid' ? lastTree : null;
}

function takeTrial(before: Campaign, trial: Trial): Campaign {
  const { tree, purpose } = trial;
  const weight = trialWeight(trial.outcome, trial.acted);
  const campaign =
    weight === 'charge' ? charge(before) : { ...before, lastTree: leftBy(before, trial) };
  const voided =
    weight === 'void'
      ? { ...campaign, voids: { ...campaign.voids, [tree]: (campaign.voids[tree] ?? 0) + 1 } }
      : campaign;
  switch (purpose) {
    case 'pair':
      return pairTrial(voided, tree, weight, trial.outcome);
    case 'screen':
      assert(before.screening?.tree === tree, 'a screen trial of what is not being screened');
      return weight === 'success' || weight === 'failure'
        ? screenTrial(voided, weight === 'success')
        : voided;
    case 'first':
    case 'confirm':
    case 'fill':
      assert(before.champion.tree === tree, `a ${purpose} trial of what is not the champion`);
      return championTrial(voided, trial);
    default:
      return never(purpose);
  }
}

/** Throws (assertion) on a trial that was not wanted: the referee runs one thing at a time. */
export function step(campaign: Campaign, event: CampaignEvent): Stepped {
  switch (event.kind) {
    case 'idea':
      return followAll(takeIdea(campaign, event.id, event.tree, event.parent));
    case 'withdrawn':
      return followAll(withdraw(campaign, event.id));
    case 'supply':
      return followAll(settled({ ...campaign, supply: event.supply }));
    case 'trial':
      return followAll(settled(takeTrial(campaign, event)));
    default:
      return never(event);
  }
}
