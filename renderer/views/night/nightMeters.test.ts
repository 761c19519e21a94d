/** What a night used, where its time went, and how long it may still go: nothing made up, estimates marked. */
import { describe, expect, it } from 'vitest';
import { must } from '../../../main/base/lib/assert.ts';
import type { Utilisation } from '../../../main/base/model/campaign.ts';
import {
  galleryCampaignEnded,
  galleryDuel,
  galleryScreening,
} from '../../gallery/galleryCampaign.ts';
import {
  idleWords,
  leftWords,
  mruWords,
  nightLeft,
  nightMeters,
  nightSpent,
  timeLeft,
  timeShares,
} from './nightMeters.ts';

const { night, campaign, agents } = galleryDuel;
/** Eight hours after it began. */
const now = '2026-01-14T13:36:00.000Z';
const agent = must(agents[0]);

describe('what it used', () => {
  it('is counted by the campaign and by all sessions of the night', () => {
    const other = { ...agent, id: 'agent-0005', root: 'agent-0005' };
    // Taken up again: what the first session used is in the meter of the second.
    const again = { ...agent, id: 'agent-0007' };
    const two = nightSpent(night, campaign, [again, agent, other], now);
    expect(two.map(({ id, spent }) => `${id} ${spent?.toFixed(2)}`)).toEqual([
      'trials 256.00',
      'robotHours 7.58',
      'wallHours 8.00',
      'tokens 21454920.00',
      'usd 35.87',
    ]);
    expect(nightSpent(night, null, agents, now)[0]?.spent).toBe(night.counts.trials);
  });

  it('is said with its bound and in its unit', () => {
    const meters = nightMeters(nightSpent(night, campaign, agents, now));
    expect(meters.map(({ name, used, bound }) => `${name}: ${used}${bound}`)).toEqual([
      'trials: 256 / 400',
      'robot: 7.6 / 14 h',
      'tokens: 10.7 M / 30 M',
      'money: 17.93 / 40 USD',
    ]);
    expect(meters[0]?.share).toBe(0.64);
  });

  it('has no share without a bound, and no sum where a model has no price', () => {
    const free = { ...galleryScreening.night };
    const meters = nightMeters(nightSpent(free, galleryScreening.campaign, [], now));
    expect(meters.map(({ name, share }) => `${name} ${share}`)).toEqual([
      'trials 0.07',
      'robot, no bound null',
      'tokens, no bound null',
      'money, no bound null',
    ]);
    const priceless = { ...agent, root: 'agent-0005', meter: { ...agent.meter, usd: null } };
    const usd = nightMeters(nightSpent(night, campaign, [agent, priceless], now)).at(-1);
    expect(usd).toMatchObject({ used: 'no price', bound: '', share: null });
  });
});

describe('the time left', () => {
  const left = (change: Partial<typeof night>, at = now) => {
    const of = { ...night, ...change };
    return timeLeft(of, nightSpent(of, campaign, agents, at), at);
  };

  it('is that of the bound which is reached first, at the pace so far', () => {
    // 256 trials in eight hours: 144 more take four and a half.
    const told = left({});
    expect(told).toMatchObject({ kind: 'left', by: 'trials' });
    expect(told).toMatchObject({ minutes: 270, endsWallTime: '2026-01-14T18:06:00.000Z' });
    expect(told.kind === 'left' ? told.passed : null).toBeCloseTo(480 / 750);
    expect(left({ budget: { ...night.budget, wallHours: 9 } })).toMatchObject({
      ...{ by: 'wallHours', minutes: 60 },
    });
  });

  it('is not told from a few minutes or trials, but a clock needs no pace', () => {
    const early = '2026-01-14T05:41:00.000Z';
    const noClock = { budget: { ...night.budget, wallHours: null } };
    expect(left(noClock, early)).toEqual({ kind: 'unknown' });
    expect(left({ counts: { ...night.counts, trials: 4 }, ...noClock })).toEqual({
      kind: 'unknown',
    });
    expect(left({}, early)).toMatchObject({ by: 'wallHours', minutes: 14 * 60 - 5 });
  });

  it('is none where nothing bounds it, and over with the night', () => {
    const none = { trials: null, robotHours: null, wallHours: null, tokens: null, usd: null };
    expect(left({ budget: none })).toEqual({ kind: 'unbounded' });
    expect(nightLeft(galleryCampaignEnded, now)).toEqual({ kind: 'ended' });
    expect(nightLeft({ night: null, campaign: null, agents: null }, now)).toEqual({
      kind: 'unknown',
    });
  });

  it('is said no finer than a pace supports, and marked as an estimate', () => {
    const words = (minutes: number): string =>
      leftWords({ kind: 'left', minutes, by: 'trials', endsWallTime: now, passed: 0.5 }).value;
    expect([2, 13, 58, 64, 207, 640].map(words)).toEqual([
      'under 5 min',
      '≈ 15 min',
      '≈ 1 h',
      '≈ 1 h',
      '≈ 3 h 30 min',
      '≈ 11 h',
    ]);
    expect(leftWords({ kind: 'unknown' }).value).toBe('not known yet');
  });
});

describe('where the time went', () => {
  // docs/SCIENCE.md §7: 60 minutes, 4 of resets, 1 of checks, 13 of episodes, 12 of fill.
  const use: Utilisation = {
    ...{ clock: 'real', totalS: 3600, mru: 0.3, mruExec: 13 / 60, busyWithFill: 0.5 },
    idleS: { thinking: 1500, cooling: 0, overhead: 200, person: 100, fault: 0 },
  };

  it('is split without counting anything twice', () => {
    const shares = timeShares(use);
    expect(shares.map(({ id, share }) => `${id} ${share.toFixed(3)}`)).toEqual([
      'episodes 0.217',
      'around 0.083',
      'fill 0.200',
      'idle 0.500',
    ]);
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(mruWords(use)).toBe('MRU 0.30 · exec 0.22 · with fill 0.50');
  });

  it('names why it was idle, the longest first, and nothing that was not', () => {
    expect(idleWords(use)).toBe('idle 30 min: thinking 25, overhead 3, person 2');
    const idleS = { thinking: 0, cooling: 0, overhead: 0, person: 0, fault: 0 };
    expect(idleWords({ ...use, idleS })).toBe('idle 0 min');
  });
});
