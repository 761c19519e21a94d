/** Plain made-up nights with an agent for the gallery: outcomes by a seeded coin, counts folded from the very strip. */

import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { wilson } from '../../main/base/lib/stats.ts';
import type { AgentView } from '../../main/base/model/agent.ts';
import {
  type CampaignView,
  type StripTrial,
  saturatedFrom,
} from '../../main/base/model/campaign.ts';
import type { Rate } from '../../main/base/model/judge.ts';
import type { NightView } from '../../main/base/model/night.ts';
import type { RunView } from '../../main/base/model/view.ts';
import { claude } from './galleryAgents.ts';
import { gallerySealHash } from './gallerySeal.ts';
import { galleryTree } from './galleryTree.ts';
import { galleryRun } from './plainData.ts';

const nightId = 'night-0003';
const begun = '2026-01-14T05:36:00.000Z';

/** So many trials of one kind, one after the other; of a duel so many pairs. */
interface Stretch {
  readonly purpose: StripTrial['purpose'];
  readonly count: number;
  readonly idea?: number;
  /** True rate of whoever is tested. */
  readonly rate: number;
}

const championRate = { first: 0.46, later: 0.8 } as const;

const ideaId = (idea: number | undefined): string | null =>
  idea === undefined ? null : `idea-${String(idea).padStart(4, '0')}`;

/** The trials of these stretches, oldest first. */
function stripOf(
  stretches: readonly Stretch[],
  champion: number,
  from: number,
): readonly StripTrial[] {
  const rng = createRng(33);
  const strip: StripTrial[] = [];
  let pairs = 0;
  const outcome = (rate: number): StripTrial['outcome'] => {
    const drawn = rng.uniform();
    return drawn < 0.02 ? 'invalid' : drawn < 0.02 + 0.98 * rate ? 'success' : 'failure';
  };
  const add = (trial: Omit<StripTrial, 'index' | 'outcome'>, rate: number): void => {
    // Within a pair nothing is invalid: it would be drawn anew.
    const drawn = outcome(rate);
    const kept = trial.pair !== null && drawn === 'invalid' ? 'success' : drawn;
    strip.push({ ...trial, index: from + strip.length, outcome: kept });
  };
  for (const { purpose, count, idea, rate } of stretches) {
    for (let i = 0; i < count; i++) {
      const base = { purpose, pair: null } as const;
      if (purpose === 'pair') {
        const pair = ++pairs;
        const isHeadFirst = rng.uniform() < 0.5;
        const head = (): void => add({ purpose, pair, side: 'head', ideaId: ideaId(idea) }, rate);
        const own = (): void => add({ purpose, pair, side: 'champion', ideaId: null }, champion);
        for (const leg of isHeadFirst ? [head, own] : [own, head]) leg();
      } else if (purpose === 'screen') add({ ...base, side: 'head', ideaId: ideaId(idea) }, rate);
      else add({ ...base, side: 'champion', ideaId: null }, champion);
    }
  }
  return strip.slice(-160);
}

const rate = (k: number, n: number): Rate => {
  const { low, high } = wilson(k, n);
  return { k, n, lo: low, hi: high };
};

/** What the tree of the same night says of it. */
const asInTree = (policyHash: string): Rate =>
  must(galleryTree.curve.findLast((point) => point.policyHash === policyHash)).rate;

const own = ({ side }: StripTrial): boolean => side === 'champion';
const countOf = (strip: readonly StripTrial[], kind: StripTrial['outcome']): number =>
  strip.filter((trial) => own(trial) && trial.outcome === kind).length;

/** Of the champion: successes in a row at the end. */
function streakOf(strip: readonly StripTrial[]): number {
  const counted = strip.filter((trial) => own(trial) && trial.outcome !== 'invalid');
  const broken = counted.findLastIndex(({ outcome }) => outcome === 'failure');
  return counted.length - 1 - broken;
}

const use: CampaignView['use'] = {
  ...{ clock: 'real', totalS: 29_400, mru: 0.75, mruExec: 0.53, busyWithFill: 0.93 },
  idleS: { thinking: 850, cooling: 0, overhead: 620, person: 340, fault: 248 },
};

