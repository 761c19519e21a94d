/** Rule and metric of a contract, as a campaign goes by them; null: nothing may take the champion's place. */
import type { MetricName } from '../../base/model/decisionRule.ts';
import type { DecisionRule } from '../../base/model/seal.ts';
import { type CampaignRule, campaignRules } from '../../improvement/evidence/campaignState.ts';

export function contractRule(
  decision: DecisionRule,
): { readonly rule: CampaignRule; readonly metric: MetricName } | null {
  if (decision.rule === 'none') return null;
  const rule = campaignRules[decision.rule === 'strict' ? 'strict' : 'default'];
  return { rule, metric: decision.metric };
}
