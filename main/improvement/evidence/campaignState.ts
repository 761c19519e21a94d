/**
 * A campaign as data: what is being screened, carried and duelled, and what was decided. It is rebuilt by replaying events
 * from the ledger. Policies are their tree hashes: evidence is theirs, whoever names them.
 */
import { OrderedMap } from 'immutable';
import { decisionFigures } from '../../base/model/decisionRule.ts';
import type { Outcome } from '../../base/model/trial.ts';
import type { Duel, DuelTest } from './duel.ts';
import { type Counts, type ScreenRule, screenRules } from './screen.ts';
import { createWallet, type Wallet } from './wallet.ts';

/** What a person chooses before the night and seals. */
export interface CampaignRule {
  readonly screen: ScreenRule;
  /** Ideas carried together into one duel; 1 is strict: each idea is proved by itself. */
  readonly stack: number;
  readonly test: DuelTest['kind'];
  /** The error budget of the whole campaign, and the share of it that one duel stakes. */
  readonly level: number;
  readonly share: number;
  /** Trials of version 0 before anything else; trials of the block that confirms a promotion. */
  readonly firstTrials: number;
  readonly blockTrials: number;
}

const shared = {
  test: 'plain',
  level: decisionFigures.level,
  share: 0.4,
  firstTrials: 20,
  blockTrials: 30,
} as const;
export const campaignRules = {
  default: { ...shared, screen: screenRules.default, stack: decisionFigures.ideas.stack },
  strict: { ...shared, screen: screenRules.strict, stack: decisionFigures.ideas.strict },
} as const satisfies Record<string, CampaignRule>;

/** `carried` is not kept. A policy that was dropped may be asked for again: its evidence goes on. */
export type Standing = 'waiting' | 'screening' | 'carried' | 'kept' | 'discarded' | 'inconclusive';

export interface IdeaRecord {
  readonly tree: string;
  /** Every name that this policy was handed in under. */
  readonly ids: readonly string[];
  /** The policy it was built on. */
  readonly parent: string;
  readonly screen: Counts;
  readonly standing: Standing;
  /** The champion that it duelled as head and did not beat; the outcome stands as long as that one is champion. */
  readonly lostTo: string | null;
}

export interface Champion {
  readonly tree: string;
  /** Its duel and all since; screen trials never. What is shown, so without invalid trials. */
  readonly honest: Counts;
  /** Trials of a size fixed beforehand: version 0's first, later the block after a promotion. */
  readonly block: Counts & { readonly size: number };
  readonly promoted: boolean;
}

export type Side = 'head' | 'champion';

/** The leg of a pair that was run first. `shown`: null where it counts in decisions only. */
export interface FirstLeg {
  readonly side: Side;
  readonly solved: boolean;
  readonly shown: boolean | null;
}

export interface DuelRun {
  readonly duel: Duel;
  readonly head: string;
  /** The head's trials in this duel: its honest ones, should it win. */
  readonly headShown: Counts;
  readonly leg: FirstLeg | null;
  /** Failures charged for resets that failed after a side's trials; each makes one coming trial of it a failure. */
  readonly owed: Readonly<Record<Side, number>>;
}

export interface Campaign {
  readonly rule: CampaignRule;
  readonly wallet: Wallet;
  /** May more ideas come? While they may, a stack that is not full waits for them. */
  readonly supply: 'open' | 'dry';
  readonly champion: Champion;
  /** Carried policies, from the champion outwards; the last is the head. Empty: the head is the champion. */
  readonly stack: readonly string[];
  readonly queue: readonly string[];
  /** By tree, in the order in which they came; ten thousand of them change one at a time. */
  readonly ideas: OrderedMap<string, IdeaRecord>;
  readonly screening: { readonly tree: string; readonly counts: Counts } | null;
  readonly run: DuelRun | null;
  /** Pairs drawn so far, void ones too: each has a fresh start. */
  readonly pairs: number;
  /** Whose trial left the scene as it is; null when a reset has failed since. */
  readonly lastTree: string | null;
  /** Trials that became void while a policy ran, and failed resets after it, by policy. */
  readonly voids: Readonly<Record<string, number>>;
}

export type TrialPurpose = 'first' | 'screen' | 'pair' | 'confirm' | 'fill';

export type CampaignEvent =
  | { readonly kind: 'idea'; readonly id: string; readonly tree: string; readonly parent: string }
  | { readonly kind: 'withdrawn'; readonly id: string }
  | { readonly kind: 'supply'; readonly supply: Campaign['supply'] }
  | {
      readonly kind: 'trial';
      readonly purpose: TrialPurpose;
      readonly tree: string;
      readonly outcome: Outcome;
      /** Was the policy's first action sent? */
      readonly acted: boolean;
    };

/** What was decided of a policy. `of`: ideas in its stack, where a duel decided. */
export type Decision = { readonly tree: string } & (
  | { readonly outcome: 'carried'; readonly by: 'screen' }
  | { readonly outcome: 'discarded'; readonly by: 'screen' | 'no-change' }
  | { readonly outcome: 'inconclusive'; readonly by: 'withdrawn' | 'left-behind' }
  | {
      readonly outcome: 'kept' | 'discarded' | 'inconclusive';
      readonly by: 'duel';
      readonly of: number;
    }
);

export function createCampaign(rule: CampaignRule, version0: string): Campaign {
  return {
    rule,
    wallet: createWallet(rule.level, rule.share),
    supply: 'open',
    champion: {
      tree: version0,
      honest: { k: 0, n: 0 },
      block: { k: 0, n: 0, size: rule.firstTrials },
      promoted: false,
    },
    stack: [],
    queue: [],
    ideas: OrderedMap(),
    screening: null,
    run: null,
    pairs: 0,
    lastTree: null,
    voids: {},
  };
}

/** The working policy that new ideas are built on. */
export function headOf({ stack, champion }: Campaign): string {
  return stack.at(-1) ?? champion.tree;
}

export const plus = ({ k, n }: Counts, success: boolean): Counts => ({
  k: success ? k + 1 : k,
  n: n + 1,
});