function campaignOf(
  strip: readonly StripTrial[],
  change: Partial<CampaignView> & Pick<CampaignView, 'spent'>,
  isPromoted = true,
): CampaignView {
  const [k, n] = [countOf(strip, 'success'), countOf(strip, 'success') + countOf(strip, 'failure')];
  const champion = isPromoted ? asInTree('c'.repeat(64)) : rate(k, n);
  return {
    ...{ nightId, task: 'push-t', sealHash: gallerySealHash, metric: 'pass-k' },
    ...{ agentId: 'agent-0006', strip, running: null },
    champion: {
      policyHash: 'c'.repeat(64),
      commit: isPromoted ? '3f2a91c04b77de5182aa60c95e0714fb9d3382a1' : null,
      rate: champion,
      band: [Math.max(0, champion.lo - 0.06), Math.min(1, champion.hi + 0.05)],
      ...{ pass1: rate(Math.round(0.6 * champion.k), champion.n), passK: champion, isPromoted },
      ...{ benchSeconds: 47.3, isSaturated: champion.lo >= saturatedFrom },
    },
    start: isPromoted
      ? { policyHash: '0'.repeat(64), commit: null, rate: asInTree('0'.repeat(64)) }
      : { policyHash: '0'.repeat(64), commit: null, rate: champion },
    ...{ headHash: 'd'.repeat(64), stack: [], screening: null, duel: null, wallet: 0.03 },
    counts: { carried: 5, kept: 2, discarded: 10, inconclusive: 0, open: 0 },
    ...{ streak: streakOf(strip), use },
    ...change,
  };
}

const night = (trials: number, change: Partial<NightView> = {}): NightView => ({
  ...{ nightId, task: 'push-t', sealHash: gallerySealHash, agent: 'claude' },
  ...{ clock: 'real', seed: 7, startedBy: 'Maria', startedWallTime: begun },
  ...{ state: 'running', why: '', moved: [], strip: '', target: { inARow: 50 } },
  budget: { trials: 400, robotHours: 14, wallHours: 14, tokens: 30_000_000, usd: 40 },
  counts: {
    ...{ trials, success: Math.round(0.7 * trials), failure: Math.round(0.28 * trials) },
    ...{ invalid: Math.round(0.02 * trials), streak: 8, longestStreak: 14 },
    benchSeconds: 27_300,
  },
  ...change,
});

const later: readonly Stretch[] = [
  { purpose: 'confirm', count: 30, rate: 0 },
  { purpose: 'screen', count: 5, idea: 7, rate: 0.3 },
  { purpose: 'screen', count: 8, idea: 8, rate: 0.5 },
  { purpose: 'fill', count: 6, rate: 0 },
  { purpose: 'screen', count: 8, idea: 9, rate: 0.85 },
  { purpose: 'screen', count: 4, idea: 15, rate: 0.3 },
  { purpose: 'screen', count: 8, idea: 16, rate: 0.9 },
  { purpose: 'fill', count: 6, rate: 0 },
  { purpose: 'screen', count: 8, idea: 17, rate: 0.95 },
  { purpose: 'pair', count: 15, idea: 17, rate: 0.95 },
];

const early: readonly Stretch[] = [
  { purpose: 'first', count: 20, rate: 0 },
  { purpose: 'fill', count: 4, rate: 0 },
  { purpose: 'screen', count: 5, idea: 1, rate: 0.2 },
  { purpose: 'fill', count: 3, rate: 0 },
  { purpose: 'screen', count: 3, idea: 2, rate: 0.9 },
];

const agent: AgentView = {
  ...claude,
  ...{ id: 'agent-0006', root: 'agent-0006' },
  startedWallTime: '2026-01-14T05:36:40.000Z',
  budget: { tokens: 30_000_000, usd: 40, trials: null, wallMinutes: 840 },
  meter: {
    ...claude.meter,
    tokens: {
      ...{ inFresh: 8_412_300, inCacheRead: 88_914_200, inCacheWrite: 1_318_750 },
      ...{ out: 996_410, outReasoning: 341_900 },
    },
    usd: 17.934,
  },
};

