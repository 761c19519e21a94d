/**
 * What the running trial is for, kept from when it began: the campaign goes on while it runs, so that an idea which is
 * handed in during a trial of fill must not be told as what that trial tests.
 */
import type { CampaignView } from '../../main/base/model/campaign.ts';
import type { RunView } from '../../main/base/model/view.ts';
import { type CampaignNow, campaignNow } from './campaignFacts.ts';
import type { WindowState } from './windowStore.ts';

export interface TrialNow {
  readonly trialId: string;
  readonly now: CampaignNow;
  /** The campaign had counted every trial before this one when it was looked at: from then on it stays. */
  readonly settled: boolean;
}

export function foldTrialNow(
  before: TrialNow | null,
  run: RunView | null,
  campaign: CampaignView | null,
): TrialNow | null {
  const trial = run?.trial ?? null;
  if (run === null || trial === null || campaign === null) return null;
  // Trials that a person runs beside a night that stands still are none of its.
  if (!run.batchId.startsWith(`${campaign.nightId}-`)) return null;
  if (before?.trialId === trial.id && before.settled) return before;
  const counted = campaign.strip.at(-1)?.index ?? -1;
  const settled = counted >= trial.index - 1;
  return { trialId: trial.id, now: campaignNow(campaign), settled };
}

type Known = Pick<WindowState, 'night' | 'campaign' | 'run' | 'trialNow'>;

/** Null while none runs, and once its outcome stands in the strip. The same object while nothing changed. */
export function shownNow({ night, campaign, run, trialNow }: Known): CampaignNow | null {
  const trial = run?.trial ?? null;
  if (trial === null || campaign === null || night?.state === 'ended') return null;
  if ((campaign.strip.at(-1)?.index ?? -1) >= trial.index) return null;
  return trialNow?.trialId === trial.id ? trialNow.now : null;
}
