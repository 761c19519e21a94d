/** What an agent does, costs and may, in words. Pure; "now" is handed in. */
import { localTime } from '../../../main/base/lib/clock.ts';
import type {
  AgentMeter,
  AgentTrialView,
  AgentView,
  IdeaView,
  JailLevel,
} from '../../../main/base/model/agent.ts';
import { tokensSpent } from '../../../main/base/model/agent.ts';
import { reasonWords } from '../../store/trialFacts.ts';

/** `03:12`: nights are read by minutes. */
export const minuteOf = (wallTime: string): string => localTime(wallTime).time.slice(0, 5);

/** What the tab's mark shows. */
export type AgentSign = 'works' | 'waits' | 'between' | 'ended';

export function signOf(agent: AgentView): AgentSign {
  if (agent.state === 'ended') return 'ended';
  if (agent.state !== 'running') return 'between';
  return agent.waitsFor !== null || agent.meter.waiting !== null ? 'waits' : 'works';
}

/** One word beside the name; empty while it works. */
export function signWord(agent: AgentView): string {
  const sign = signOf(agent);
  if (sign === 'between') return agent.state;
  return sign === 'works' ? '' : sign;
}

/** What it waits for, or how it ended: one sentence for the line above the terminal. */
export function stateWords(agent: AgentView): string {
  const { meter } = agent;
  if (agent.state === 'ended') {
    const when = agent.endedWallTime === null ? '' : ` ${minuteOf(agent.endedWallTime)}`;
    return `ended${when}${agent.endedWhy === '' ? '' : `: ${agent.endedWhy}`}`;
  }
  if (agent.state !== 'running') return agent.state;
  if (meter.spent !== null)
    return `budget of ${spentWords[meter.spent]} spent: it is told to finish`;
  if (meter.waiting !== null) return `waiting: ${waitingWords(meter.waiting)}`;
  return agent.waitsFor === null ? 'working' : `waits for ${agent.waitsFor}`;
}

const spentWords = { tokens: 'tokens', usd: 'money' } as const;
const whyWords = { 'rate-limit': 'rate limit', network: 'no network' } as const;

export const waitingWords = (waiting: NonNullable<AgentMeter['waiting']>): string =>
  `${whyWords[waiting.why]} since ${minuteOf(waiting.sinceWallTime)}`;

export const jailWords: Readonly<Record<JailLevel, string>> = {
  bubblewrap: 'bubblewrap',
  landlock: 'Landlock',
  none: 'not confined',
};

export const jailTitles: Readonly<Record<JailLevel, string>> = {
  bubblewrap:
    'It sees its own home and clone, the gateway and the bench’s desk; no other process, no other network.',
  landlock:
    'It writes only its own home and clone and reaches only the gateway; it sees other processes.',
  none: 'Nothing holds it: it may touch whatever this user may touch, and reach any network.',
};

export function versionWords({ version, tested }: Pick<AgentView, 'version' | 'tested'>): string {
  const known = version === null ? 'version unknown' : version;
  return tested ? known : `${known}, untested version`;
}

/** `812`, `12.4 k`, `1.31 M`. */
export function countWords(n: number): string {
  if (n < 1_000) return String(n);
  const [value, unit] =
    n < 999_500 ? [n / 1e3, 'k'] : n < 999.5e6 ? [n / 1e6, 'M'] : [n / 1e9, 'G'];
  return `${value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)} ${unit}`;
}

/** The minutes that an agent has run. */
function minutesRun(agent: AgentView, nowWallTime: string): number {
  const ms = Date.parse(agent.endedWallTime ?? nowWallTime) - Date.parse(agent.startedWallTime);
  return Number.isFinite(ms) ? Math.max(0, ms / 60_000) : 0;
}

/** `12 min`, `3 h 27 min` */
export function durationWords(minutes: number): string {
  const whole = Math.floor(minutes);
  const hours = `${Math.floor(whole / 60)} h`;
  if (whole < 60) return `${whole} min`;
  return whole % 60 === 0 ? hours : `${hours} ${whole % 60} min`;
}

