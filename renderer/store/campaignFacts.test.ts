/** What is told of a night with an agent: whose terminal, what the trial is for, how sure the champion is. */
import { describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { CampaignView, StripTrial } from '../../main/base/model/campaign.ts';
import { galleryCampaignEnded, galleryDuel, galleryScreening } from '../gallery/galleryCampaign.ts';
import { galleryTree } from '../gallery/galleryTree.ts';
import {
  agentsOfNight,
  campaignNow,
  championName,
  championWords,
  nightAgent,
  nowWords,
  screenedIdea,
  shownCampaign,
  streakWords,
} from './campaignFacts.ts';
import { foldTrialNow, shownNow } from './trialNow.ts';

const { night, campaign, agents } = galleryDuel;
const agent = must(agents[0]);
const nothing = { agent: null, tree: null } as const;
const leg = (side: StripTrial['side'], change: Partial<StripTrial> = {}): StripTrial => ({
  ...{ index: 1, outcome: 'success', side, purpose: 'pair', ideaId: null, pair: 4 },
  ...change,
});

describe('which campaign is shown', () => {
  it('is that of the night, where the night has an agent', () => {
    expect(shownCampaign({ night, campaign })).toBe(campaign);
    expect(shownCampaign({ night: { ...night, agent: 'none' }, campaign })).toBeNull();
    expect(shownCampaign({ night: { ...night, nightId: 'night-0009' }, campaign })).toBeNull();
    expect(shownCampaign({ night: null, campaign })).toBeNull();
    expect(shownCampaign({ night, campaign: null })).toBeNull();
  });
});

describe('whose terminal is shown', () => {
  it('is the one that works, and between two sessions the last of this night', () => {
    expect(nightAgent({ night, campaign, agents })?.id).toBe('agent-0006');
    const later = { ...agent, id: 'agent-0007' };
    const between = { ...campaign, agentId: null };
    expect(nightAgent({ night, campaign: between, agents: [later, agent] })).toBe(later);
    expect(nightAgent({ night, campaign: between, agents: [] })).toBeNull();
    expect(nightAgent({ night, campaign, agents: null })).toBeNull();
  });

  it('knows the sessions of a night by their begin, their task and what they write', () => {
    const at = (startedWallTime: string) => ({ ...agent, startedWallTime });
    const ended = galleryCampaignEnded.night;
    const all = [
      at('2026-01-14T13:50:00.000Z'),
      { ...agent, purpose: 'judge' as const },
      { ...agent, task: 'touch' },
      agent,
      at('2026-01-13T22:00:00.000Z'),
    ];
    expect(agentsOfNight(all, ended)).toEqual([agent]);
    expect(agentsOfNight(all, night)).toEqual([all[0], agent]);
  });
});

describe('what the running trial is for', () => {
  const sideAfter = (...strip: StripTrial[]) => campaignNow({ ...campaign, strip });

  it('is a side of a pair: the other one of a pair that was begun, else not told', () => {
    const told = { kind: 'duel', pair: 15, side: 'champion' };
    expect(sideAfter(leg('head'))).toEqual(told);
    expect(sideAfter(leg('head'), leg('champion'))).toEqual({ ...told, side: null });
    expect(sideAfter()).toEqual({ ...told, side: null });
    // It may be drawn anew, or count as a failure.
    expect(sideAfter(leg('head', { outcome: 'invalid' }))).toEqual({ ...told, side: null });
  });

  it('is the screen of the idea that the tree names, else of that which is open', () => {
    const { campaign: screens, agents: own } = galleryScreening;
    const known = { agent: must(own[0]), tree: null };
    const now = campaignNow(screens);
    expect(now.kind).toBe('screen');
    expect(screenedIdea(now, screens, nothing)).toBe('idea-0002');
    const first = { ...screens, screening: { policyHash: 'd'.repeat(64), k: 0, n: 0 } };
    const begins = campaignNow(first);
    expect(screenedIdea(begins, first, nothing)).toBeNull();
    expect(screenedIdea(begins, first, known)).toBe('idea-0002');
    expect(screenedIdea(begins, first, { ...known, tree: galleryTree })).toBe('idea-0017');
    expect(screenedIdea(campaignNow(campaign), campaign, known)).toBeNull();
    expect(nowWords(now, screens, 'idea-0002').words).toBe('screen of idea 2, 2 of 3 so far');
    expect(nowWords(begins, first, null).words).toBe('screen of an idea, its first trial');
  });

  it('is said with no more digits than evidence has', () => {
    const { words, title } = nowWords(campaignNow(campaign), campaign, null);
    expect(words).toBe('duel, pair 15, the head · evidence 2.5 of 50');
    expect(title).toContain('Only the head solved 4, only the champion 1');
    expect(title).toContain('3.0 %');
  });

  it('is the champion alone while no idea is tested', () => {
    const alone = { ...campaign, duel: null };
    expect(campaignNow(alone)).toEqual({ kind: 'champion', row: 'champion' });
    expect(nowWords(campaignNow(alone), alone, null).words).toBe(
      'the champion, no idea under test (no idea is open)',
    );
  });
});

describe('while a trial runs', () => {
  const { run } = galleryDuel;
  const index = must(run.trial).index;
  const fill = {
    ...campaign,
    duel: null,
    strip: [leg('champion', { index: index - 1, pair: null })],
  };
  const handedIn = { ...fill, screening: { policyHash: 'd'.repeat(64), k: 0, n: 0 } };
  const known = { night, run } as const;

  it('an idea that is handed in changes nothing of what it is for', () => {
    const begun = foldTrialNow(null, run, fill);
    const later = foldTrialNow(begun, run, handedIn);
    expect(later).toBe(begun);
    expect(shownNow({ ...known, campaign: handedIn, trialNow: later })?.kind).toBe('champion');
  });

  it('the campaign may be a trial behind when it begins', () => {
    const behind = { ...fill, strip: [leg('champion', { index: index - 2, pair: null })] };
    const begun = foldTrialNow(null, run, behind);
    expect(begun?.settled).toBe(false);
    expect(foldTrialNow(begun, run, handedIn)?.now.kind).toBe('screen');
  });

  it('nothing is told of none, and of one whose outcome is known', () => {
    const begun = foldTrialNow(null, run, fill);
    expect(foldTrialNow(begun, null, fill)).toBeNull();
    expect(foldTrialNow(begun, run, null)).toBeNull();
    expect(foldTrialNow(begun, { ...run, batchId: 'b-0008' }, fill)).toBeNull();
    const over = { ...fill, strip: [leg('champion', { index, pair: null })] };
    expect(shownNow({ ...known, campaign: over, trialNow: begun })).toBeNull();
    expect(shownNow({ ...known, run: null, campaign: fill, trialNow: begun })).toBeNull();
    const ended = { ...night, state: 'ended' as const };
    expect(shownNow({ night: ended, run, campaign: fill, trialNow: begun })).toBeNull();
  });
});

describe('the champion', () => {
  it('is called by its idea, by its commit while the tree is not known, version 0 before any', () => {
    expect(championName(campaign, galleryTree)).toBe('idea 6');
    expect(championName(campaign, null)).toBe('3f2a91c');
    expect(championName(galleryScreening.campaign, galleryTree)).toBe('version 0');
    expect(championName({ ...campaign, champion: null }, null)).toBe('version 0');
  });

  it('has the rate that decides first, the other one apart, each with its interval', () => {
    const champion = must(campaign.champion);
    const rate = { k: 30, n: 50, lo: 0.4618, hi: 0.7239 };
    const pass1 = { k: 9, n: 20, lo: 0, hi: 1 };
    const band = [0.3838, 0.7922] as const;
    const of: CampaignView = { ...campaign, champion: { ...champion, rate, pass1, band } };
    const told = championWords(of, 8);
    expect(told).toMatchObject({ metric: 'within 8 attempts', apartName: 'first attempt' });
    expect(told.rate).toEqual({ value: '0.60', interval: '[0.46, 0.72]', n: 'n=50' });
    // Wilson, whatever interval came with it.
    expect(told.apart).toEqual({ value: '0.45', interval: '[0.26, 0.66]', n: 'n=20' });
    expect(told.band).toBe('[0.38, 0.79]');
    const first = championWords({ ...of, metric: 'pass-1' }, null);
    expect(first).toMatchObject({ metric: 'first attempt', apartName: 'within its attempts' });
  });

  it('has nothing apart where a trial has one attempt, and no rate before one counts', () => {
    expect(championWords(campaign, 1)).toMatchObject({ metric: 'first attempt', apart: null });
    expect(championWords({ ...campaign, champion: null }, 8)).toMatchObject({ rate: null });
  });

  it('has a streak that proves what a row found in its trials proves', () => {
    const champion = must(campaign.champion);
    const of = (k: number, n: number, streak: number) =>
      streakWords(
        { ...campaign, streak, champion: { ...champion, rate: { k, n, lo: 0, hi: 1 } } },
        night,
      );
    expect(of(50, 50, 50)).toMatchObject({ proof: 'proves ≥ 94.1 %', announced: true });
    expect(of(590, 600, 50)).toMatchObject({ proof: 'proves ≥ 86.4 %', announced: false });
    expect(of(3, 9, 0)).toMatchObject({ streak: 0, target: 50, proof: '' });
  });
});
