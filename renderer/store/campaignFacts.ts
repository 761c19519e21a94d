/**
 * What follows from what the core says of a night with an agent: whose session is shown, what the running trial is for,
 * how sure the champion is and what it is held against. Pure; counts and decisions are the referee's.
 */
import type { AgentView } from '../../main/base/model/agent.ts';
import type { CampaignTree, CampaignView } from '../../main/base/model/campaign.ts';
import type { Rate } from '../../main/base/model/judge.ts';
import type { NightView } from '../../main/base/model/night.ts';
import type { RunView } from '../../main/base/model/view.ts';
import { ideaWords } from './ideaWords.ts';
import { streakProof } from './nightFacts.ts';
import { rateWords } from './trialFacts.ts';
import type { WindowState } from './windowStore.ts';

/** Of the night that is shown; null where that one has no agent, and until the core has told of it. */
export function shownCampaign({
  night,
  campaign,
}: Pick<WindowState, 'night' | 'campaign'>): CampaignView | null {
  if (night === null || night.agent === 'none') return null;
  return campaign?.nightId === night.nightId ? campaign : null;
}

/** Sessions that worked for this night, newest first as the core tells them. */
export function agentsOfNight(
  agents: readonly AgentView[] | null,
  { task, startedWallTime, endedWallTime }: NightView,
): readonly AgentView[] {
  const [from, until] = [Date.parse(startedWallTime), Date.parse(endedWallTime ?? '')];
  return (agents ?? []).filter((agent) => {
    const at = Date.parse(agent.startedWallTime);
    // It starts a moment before the night's own entry: who had ended by then was another night's.
    const isEarlier = Date.parse(agent.endedWallTime ?? '') < from;
    const writes = agent.purpose ?? 'policy';
    return writes === 'policy' && agent.task === task && !isEarlier && !(at > until);
  });
}

/** Who works on it; between two sessions and after the last, who did so last. */
export function nightAgent({
  night,
  campaign,
  agents,
}: Pick<WindowState, 'night' | 'campaign' | 'agents'>): AgentView | null {
  const shown = shownCampaign({ night, campaign });
  if (night === null || shown === null) return null;
  const named = agents?.find(({ id }) => id === shown.agentId);
  return named ?? agentsOfNight(agents, night)[0] ?? null;
}

export type RunningTrial = NonNullable<CampaignView['running']>;

/**
 * The trial of this night that runs. The run tells of it until the next one begins: once its outcome stands in the strip
 * there is none. One that a person runs while the night stands still is none of its.
 */
export function nightTrial({
  night,
  campaign,
  run,
}: Pick<WindowState, 'night' | 'campaign' | 'run'>): RunView['trial'] {
  const shown = shownCampaign({ night, campaign });
  const trial = run?.trial ?? null;
  if (run === null || trial === null || shown === null || night?.state === 'ended') return null;
  if (!run.batchId.startsWith(`${shown.nightId}-`)) return null;
  return (shown.strip.at(-1)?.index ?? -1) >= trial.index ? null : trial;
}

/** What that trial is for, as the referee tells; null for the moment in which it has not told of this one yet. */
export function nightPurpose(
  state: Pick<WindowState, 'night' | 'campaign' | 'run'>,
): RunningTrial | null {
  const running = state.campaign?.running ?? null;
  return running !== null && running.trialId === nightTrial(state)?.id ? running : null;
}

/** Which idea a policy came from, as the tree last said; null of version 0 and until the tree has told. */
export function ideaOfPolicy(tree: CampaignTree | null, policyHash: string | null): string | null {
  return tree?.nodes.find((node) => node.policyHash === policyHash)?.ideaId ?? null;
}

const ofTen = (value: number): string =>
  value < 10 ? value.toFixed(1) : value.toLocaleString('en-GB', { maximumFractionDigits: 0 });

export interface NowWords {
  readonly words: string;
  /** What it would take, with the terms of art. */
  readonly title: string;
}

function pairWords({ side }: RunningTrial, { duel, wallet }: CampaignView): NowWords {
  const how = 'Head against champion from the same start, one after the other.';
  if (duel === null)
    return {
      words: `one side of a pair, the ${side}; its duel is over`,
      title: `${how} The duel ended while this trial ran, so that it decides nothing.`,
    };
  const { wins, losses, pairs, evidence, threshold } = duel;
  return {
    words: `duel, pair ${pairs + 1}, the ${side} · evidence ${ofTen(evidence)} of ${ofTen(threshold)}`,
    title:
      `${how} Only the head solved ${wins}, ` +
      `only the champion ${losses}; at evidence ${ofTen(threshold)} the head is promoted. ` +
      `Left of the night’s chance of a false promotion: ${(100 * wallet).toFixed(1)} %.`,
  };
}

