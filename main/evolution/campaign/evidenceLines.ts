/** What an agent is told of the campaign: how each idea stands, and what is left. Counts of duels, never their trials. */
import { saturatedFrom } from '../../base/model/campaign.ts';
import { headOf } from '../../improvement/evidence/campaignState.ts';
import type { CampaignFold } from './foldCampaign.ts';
import { successRate } from './ideaTree.ts';

/** So many of the newest ideas. */
const shownIdeas = 200;

export function evidenceLines(
  { campaign, policies, spent }: CampaignFold,
  { trials }: { readonly trials: number | null },
): readonly string[] {
  if (campaign === null) return ['night: version 0 is about to be measured'];
  const { champion, screening, run, ideas } = campaign;
  const [version0] = policies.keys();
  const nameOf = (tree: string): string => {
    if (tree === version0) return 'version 0';
    const { ideaId = null, commit = null } = policies.get(tree) ?? {};
    return ideaId ?? `commit ${commit?.slice(0, 10)}`;
  };
  const { k, n } = champion.honest;
  const head = headOf(campaign);
  const isSaturated = successRate(k, n).lo >= saturatedFrom;
  const duel =
    run === null
      ? []
      : [
          `night: a duel of ${nameOf(run.head)} against the champion: ${run.duel.pairs} pairs, ` +
            `${run.duel.wins} won, ${run.duel.losses} lost`,
        ];
  return [
    `night: ${spent} trials used${trials === null ? '' : ` of ${trials}`}; champion ${nameOf(champion.tree)}, ` +
      `${k} of ${n}; build on ${nameOf(head)}`,
    ...(isSaturated
      ? [
          'night: hardly a trial of the champion is lost: fewer attempts and seconds are left to win',
        ]
      : []),
    ...duel,
    ...[...ideas.values()].slice(-shownIdeas).flatMap(({ tree, standing, screen }) => {
      const ideaId = policies.get(tree)?.ideaId ?? null;
      if (ideaId === null) return [];
      const counts = screening?.tree === tree ? screening.counts : screen;
      const word = standing === 'waiting' || standing === 'screening' ? 'open' : standing;
      return [`evidence ${ideaId}: ${word}, ${counts.k} of ${counts.n}`];
    }),
  ];
}
