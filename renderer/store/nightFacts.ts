/** What follows from what the core says of the night: how it stands, what was spent, what a person can do. Pure. */

import { localTime } from '../../main/base/lib/clock.ts';
import { wilson } from '../../main/base/lib/stats.ts';
import { streakBound } from '../../main/base/lib/streakBound.ts';
import type { NightView } from '../../main/base/model/night.ts';
import { type NightExportReport, withheldWords } from '../../main/base/model/nightExport.ts';
import { type Rate, rateWords } from './trialFacts.ts';
import type { WindowState } from './windowStore.ts';

type Known = Pick<WindowState, 'night' | 'alerts' | 'bench'>;

export type NightStanding = 'none' | NightView['state'] | 'needs-you';

/** A night that cannot go on without a person is told apart from one that somebody paused. */
export function nightStanding({ night, alerts, bench }: Known): NightStanding {
  if (night === null) return 'none';
  const { state, moved, sealBroken } = night;
  if (state === 'ended' || state === 'interrupted') return state;
  const called = alerts.some(({ key }) => key.startsWith('night/'));
  const asks = state === 'paused' && (called || moved.length > 0 || sealBroken !== undefined);
  return asks || bench?.stopped != null ? 'needs-you' : state;
}

/** It cannot go on without a person: said in large, with what for. */
export function callsPerson(state: Known): boolean {
  const standing = nightStanding(state);
  return standing === 'needs-you' || standing === 'interrupted';
}

export const standingWords: Readonly<Record<NightStanding, string>> = {
  none: 'No night yet',
  running: 'Running',
  paused: 'Paused',
  'needs-you': 'Somebody is needed',
  interrupted: 'Interrupted',
  ended: 'Ended',
};

/** Counted trials only, with the Wilson interval (docs/SCIENCE.md §4); null without one. */
export function nightRate({ counts }: NightView): ReturnType<typeof rateWords> {
  const n = counts.success + counts.failure;
  const rate: Rate = { successes: counts.success, n, interval: wilson(counts.success, n) };
  return rateWords(rate);
}

/** What the longest row proves of the success rate, at 95 % (docs/SCIENCE.md §4); null without one. */
export function streakProof({
  longestStreak,
  success,
  failure,
}: Pick<NightView['counts'], 'longestStreak' | 'success' | 'failure'>): {
  readonly words: string;
  readonly announced: boolean;
} | null {
  const n = success + failure;
  if (longestStreak === 0) return null;
  const share = Math.floor(1000 * streakBound(longestStreak, n)) / 10;
  return { words: `proves ≥ ${share.toFixed(1)} %`, announced: longestStreak === n };
}

export interface Spent {
  readonly id: keyof NightView['budget'];
  readonly name: string;
  /** Null: not known. */
  readonly spent: number | null;
  /** Null: no bound. */
  readonly most: number | null;
  readonly digits: number;
  readonly unit: string;
}

const hour = 3_600_000;

/** What of each bound is used up: up to now, or to the night's end where that is known. */
export function spentOf(night: NightView, wallTime: string): readonly Spent[] {
  const { budget, counts, state, endedWallTime = '' } = night;
  const until = state === 'ended' ? endedWallTime : wallTime;
  const since = (Date.parse(until) - Date.parse(night.startedWallTime)) / hour;
  const wall = Number.isFinite(since) ? Math.max(0, since) : null;
  const robot = counts.benchSeconds / 3600;
  // Nobody asks a model for anything: no agent takes part.
  const none = { spent: 0, digits: 0 } as const;
  return [
    {
      id: 'trials',
      name: 'Trials',
      spent: counts.trials,
      most: budget.trials,
      digits: 0,
      unit: '',
    },
    {
      ...{ id: 'robotHours', name: 'Robot time', spent: robot, most: budget.robotHours },
      ...{ digits: 2, unit: 'h' },
    },
    {
      ...{ id: 'wallHours', name: 'Wall clock', spent: wall, most: budget.wallHours },
      ...{ digits: 2, unit: 'h' },
    },
    { ...none, id: 'tokens', name: 'Tokens', most: budget.tokens, unit: '' },
    { ...none, id: 'usd', name: 'Money', most: budget.usd, unit: '$' },
  ];
}