/** Of another policy where its idea was withdrawn during this trial: then the next one may stand on the screen. */
function screenSoFar(
  { ideaId }: RunningTrial,
  { screening }: CampaignView,
  tree: CampaignTree | null,
): string {
  const other = ideaOfPolicy(tree, screening?.policyHash ?? null);
  if (screening === null || (other !== null && other !== ideaId)) return 'withdrawn meanwhile';
  const { k, n } = screening;
  return n === 0 ? 'its first trial' : `${k} of ${n} so far`;
}

/** `tree`: as it was last told, null where that is not known yet. */
export function nowWords(
  running: RunningTrial,
  campaign: CampaignView,
  tree: CampaignTree | null,
): NowWords {
  const idea = running.ideaId === null ? null : ideaWords(running.ideaId);
  const open = campaign.counts.open === 0 ? 'no idea is open' : `${campaign.counts.open} open`;
  switch (running.purpose) {
    case 'first':
      return {
        words: `first measuring of version 0 (${open})`,
        title: 'So many trials as were fixed beforehand, before any idea is tested.',
      };
    case 'screen':
      return {
        words: `screen of ${idea ?? 'an idea'}, ${screenSoFar(running, campaign, tree)}`,
        title: 'A cheap look at the challenger alone: it ranks and drops, and proves nothing.',
      };
    case 'pair':
      return pairWords(running, campaign);
    case 'confirm':
      return {
        words: `block that confirms the promotion of ${idea ?? 'the champion'}`,
        title:
          'So many trials of the new champion as were fixed beforehand; asked for by nobody, ' +
          'they use none of the night’s trials.',
      };
    case 'fill':
      return {
        words: `fill: nobody asked (${open})`,
        title:
          'The champion runs so that its rate is known better while nobody asked for anything.',
      };
  }
}

export type RateWords = NonNullable<ReturnType<typeof rateWords>>;

/** With the interval that the core gave it; null without a counted trial. */
export const shownRate = ({ k, n, lo, hi }: Rate): RateWords | null =>
  rateWords({ successes: k, n, interval: { low: lo, high: hi } });

export interface ChampionWords {
  /** By the metric that decides. */
  readonly metric: string;
  readonly rate: RateWords | null;
  /** The other metric, apart. */
  readonly apartName: string;
  readonly apart: RateWords | null;
  /** What the deciding metric tells no more; null while it still tells ideas apart. */
  readonly left: string | null;
  /** Holds whenever one looks. */
  readonly band: string;
}

export function championName({ champion }: CampaignView, tree: CampaignTree | null): string {
  if (champion === null || !champion.isPromoted) return 'version 0';
  const idea = ideaOfPolicy(tree, champion.policyHash);
  if (idea !== null) return ideaWords(idea);
  return champion.commit === null ? 'promoted' : champion.commit.slice(0, 7);
}

/** `attempts`: of a trial of this task; null where that is not known. */
function leftWords(champion: CampaignView['champion'], isFirst: boolean): string | null {
  if (champion === null || !champion.isSaturated) return null;
  const { benchSeconds } = champion;
  const seconds = benchSeconds === null ? 'seconds' : `${benchSeconds.toFixed(0)} s a trial`;
  return isFirst ? `left to win: ${seconds}` : `left to win: first attempts, ${seconds}`;
}

export function championWords(campaign: CampaignView, attempts: number | null): ChampionWords {
  const { champion, metric } = campaign;
  const within = attempts === null ? 'within its attempts' : `within ${attempts} attempts`;
  const isFirst = metric === 'pass-1' || attempts === 1;
  const apart = champion === null ? null : isFirst ? champion.passK : champion.pass1;
  const [low, high] = champion?.band ?? [0, 1];
  return {
    metric: isFirst ? 'first attempt' : within,
    rate: champion === null ? null : shownRate(champion.rate),
    apartName: isFirst ? within : 'first attempt',
    apart: apart === null || attempts === 1 ? null : shownRate(apart),
    left: leftWords(champion, isFirst),
    band: `[${low.toFixed(2)}, ${high.toFixed(2)}]`,
  };
}

export interface StreakWords {
  readonly streak: number;
  readonly target: number;
  readonly proof: string;
  readonly announced: boolean;
}

/** The champion's row of successes and what it proves, found somewhere in its honest trials. */
export function streakWords({ streak, champion }: CampaignView, night: NightView): StreakWords {
  const { k, n } = champion?.rate ?? { k: 0, n: 0 };
  const longestStreak = Math.min(streak, k);
  const proof = streakProof({ longestStreak, success: k, failure: n - k });
  return {
    streak,
    target: night.target.inARow,
    proof: proof?.words ?? '',
    announced: proof?.announced === true,
  };
}