/** One cell of the meters: what was used, of what; `share` null where there is no bound. */
export interface Gauge {
  readonly name: string;
  readonly used: string;
  readonly of: string;
  readonly share: number | null;
  readonly title: string;
}

const shareOf = (used: number, bound: number | null): number | null =>
  bound === null ? null : Math.min(1, used / bound);

export function gaugesOf(agent: AgentView, nowWallTime: string): readonly Gauge[] {
  const { meter, budget, trials } = agent;
  const tokens = tokensSpent(meter.tokens);
  const minutes = minutesRun(agent, nowWallTime);
  const left = budget.wallMinutes === null ? null : Math.max(0, budget.wallMinutes - minutes);
  return [
    {
      name: 'tokens',
      used: countWords(tokens),
      of:
        budget.tokens === null
          ? 'no bound'
          : `of ${countWords(budget.tokens).replace(/\.0+ /, ' ')}`,
      share: shareOf(tokens, budget.tokens),
      title:
        'Read fresh, written to the cache, and written; reading from the cache is not counted.',
    },
    {
      name: 'money',
      used: meter.usd === null ? 'no price' : `${meter.usd.toFixed(2)} USD`,
      of: moneyBound(agent),
      share: meter.usd === null ? null : shareOf(meter.usd, budget.usd),
      title:
        meter.usd === null
          ? 'The price table does not name a model that was used: money is not counted, and no bound of it kept.'
          : 'By the price table of this bench.',
    },
    {
      name: 'trials',
      used: String(trials.asked),
      of: budget.trials === null ? 'no bound' : `of ${budget.trials}`,
      share: shareOf(trials.asked, budget.trials),
      title: 'Trials it asked for, the queued ones too.',
    },
    {
      name: agent.state === 'ended' || left === null ? 'time' : 'time left',
      used: durationWords(agent.state === 'ended' || left === null ? minutes : left),
      of: budget.wallMinutes === null ? 'no bound' : `of ${durationWords(budget.wallMinutes)}`,
      share: shareOf(minutes, budget.wallMinutes),
      title: `Started at ${minuteOf(agent.startedWallTime)}.`,
    },
  ];
}

function moneyBound({ meter, budget }: AgentView): string {
  if (meter.usd === null) return 'known';
  return budget.usd === null ? 'no bound' : `of ${budget.usd.toFixed(2)}`;
}

export interface TokenLine {
  readonly name: string;
  readonly count: number;
  readonly title: string;
}

export const tokenLines = ({ tokens }: AgentMeter): readonly TokenLine[] => [
  { name: 'fresh', count: tokens.inFresh, title: 'Tokens read that no cache had.' },
  { name: 'cache read', count: tokens.inCacheRead, title: 'Tokens read from the cache.' },
  { name: 'cache write', count: tokens.inCacheWrite, title: 'Tokens written to the cache.' },
  { name: 'out', count: tokens.out, title: 'Tokens that the model has written.' },
  {
    name: 'of it reasoning',
    count: tokens.outReasoning,
    title: 'What the model thought by itself.',
  },
];

/** `2 success, 1 failure, 0 invalid` without what is nought. */
export function tallyWords(trials: IdeaView['trials']): string {
  const parts = (['success', 'failure', 'invalid'] as const).filter((kind) => trials[kind] > 0);
  return parts.length === 0
    ? 'no trial yet'
    : parts.map((kind) => `${trials[kind]} ${kind}`).join(', ');
}

/** What is known of a trial it asked for. */
export function trialWords({ state, outcome, why }: AgentTrialView): string {
  if (outcome === null) return why === '' ? state : `${state}: ${why}`;
  return outcome.kind === 'success' ? 'success' : `${outcome.kind}: ${reasonWords(outcome.reason)}`;
}

/** `idea-0017` is “Idea 17”. */
export const ideaName = (id: string): string => `Idea ${Number(id.replace(/\D/g, ''))}`;
