/**
 * What follows from what the core says of a night with an agent: whose session is shown, what the running trial is for,
 * how sure the champion is and what it is held against. Pure; counts and decisions are the referee's.
 */
import { wilson } from '../../main/base/lib/stats.ts';
import type { AgentView } from '../../main/base/model/agent.ts';
import type { CampaignTree, CampaignView, StripTrial } from '../../main/base/model/campaign.ts';
import type { Rate } from '../../main/base/model/judge.ts';
import type { NightView } from '../../main/base/model/night.ts';
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
    const writes = agent.purpose ?? 'policy';
    return writes === 'policy' && agent.task === task && at >= from && !(at > until);
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

/** What the trial that runs is for, as far as the campaign tells. */
export type CampaignNow =
  | {
      readonly kind: 'duel';
      /** From 1. */
      readonly pair: number;
      /** Null: the first of a pair, whose side was drawn and is not told. */
      readonly side: StripTrial['side'] | null;
    }
  | {
      readonly kind: 'screen';
      readonly row: 'head';
      readonly policyHash: string;
    }
  /** Measured, confirmed or fill: no idea is tested. */
  | { readonly kind: 'champion'; readonly row: 'champion' };

/** The side that is left of a pair that was begun; null where none was, or its first leg may be drawn anew. */
function sideLeft(strip: readonly StripTrial[]): StripTrial['side'] | null {
  const last = strip.at(-1);
  if (last === undefined || last.pair === null || last.outcome === 'invalid') return null;
  const before = strip.at(-2);
  if (before?.pair === last.pair && before.side !== last.side) return null;
  return last.side === 'head' ? 'champion' : 'head';
}

/** Which idea a policy came from, as the tree last said; null of version 0 and until the tree has told. */
export function ideaOfPolicy(tree: CampaignTree | null, policyHash: string | null): string | null {
  return tree?.nodes.find((node) => node.policyHash === policyHash)?.ideaId ?? null;
}

/** What else the window knows beside the campaign. */
export interface KnownOfIdeas {
  readonly agent: AgentView | null;
  readonly tree: CampaignTree | null;
}

/** The idea on the screen: as the tree says, else by its trials so far, else the one that the agent has open. */
export function screenedIdea(
  now: CampaignNow | null,
  { strip, screening }: CampaignView,
  { agent, tree }: KnownOfIdeas,
): string | null {
  if (now?.kind !== 'screen') return null;
  const told = ideaOfPolicy(tree, now.policyHash);
  if (told !== null) return told;
  const last = strip.at(-1);
  const isIts = screening?.policyHash === now.policyHash && screening.n > 0;
  if (isIts && last?.purpose === 'screen') return last.ideaId;
  return agent?.idea?.id ?? null;
}

/** Of a trial that begins as the campaign stands. */
export function campaignNow({ duel, screening, strip }: CampaignView): CampaignNow {
  if (duel !== null) return { kind: 'duel', pair: duel.pairs + 1, side: sideLeft(strip) };
  if (screening === null) return { kind: 'champion', row: 'champion' };
  return { kind: 'screen', row: 'head', policyHash: screening.policyHash };
}

const ofTen = (value: number): string =>
  value < 10 ? value.toFixed(1) : value.toLocaleString('en-GB', { maximumFractionDigits: 0 });

export interface NowWords {
  readonly words: string;
  /** What it would take, with the terms of art. */
  readonly title: string;
}

export function nowWords(
  now: CampaignNow,
  { duel, counts, wallet, screening }: CampaignView,
  ideaId: string | null,
): NowWords {
  if (now.kind === 'duel' && duel !== null) {
    const side = now.side === null ? 'first of the two' : `the ${now.side}`;
    const { wins, losses, evidence, threshold } = duel;
    return {
      words: `duel, pair ${now.pair}, ${side} · evidence ${ofTen(evidence)} of ${ofTen(threshold)}`,
      title:
        `Head against champion from the same start, one after the other. Only the head solved ${wins}, ` +
        `only the champion ${losses}; at evidence ${ofTen(threshold)} the head is promoted. ` +
        `Left of the night’s chance of a false promotion: ${(100 * wallet).toFixed(1)} %.`,
    };
  }
  if (now.kind === 'screen') {
    const idea = ideaId === null ? 'an idea' : ideaWords(ideaId);
    const { k, n } = screening?.policyHash === now.policyHash ? screening : { k: 0, n: 0 };
    const so = n === 0 ? 'its first trial' : `${k} of ${n} so far`;
    return {
      words: `screen of ${idea}, ${so}`,
      title: 'A cheap look at the challenger alone: it ranks and drops, and proves nothing.',
    };
  }
  const open = counts.open === 0 ? 'no idea is open' : `${counts.open} open`;
  return {
    words: `the champion, no idea under test (${open})`,
    title: 'Runs so that its rate is known better while nobody asked for anything.',
  };
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
export function championWords(campaign: CampaignView, attempts: number | null): ChampionWords {
  const { champion, metric } = campaign;
  const within = attempts === null ? 'within its attempts' : `within ${attempts} attempts`;
  const isFirst = metric === 'pass-1' || attempts === 1;
  const apart = champion === null ? null : isFirst ? champion.passK : champion.pass1;
  // The core gives it Clopper–Pearson's interval: beside Wilson's stands Wilson's.
  const apartRate: Rate | null =
    apart === null
      ? null
      : {
          k: apart.k,
          n: apart.n,
          lo: wilson(apart.k, apart.n).low,
          hi: wilson(apart.k, apart.n).high,
        };
  const [low, high] = champion?.band ?? [0, 1];
  return {
    metric: isFirst ? 'first attempt' : within,
    rate: champion === null ? null : shownRate(champion.rate),
    apartName: isFirst ? within : 'first attempt',
    apart: apartRate === null || attempts === 1 ? null : shownRate(apartRate),
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
