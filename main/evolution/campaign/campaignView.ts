/** A campaign's fold as windows and scripts see it (`base/model/campaign.ts`). Pure. */

import { type CampaignView, saturatedFrom, type Utilisation } from '../../base/model/campaign.ts';
import type { MetricName } from '../../base/model/decisionRule.ts';
import type { Rate } from '../../base/model/judge.ts';
import { headOf } from '../../improvement/evidence/campaignState.ts';
import { evidenceOf, thresholdOf } from '../../improvement/evidence/duel.ts';
import type { CampaignFold } from './foldCampaign.ts';
import { rateAndBand, successRate } from './ideaTree.ts';

export interface ViewFacts {
  readonly nightId: string;
  readonly task: string;
  readonly metric: MetricName;
  readonly agentId: string | null;
  readonly use: Utilisation;
}

interface Rates {
  readonly pass1: Rate;
  readonly passK: Rate;
  readonly benchSeconds: number | null;
}

/** Of all its trials that count: at the first attempt, within all attempts, and how long they took. */
function rates(fold: CampaignFold, policyHash: string): Rates {
  let [first, within, n, seconds] = [0, 0, 0, 0];
  for (const { row, purpose } of fold.trialsOf(policyHash)) {
    if (row === null || row.outcome === 'invalid' || purpose === 'screen') continue;
    n++;
    seconds += row.benchSeconds;
    if (row.outcome !== 'success') continue;
    within++;
    if (row.attempts === 1) first++;
  }
  return {
    ...{ pass1: successRate(first, n), passK: successRate(within, n) },
    benchSeconds: n === 0 ? null : seconds / n,
  };
}

function championOf(fold: CampaignFold): CampaignView['champion'] {
  const { campaign, policies } = fold;
  if (campaign === null) return null;
  const { tree: policyHash, honest, promoted } = campaign.champion;
  const shown = rateAndBand(honest);
  return {
    policyHash,
    commit: policies.get(policyHash)?.commit ?? null,
    ...shown,
    ...rates(fold, policyHash),
    isSaturated: shown.rate.lo >= saturatedFrom,
    isPromoted: promoted,
  };
}

/** Version 0, by all trials that count but those of a screen. */
function startOf(fold: CampaignFold, metric: MetricName): CampaignView['start'] {
  const [version0] = fold.policies.values();
  if (version0 === undefined) return null;
  const { policyHash, commit } = version0;
  const { pass1, passK } = rates(fold, policyHash);
  return { policyHash, commit, rate: metric === 'pass-k' ? passK : pass1 };
}

function duelOf({ campaign }: CampaignFold): CampaignView['duel'] {
  if (campaign?.run == null) return null;
  const { duel } = campaign.run;
  const { wins, losses, pairs } = duel;
  return { wins, losses, pairs, evidence: evidenceOf(duel), threshold: thresholdOf(duel) };
}

function countsOf({ campaign }: CampaignFold): CampaignView['counts'] {
  const counts = { carried: 0, kept: 0, discarded: 0, inconclusive: 0, open: 0 };
  for (const { standing } of campaign?.ideas.values() ?? []) {
    if (standing === 'waiting' || standing === 'screening') counts.open++;
    else counts[standing]++;
  }
  return counts;
}

export function campaignView(fold: CampaignFold, facts: ViewFacts): CampaignView {
  const { campaign, sealHash, spent, streak } = fold;
  const screening = campaign?.screening ?? null;
  return {
    ...facts,
    ...{ sealHash, spent, streak },
    ...{ strip: [...fold.strip], running: fold.running },
    champion: championOf(fold),
    start: startOf(fold, facts.metric),
    headHash: campaign === null ? null : headOf(campaign),
    stack: campaign?.stack ?? [],
    screening: screening === null ? null : { policyHash: screening.tree, ...screening.counts },
    duel: duelOf(fold),
    wallet: campaign?.wallet.left ?? 0,
    counts: countsOf(fold),
  };
}
