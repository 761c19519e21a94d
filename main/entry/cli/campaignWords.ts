/**
 * What a night with an agent came to, for scripts and for people: champion and start with their intervals, what became of
 * the ideas, where the robot's time went (docs/SCIENCE.md §4, §5, §7). Nothing is counted here.
 */
import type { CampaignView, Utilisation } from '../../base/model/campaign.ts';
import type { Rate } from '../../base/model/judge.ts';
import type { NightView } from '../../base/model/night.ts';

/** Null where nothing was tried. */
const shareOf = ({ k, n }: Rate): number | null => (n === 0 ? null : k / n);

/** The order of the fields is part of the promise. `endedBy` is null of a night that stands still. */
export function campaignJson({ state, why }: NightView, campaign: CampaignView): string {
  const { champion, start, counts, use } = campaign;
  const { kept, carried, discarded, inconclusive } = counts;
  const { mru, mruExec, busyWithFill, idleS } = use;
  return JSON.stringify({
    champion:
      champion === null
        ? null
        : {
            ...{ commit: champion.commit, k: champion.rate.k, n: champion.rate.n },
            interval: [champion.rate.lo, champion.rate.hi],
            ...{ pass1: shareOf(champion.pass1), passk: shareOf(champion.passK) },
          },
    start: start === null ? null : { commit: start.commit, k: start.rate.k, n: start.rate.n },
    ideas: { kept, carried, discarded, inconclusive },
    ...{ mru, mruExec, busyWithFill, idle: idleS },
    endedBy: state === 'ended' ? why : null,
  });
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

const countWords = (rate: Rate): string => {
  const share = shareOf(rate);
  return share === null ? 'no trial yet' : `${rate.k} of ${rate.n} (${percent(share)})`;
};

/** By its commit, which a person can look up; else by its bytes. */
const nameOf = (policy: { readonly commit: string | null; readonly policyHash: string }): string =>
  (policy.commit ?? policy.policyHash).slice(0, 12);

/** What the deciding metric can tell no more, and what is left to win then. */
function leftLines({ champion, metric }: CampaignView): readonly string[] {
  if (champion === null || !champion.isSaturated) return [];
  const { pass1, benchSeconds } = champion;
  const seconds = benchSeconds === null ? '' : ` ${benchSeconds.toFixed(0)} seconds a trial`;
  return [
    metric === 'pass-k'
      ? `With retries hardly a trial is lost: left to win are first attempts (${countWords(pass1)}) and${seconds}`
      : `At the first attempt hardly a trial is lost: left to win are${seconds}`,
  ];
}

function championLines({ champion, start }: CampaignView): readonly string[] {
  if (champion === null) return ['No champion yet: nothing was measured'];
  const { rate, pass1, passK } = champion;
  const interval = rate.n === 0 ? '' : `, 95 % between ${percent(rate.lo)} and ${percent(rate.hi)}`;
  const stayed = start !== null && start.policyHash === champion.policyHash;
  const began =
    start === null || stayed ? [] : [`Began with ${nameOf(start)}: ${countWords(start.rate)}`];
  return [
    `Champion ${nameOf(champion)}${stayed ? ', as it began' : ''}: ${countWords(rate)}${interval}`,
    `Its first attempts: ${countWords(pass1)}; with retries: ${countWords(passK)}`,
    ...began,
  ];
}

function ideaLine({ counts }: CampaignView): string {
  const { kept, carried, discarded, inconclusive, open } = counts;
  const more = open === 0 ? '' : `, ${open} not decided`;
  const undecided = `${inconclusive} inconclusive${more}`;
  return `Ideas: ${kept} kept, ${carried} carried (not proved), ${discarded} discarded, ${undecided}`;
}

const minutes = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(0)} min`;

const causes: Readonly<Record<keyof Utilisation['idleS'], string>> = {
  thinking: 'the agent thought',
  cooling: 'servos had to cool',
  overhead: 'overhead of the software',
  person: 'a person had paused it',
  fault: 'faults',
};

function robotLines({ use }: CampaignView): readonly string[] {
  const { clock, totalS, mru, mruExec, busyWithFill, idleS } = use;
  if (totalS === 0) return [];
  const idle = (Object.keys(causes) as (keyof typeof causes)[])
    .filter((cause) => idleS[cause] > 0)
    .map((cause) => `${minutes(idleS[cause])} ${causes[cause]}`);
  const of = clock === 'lockstep' ? ' of bench time' : '';
  return [
    `Robot: ${percent(mru)}${of} in trials that the agent asked for ` +
      `(${percent(mruExec)} in episodes), ${percent(busyWithFill)} with fill`,
    ...(idle.length === 0 ? [] : [`Idle: ${idle.join(', ')}`]),
  ];
}

/** Its streak is the champion's: those of all policies together prove nothing about any. */
export function campaignLines(view: NightView, campaign: CampaignView): readonly string[] {
  const { nightId, counts, target, state, why } = view;
  const { trials, success, failure, invalid, benchSeconds } = counts;
  return [
    `${nightId}: ${state}${why === '' ? '' : `, ${why}`}`,
    ...championLines(campaign),
    ...leftLines(campaign),
    ideaLine(campaign),
    `${trials} trials: ${success} success, ${failure} failure, ${invalid} invalid`,
    `${campaign.streak} of ${target.inARow} in a row by the champion`,
    `${(benchSeconds / 3600).toFixed(2)} robot hours`,
    ...robotLines(campaign),
  ];
}
