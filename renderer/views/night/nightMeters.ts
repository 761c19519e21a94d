/**
 * What a night has used of what it may, where the robot's time went, and how long it may still go: in words and shares.
 * Pure; "now" is handed in. What is told of the future is an estimate and marked as one.
 */
import type { AgentView } from '../../../main/base/model/agent.ts';
import { tokensSpent } from '../../../main/base/model/agent.ts';
import type { CampaignView, Utilisation } from '../../../main/base/model/campaign.ts';
import type { NightView } from '../../../main/base/model/night.ts';
import { agentsOfNight, shownCampaign } from '../../store/campaignFacts.ts';
import { type Spent, spentOf } from '../../store/nightFacts.ts';
import type { WindowState } from '../../store/windowStore.ts';
import { countWords, durationWords, minuteOf } from '../agents/agentWords.ts';

/** A meter is of all sessions in its folders: of each folders the newest counts, and one that never started has none. */
function metersOf(sessions: readonly AgentView[]): readonly AgentView['meter'][] {
  const byRoot = Map.groupBy(sessions, ({ root }) => root);
  return [...byRoot.values()].map((own) =>
    own.map(({ meter }) => meter).reduce((a, b) => (b.requests > a.requests ? b : a)),
  );
}

/** As `spentOf`, with what the night's agents used and the trials that use the budget: fill does not. */
export function nightSpent(
  night: NightView,
  campaign: CampaignView | null,
  agents: readonly AgentView[] | null,
  nowWallTime: string,
): readonly Spent[] {
  const meters = campaign === null ? [] : metersOf(agentsOfNight(agents, night));
  const tokens = meters.reduce((sum, meter) => sum + tokensSpent(meter.tokens), 0);
  const usd = meters.reduce<number | null>(
    (sum, meter) => (sum === null || meter.usd === null ? null : sum + meter.usd),
    0,
  );
  return spentOf(night, nowWallTime).map((line) => {
    if (campaign === null) return line;
    if (line.id === 'trials') return { ...line, spent: campaign.spent };
    if (line.id === 'tokens') return { ...line, spent: tokens };
    return line.id === 'usd' ? { ...line, spent: usd } : line;
  });
}

const names: Readonly<Record<Spent['id'], string>> = {
  trials: 'trials',
  robotHours: 'robot',
  wallHours: 'wall clock',
  tokens: 'tokens',
  usd: 'money',
};

const titles: Readonly<Record<Spent['id'], string>> = {
  trials: 'Trials that somebody asked for; fill uses no budget.',
  robotHours: 'Bench time of all trials, those of fill too.',
  wallHours: 'Since the night began.',
  tokens: 'Read fresh, written to the cache, and written, by all sessions of the night.',
  usd: 'By the price table of this bench, of all sessions of the night.',
};

export interface NightMeter {
  readonly id: Spent['id'];
  readonly name: string;
  readonly used: string;
  readonly bound: string;
  /** Null: no bound. */
  readonly share: number | null;
  readonly title: string;
}

const plain = (value: number, digits: number): string =>
  value.toLocaleString('en-GB', { maximumFractionDigits: digits });

function usedWords({ id, spent }: Spent): string {
  if (spent === null) return id === 'usd' ? 'no price' : '–';
  if (id === 'trials') return plain(spent, 0);
  if (id === 'tokens') return countWords(spent);
  return spent.toFixed(id === 'usd' || spent < 1 ? 2 : 1);
}

function boundWords({ id, most, unit }: Spent): string {
  const behind = id === 'usd' ? ' USD' : unit === '' ? '' : ` ${unit}`;
  if (most === null) return id === 'tokens' || id === 'trials' ? '' : behind;
  const told = id === 'tokens' ? countWords(most).replace(/\.0+ /, ' ') : plain(most, 2);
  return ` / ${told}${behind}`;
}

/** All bounds but the wall clock, which the time left tells of. */
export const nightMeters = (spent: readonly Spent[]): readonly NightMeter[] =>
  spent
    .filter(({ id }) => id !== 'wallHours')
    .map((line) => ({
      id: line.id,
      name: line.most === null ? `${names[line.id]}, no bound` : names[line.id],
      used: usedWords(line),
      bound: line.spent === null && line.id === 'usd' ? '' : boundWords(line),
      share: line.most === null || line.spent === null ? null : Math.min(1, line.spent / line.most),
      title: titles[line.id],
    }));

export type TimeLeft =
  | { readonly kind: 'ended' }
  /** Too little has passed to tell a pace. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unbounded' }
  | {
      readonly kind: 'left';
      readonly minutes: number;
      /** Which bound is reached first. */
      readonly by: Spent['id'];
      readonly endsWallTime: string;
      /** Of the night that has passed, 0 to 1. */
      readonly passed: number;
    };

interface Reached {
  readonly by: Spent['id'];
  readonly minutes: number;
}

