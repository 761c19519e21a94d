/**
 * The tree of ideas from a campaign's fold: a node per policy, version 0 at its root, with its trials, its interval and
 * what was decided of it. Hypotheses are what agents said before the first trial. Pure.
 */

import { wilson } from '../../base/lib/stats.ts';
import type { CurvePoint, IdeaNode } from '../../base/model/campaign.ts';
import type { MetricName } from '../../base/model/decisionRule.ts';
import type { Rate } from '../../base/model/judge.ts';
import { alwaysValidBand } from '../../improvement/evidence/championRate.ts';
import type { Counts } from '../../improvement/evidence/screen.ts';
import type { CampaignFold, CampaignTrial } from './foldCampaign.ts';
import { outcomeBy } from './foldCampaign.ts';

interface Sums {
  readonly k: number;
  readonly n: number;
  readonly invalid: number;
  readonly seconds: number;
}

function sumsOf(trials: readonly CampaignTrial[], metric: MetricName): Sums {
  let [k, n, invalid, seconds] = [0, 0, 0, 0];
  for (const { row } of trials) {
    if (row === null) continue;
    seconds += row.benchSeconds;
    const { kind } = outcomeBy(metric, row);
    if (kind === 'invalid') invalid++;
    else n++;
    if (kind === 'success') k++;
  }
  return { k, n, invalid, seconds };
}

/** As success rates are shown (docs/SCIENCE.md §4). */
export function successRate(k: number, n: number): Rate {
  const { low: lo, high: hi } = wilson(k, n);
  return { k, n, lo, hi };
}

/** From the champion back to version 0. */
function winningLine({ campaign, policies }: CampaignFold): ReadonlySet<string> {
  const line = new Set<string>();
  let hash = campaign?.champion.tree ?? null;
  while (hash !== null && !line.has(hash)) {
    line.add(hash);
    hash = policies.get(hash)?.parentHash ?? null;
  }
  return line;
}

/** What an agent said of its idea, and what it used for it. */
export type IdeaSaid = Pick<IdeaNode, 'hypothesis' | 'tokens'>;

/** `saidOf`: of an idea, by its number. In the order in which they were handed in. */
export function ideaTree(
  fold: CampaignFold,
  metric: MetricName,
  saidOf: (ideaId: string) => IdeaSaid | undefined,
): readonly IdeaNode[] {
  const { campaign, policies, decided } = fold;
  const last = new Map(decided.map((each) => [each.decision.tree, each]));
  const winning = winningLine(fold);
  return [...policies.values()].map((policy) => {
    const { policyHash, ideaId } = policy;
    const said = ideaId === null ? undefined : saidOf(ideaId);
    const record = campaign?.ideas.get(policyHash);
    // Asked for again, it is open: what was decided of it before holds no more.
    const isOpen = record?.standing === 'waiting' || record?.standing === 'screening';
    const fell = isOpen ? undefined : last.get(policyHash);
    const sums = sumsOf(fold.trialsOf(policyHash), metric);
    const screen =
      campaign?.screening?.tree === policyHash ? campaign.screening.counts : record?.screen;
    return {
      ...policy,
      hypothesis: said?.hypothesis ?? '',
      tokens: said?.tokens ?? 0,
      standing: record?.standing ?? 'version-0',
      by: fell?.decision.by ?? '',
      of: fell !== undefined && 'of' in fell.decision ? fell.decision.of : null,
      screen: successRate(screen?.k ?? 0, screen?.n ?? 0),
      trials: successRate(sums.k, sums.n),
      invalid: sums.invalid,
      robotSeconds: Math.round(sums.seconds * 1000) / 1000,
      decidedWallTime: fell?.wallTime ?? null,
      isWinning: winning.has(policyHash),
    };
  });
}

/** The champion's, by its honest trials. */
export function rateAndBand({ k, n }: Counts): Pick<CurvePoint, 'rate' | 'band'> {
  const { low, high } = alwaysValidBand({ k, n });
  return { rate: successRate(k, n), band: [low, high] };
}

const mostPoints = 400;

/** Thinned; the newest point of each champion is always there. */
export function rateCurve({ points }: Pick<CampaignFold, 'points'>): readonly CurvePoint[] {
  const every = Math.ceil(points.length / mostPoints);
  return points.flatMap(({ wallTime, spent, policyHash, k, n }, index) => {
    const isLast = points[index + 1]?.policyHash !== policyHash;
    if (index % every !== 0 && !isLast) return [];
    return [{ wallTime, spent, policyHash, ...rateAndBand({ k, n }) }];
  });
}
