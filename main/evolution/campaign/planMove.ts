/**
 * Which trial comes next in a campaign, from its fold alone (docs/SCIENCE.md §5, §7): what the rule wants, from which draw,
 * and whether anybody asked for it. In lockstep the robot is busy with fill for as long as thinking is declared to take,
 * and then waits for the agent; in real time it never waits. Pure.
 */
import { trialRng } from '../../base/lib/rng.ts';
import type { TrialPart } from '../../base/model/trial.ts';
import { wanted } from '../../improvement/evidence/campaign.ts';
import type { CampaignFold } from './foldCampaign.ts';

export interface MoveFacts {
  readonly seed: number;
  /** Declared bench seconds of an agent's thinking; null in real time. */
  readonly thinkSeconds: number | null;
  /** Will more ideas come? */
  readonly isAgentThere: boolean;
  /** Why the last one went, in words; empty where there was none. */
  readonly agentWent: string;
  /** Somebody waits for trials of the champion itself. */
  readonly isChampionAsked: boolean;
  /** Trials that may be asked for in all; null: no bound. */
  readonly trials: number | null;
  /** Successes of the champion in a row that end the night. */
  readonly inARow: number;
}

export type Move =
  | {
      readonly kind: 'trial';
      /** Null: the policy that the night began with, before anything else. */
      readonly policyHash: string | null;
      readonly draw: number;
      readonly part: TrialPart;
    }
  /** For the agent, or for a person. */
  | { readonly kind: 'wait' }
  /** `rowFrom`: at the target, with the row that this trial began. */
  | { readonly kind: 'end'; readonly why: string; readonly rowFrom?: string };

const parts = {
  first: 'measure',
  screen: 'screen',
  pair: 'duel',
  confirm: 'block',
  fill: 'fill',
} as const;

/** Which side of a pair goes first belongs to its draw: a pair that is run again has the same order. */
const isHeadFirst = (seed: number, draw: number): boolean =>
  trialRng(seed, draw, 'order').uniform() < 0.5;

export function planMove(fold: CampaignFold, facts: MoveFacts): Move {
  const { campaign, againDraw, legDraw, nextDraw, quietSeconds } = fold;
  const draw = legDraw ?? againDraw ?? nextDraw;
  if (campaign === null)
    return { kind: 'trial', policyHash: null, draw, part: { kind: 'measure' } };
  const { rowFrom } = fold;
  if (fold.streak >= facts.inARow && rowFrom !== null)
    return { kind: 'end', why: `${facts.inARow} in a row`, rowFrom };
  if (facts.trials !== null && fold.spent >= facts.trials && legDraw === null)
    return { kind: 'end', why: `the budget of ${facts.trials} trials is used` };
  const want = wanted(campaign, () => isHeadFirst(facts.seed, draw));
  const { tree: policyHash } = want;
  if (want.kind === 'fill' || want.kind === 'confirm') {
    const { thinkSeconds, isAgentThere, agentWent, isChampionAsked } = facts;
    if (!isAgentThere && want.kind === 'fill') {
      const went = agentWent === '' ? '' : ` (${agentWent})`;
      return { kind: 'end', why: `no agent is left${went}, and nothing waits to be tested` };
    }
    if (isAgentThere && !isChampionAsked && thinkSeconds !== null && quietSeconds >= thinkSeconds)
      return { kind: 'wait' };
  }
  const pair =
    want.kind === 'pair'
      ? {
          pair: want.pair,
          side: policyHash === campaign.champion.tree ? ('champion' as const) : ('head' as const),
        }
      : {};
  return { kind: 'trial', policyHash, draw, part: { kind: parts[want.kind], ...pair } };
}