/** From less than so much no pace is told. */
const least = { trials: 5, minutes: 10 } as const;

/** Until the first bound is used up, at the pace of the night so far; the target may be reached before. */
export function timeLeft(night: NightView, spent: readonly Spent[], nowWallTime: string): TimeLeft {
  if (night.state === 'ended') return { kind: 'ended' };
  const passedMin = (Date.parse(nowWallTime) - Date.parse(night.startedWallTime)) / 60_000;
  const hasPace = passedMin >= least.minutes && night.counts.trials >= least.trials;
  const bounds = spent.filter(({ most }) => most !== null);
  const lefts = bounds.flatMap(({ id, spent: used, most }): Reached[] => {
    if (most === null || used === null) return [];
    if (id === 'wallHours') return [{ by: id, minutes: Math.max(0, most - used) * 60 }];
    if (!hasPace || used <= 0) return [];
    return [{ by: id, minutes: (Math.max(0, most - used) / used) * passedMin }];
  });
  if (bounds.length === 0) return { kind: 'unbounded' };
  if (lefts.length === 0 || !Number.isFinite(passedMin)) return { kind: 'unknown' };
  const first = lefts.reduce((a, b) => (b.minutes < a.minutes ? b : a));
  const endsMs = Date.parse(nowWallTime) + first.minutes * 60_000;
  const passed = passedMin / Math.max(passedMin + first.minutes, Number.EPSILON);
  return { kind: 'left', ...first, endsWallTime: new Date(endsMs).toISOString(), passed };
}

/** No finer than a pace supports: by five minutes, from an hour on by ten, from ten hours on by the hour. */
function roundedMinutes(minutes: number): number {
  const step = minutes < 60 ? 5 : minutes < 600 ? 10 : 60;
  return Math.round(minutes / step) * step;
}

export interface LeftWords {
  readonly name: string;
  readonly value: string;
  readonly title: string;
}

export function leftWords(left: TimeLeft): LeftWords {
  const title = 'Until the first bound is used up, at the pace of the night so far.';
  switch (left.kind) {
    case 'ended':
      return { name: 'left', value: 'ended', title: 'The night has ended.' };
    case 'unknown':
      return { name: 'left', value: 'not known yet', title };
    case 'unbounded':
      return { name: 'left', value: 'no bound', title: 'No bound was sealed.' };
    case 'left': {
      const minutes = roundedMinutes(left.minutes);
      return {
        name: `left, ends ≈ ${minuteOf(left.endsWallTime)}`,
        value: minutes < 5 ? 'under 5 min' : `≈ ${durationWords(minutes)}`,
        title: `${title} First: ${names[left.by]}.`,
      };
    }
  }
}

/** For the big mode and the screen alike. */
export function nightLeft(
  { night, campaign, agents }: Pick<WindowState, 'night' | 'campaign' | 'agents'>,
  nowWallTime: string,
): TimeLeft {
  if (night === null) return { kind: 'unknown' };
  const spent = nightSpent(night, shownCampaign({ night, campaign }), agents, nowWallTime);
  return timeLeft(night, spent, nowWallTime);
}

export interface TimeShare {
  readonly id: 'episodes' | 'around' | 'fill' | 'idle';
  readonly name: string;
  /** Where there is little room. */
  readonly short: string;
  /** 0 to 1. */
  readonly share: number;
}

export function timeShares({ mru, mruExec, busyWithFill }: Utilisation): readonly TimeShare[] {
  return [
    { id: 'episodes', name: 'asked episodes', short: 'episodes', share: mruExec },
    {
      ...{ id: 'around', name: 'resets, checks', short: 'resets' },
      share: Math.max(0, mru - mruExec),
    },
    { id: 'fill', name: 'fill', short: 'fill', share: Math.max(0, busyWithFill - mru) },
    { id: 'idle', name: 'idle', short: 'idle', share: Math.max(0, 1 - busyWithFill) },
  ];
}

const causes = ['thinking', 'cooling', 'overhead', 'person', 'fault'] as const;

/** `idle 25 min: thinking 14, overhead 7`, the longest cause first; what took less than half a minute is left out. */
export function idleWords({ idleS }: Utilisation): string {
  const total = causes.reduce((sum, cause) => sum + idleS[cause], 0);
  const told = causes
    .map((cause) => ({ cause, minutes: Math.round(idleS[cause] / 60) }))
    .filter(({ minutes }) => minutes > 0)
    .toSorted((a, b) => b.minutes - a.minutes)
    .map(({ cause, minutes }) => `${cause} ${minutes}`);
  const words = `idle ${durationWords(Math.round(total / 60))}`;
  return told.length === 0 ? words : `${words}: ${told.join(', ')}`;
}

export const mruWords = ({ mru, mruExec, busyWithFill }: Utilisation): string =>
  `MRU ${mru.toFixed(2)} · exec ${mruExec.toFixed(2)} · with fill ${busyWithFill.toFixed(2)}`;
