/**
 * What the ledger keeps of a campaign beside its trials: policies that agents handed in, decisions as they fell, and how
 * long thinking was declared to take where bench time waits for nobody. Counts are not among it: they are the trials'.
 */

/** Given by the referee alone (docs/SCIENCE.md §5). */
export type CampaignOutcome = 'carried' | 'kept' | 'discarded' | 'inconclusive';

interface OfCampaign {
  readonly nightId: string;
  /** With the task, what a campaign is: its wallet and its evidence outlive a night. */
  readonly sealHash: string;
}

export type CampaignEntry =
  /** A policy under this name may be tested from now on. */
  | (OfCampaign & {
      readonly kind: 'campaign-idea';
      readonly agentId: string;
      readonly requestId: string;
      readonly ideaId: string | null;
      readonly commit: string;
      /** Of the folder that runs, as trials name it: evidence belongs to it. */
      readonly policyHash: string;
      /** The policy that it was built on: the nearest of its ancestors that the campaign knows. */
      readonly parentHash: string;
    })
  | (OfCampaign & {
      readonly kind: 'campaign-withdrawn';
      readonly agentId: string;
      readonly requestId: string;
    })
  /** `dry`: no agent will hand in another one. */
  | (OfCampaign & { readonly kind: 'campaign-supply'; readonly supply: 'open' | 'dry' })
  /** What followed from the trials before it; said again by whoever replays them. */
  | (OfCampaign & {
      readonly kind: 'campaign-decided';
      readonly policyHash: string;
      readonly outcome: CampaignOutcome;
      readonly by: string;
      /** Ideas in its stack, where a duel decided. */
      readonly of: number | null;
    })
  /** Lockstep: the agent's pause before it asked again counts as so much bench time. */
  | (OfCampaign & {
      readonly kind: 'campaign-thought';
      readonly agentId: string;
      readonly seconds: number;
    });

/** All kinds above, for looking them up. */
export const campaignEntryKinds = [
  'campaign-idea',
  'campaign-withdrawn',
  'campaign-supply',
  'campaign-decided',
  'campaign-thought',
] as const satisfies readonly CampaignEntry['kind'][];