const outcomes = { s: 'success', f: 'failure', i: 'invalid' } as const;

export interface StripMark {
  readonly id: string;
  readonly outcome: (typeof outcomes)[keyof typeof outcomes];
  readonly title: string;
}

/** The newest outcomes with the number of each trial in its night, oldest first; letters nobody knows are left out. */
export function stripOf({
  strip,
  counts,
}: Pick<NightView, 'strip' | 'counts'>): readonly StripMark[] {
  const first = counts.trials - strip.length + 1;
  return [...strip].flatMap((letter, index) => {
    const outcome = letter in outcomes ? outcomes[letter as keyof typeof outcomes] : null;
    const number = first + index;
    return outcome === null
      ? []
      : [{ id: String(number), outcome, title: `trial ${number} of the night: ${outcome}` }];
  });
}

/** Where the arm came to rest with the night; empty while it runs and where nobody can tell. */
export function parkedWords({ state, parked }: NightView): string {
  if (parked === undefined || state === 'running') return '';
  return parked ? 'Parked in the clear view.' : 'The arm holds where it was stopped.';
}

/** That it went on by itself after a restart, as a row of facts. */
export function wentOnRows({ wentOn }: NightView): readonly (readonly [string, string])[] {
  if (wentOn === undefined) return [];
  const times = wentOn.times === 1 ? 'once' : `${wentOn.times} times, last`;
  const { date, time } = localTime(wentOn.wallTime);
  return [['Restarts', `went on by itself ${times} on ${date} at ${time.slice(0, 5)}`]];
}

type State = Pick<WindowState, 'link' | 'night' | 'bench'>;
type Exporting = Pick<WindowState, 'link' | 'night' | 'nightExport'>;

const offline = 'The core is not connected.';

export function pauseNightBlocked({ link, night }: State): string | null {
  if (link.kind !== 'online') return offline;
  return night?.state === 'running' ? null : 'No night is running.';
}

export function resumeNightBlocked({ link, night, bench }: State): string | null {
  if (link.kind !== 'online') return offline;
  if (night?.state !== 'paused' && night?.state !== 'interrupted') return 'No night stands still.';
  if (night.sealBroken !== undefined) return 'The seal is broken: put back what was sealed.';
  return bench?.stopped == null ? null : 'The robot is stopped: resume it first.';
}

export function endNightBlocked({ link, night }: State): string | null {
  if (link.kind !== 'online') return offline;
  return night === null || night.state === 'ended' ? 'There is no night to end.' : null;
}

export function exportNightBlocked({ link, night, nightExport }: Exporting): string | null {
  if (link.kind !== 'online') return offline;
  if (night === null) return 'There is no night to export.';
  if (night.state === 'running') return 'The night is running: wait for its end, or pause it.';
  return nightExport?.state === 'running' ? 'It is being written.' : null;
}

/** How far the export is, in words; null: none runs. */
export function exportProgressWords({ nightExport }: Exporting): string | null {
  if (nightExport?.state !== 'running') return null;
  const { nightId, done, total } = nightExport;
  if (total === null) return `Writing the ledger of ${nightId}…`;
  return `Writing ${nightId}: ${done} of ${total} records…`;
}

/** What came of an export. */
export function exportedWords(report: NightExportReport): string {
  const { dir, files, bytes, records } = report;
  const size = (bytes / 2 ** 20).toLocaleString('en-GB', { maximumFractionDigits: 1 });
  const told = `${records} records in ${files} files, ${size} MiB, are in ${dir}.`;
  const stay = withheldWords(report);
  return stay === '' ? told : `${told} ${stay}`;
}

/** A person must say that all is well before it goes on. */
export const asksWell = ({ state, moved }: NightView): boolean =>
  state === 'interrupted' || moved.length > 0;