const trialIdOf = (index: number): string =>
  `${nightId}-00002-${String(index + 1).padStart(4, '0')}`;

const runOf = (index: number, change: Partial<NonNullable<RunView['trial']>> = {}): RunView => {
  const { trial } = galleryRun;
  return {
    ...galleryRun,
    ...{ batchId: `${nightId}-00002`, trials: null },
    trial: trial && { ...trial, id: trialIdOf(index), index, ...change },
  };
};

const duelTrials = stripOf(later, championRate.later, 196);
/** Without the last, which runs. */
const duelStrip = duelTrials.slice(0, -1);
const { index: duelIndex, outcome: _, ...duelLeg } = must(duelTrials.at(-1));
const duelRuns = campaignOf(duelStrip, {
  ...{ spent: 256, stack: ['d'.repeat(64)] },
  running: { ...duelLeg, trialId: trialIdOf(duelIndex) },
  duel: { wins: 4, losses: 1, pairs: 14, evidence: 1.5 ** 4 * 0.5, threshold: 50 },
});
const screenStrip = stripOf(early, championRate.first, 0);

/** A duel runs, the second side of its fifteenth pair. */
export const galleryDuel = {
  night: night(196 + duelStrip.length),
  campaign: duelRuns,
  agents: [agent],
  run: runOf(duelIndex),
} as const;

/** Early in the night, an idea on the screen, nothing promoted yet; lockstep, and no bound in tokens or money. */
export const galleryScreening = {
  night: night(screenStrip.length, {
    ...{ agent: 'resident', clock: 'lockstep', thinkSeconds: 60 },
    startedWallTime: '2026-01-14T13:05:00.000Z',
    budget: { trials: 400, robotHours: null, wallHours: 12, tokens: null, usd: null },
    counts: {
      ...{ trials: screenStrip.length, success: 15, failure: 20, invalid: 0, streak: 2 },
      ...{ longestStreak: 3, benchSeconds: 2_410 },
    },
  }),
  campaign: campaignOf(
    screenStrip,
    {
      spent: 28,
      running: {
        ...{ trialId: trialIdOf(screenStrip.length), purpose: 'screen', side: 'head' },
        ...{ ideaId: ideaId(2), pair: null },
      },
      screening: { policyHash: 'e'.repeat(64), k: 2, n: 3 },
      counts: { carried: 0, kept: 0, discarded: 1, inconclusive: 0, open: 1 },
      wallet: 0.05,
      use: {
        ...{ clock: 'lockstep', totalS: 2_650, mru: 0.75, mruExec: 0.5, busyWithFill: 0.9 },
        idleS: { thinking: 180, cooling: 0, overhead: 85, person: 0, fault: 0 },
      },
    },
    false,
  ),
  agents: [
    {
      ...agent,
      ...{ recipe: 'resident', name: 'Researcher', version: '0.1.0' },
      startedWallTime: '2026-01-14T13:05:20.000Z',
      meter: {
        ...agent.meter,
        tokens: { inFresh: 0, inCacheRead: 0, inCacheWrite: 0, out: 0, outReasoning: 0 },
        ...{ requests: 0, usd: 0 },
      },
      idea: agent.idea && { ...agent.idea, id: 'idea-0002' },
    },
  ],
  run: runOf(screenStrip.length, { phase: 'reset', attempt: 0, phaseS: 6.1, limitS: 60 }),
} as const;

/** Its trials are used up; the last session has ended too. */
export const galleryCampaignEnded = {
  night: night(520, {
    ...{ state: 'ended', why: '400 trials are used up', parked: true },
    endedWallTime: '2026-01-14T13:41:00.000Z',
  }),
  campaign: {
    ...campaignOf(stripOf(later, 0.9, 360), { spent: 400 }),
    agentId: null,
    counts: { carried: 0, kept: 7, discarded: 14, inconclusive: 1, open: 0 },
  },
  agents: [
    {
      ...agent,
      ...{ state: 'ended', endedBy: 'app', endedWhy: 'the night has ended', idea: null },
      ...{ endedWallTime: '2026-01-14T13:41:20.000Z', waitsFor: null },
    },
  ] as readonly AgentView[],
  run: null,
} as const;
