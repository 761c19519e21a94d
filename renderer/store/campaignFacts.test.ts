/** What is told of a night with an agent: whose terminal, what the trial is for, how sure the champion is. */
import { describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { CampaignView } from '../../main/base/model/campaign.ts';
import { galleryCampaignEnded, galleryDuel, galleryScreening } from '../gallery/galleryCampaign.ts';
import { galleryTree } from '../gallery/galleryTree.ts';
import {
  agentsOfNight,
  championName,
  championWords,
  nightAgent,
  nightPurpose,
  nightTrial,
  nowWords,
  type RunningTrial,
  shownCampaign,
  streakWords,
} from './campaignFacts.ts';

const { night, campaign, agents } = galleryDuel;
const agent = must(agents[0]);

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
      { ...at('2026-01-13T22:00:00.000Z'), endedWallTime: '2026-01-13T23:00:00.000Z' },
    ];
    expect(agentsOfNight(all, ended)).toEqual([agent]);
    expect(agentsOfNight(all, night)).toEqual([all[0], agent]);
    // A night's own agent starts a moment before the entry of the night.
    const moment = new Date(Date.parse(night.startedWallTime) - 1000).toISOString();
    expect(agentsOfNight([at(moment)], night)).toEqual([at(moment)]);
  });
});

describe('what the running trial is for', () => {
  const duelLeg = must(campaign.running);
  const of = (change: Partial<RunningTrial>) => ({ ...duelLeg, pair: null, ...change });
  const own = { side: 'champion', ideaId: null } as const;

  it('is a side of a pair, the first one too, with no more digits than evidence has', () => {
    const { words, title } = nowWords(duelLeg, campaign, null);
    expect(words).toBe('duel, pair 15, the head · evidence 2.5 of 50');
    expect(title).toContain('Only the head solved 4, only the champion 1');
    expect(title).toContain('3.0 %');
    const first = { ...campaign, strip: campaign.strip.slice(0, -1) };
    expect(nowWords({ ...duelLeg, side: 'champion' }, first, null).words).toBe(
      'duel, pair 15, the champion · evidence 2.5 of 50',
    );
    expect(nowWords(duelLeg, { ...campaign, duel: null }, null).words).toBe(
      'one side of a pair, the head; its duel is over',
    );
  });

  it('is the screen of the idea that the referee names, with its trials so far', () => {
    const { campaign: screens } = galleryScreening;
    const screen = must(screens.running);
    expect(nowWords(screen, screens, null).words).toBe('screen of idea 2, 2 of 3 so far');
    expect(nowWords({ ...screen, ideaId: null }, screens, null).words).toBe(
      'screen of an idea, 2 of 3 so far',
    );
    const begins = { ...screens, screening: { policyHash: 'd'.repeat(64), k: 0, n: 0 } };
    expect(nowWords(screen, begins, null).words).toBe('screen of idea 2, its first trial');
    // Its idea was withdrawn while it runs: nothing is on the screen, or what stood behind it.
    const over = 'screen of idea 2, withdrawn meanwhile';
    expect(nowWords(screen, { ...screens, screening: null }, null).words).toBe(over);
    expect(nowWords(screen, begins, galleryTree).words).toBe(over);
  });

  it('is the first measuring, the block after a promotion, or fill', () => {
    const words = (purpose: RunningTrial['purpose'], ideaId: string | null, open = 0) =>
      nowWords(
        of({ ...own, purpose, ideaId }),
        { ...campaign, counts: { ...campaign.counts, open } },
        null,
      ).words;
    expect(words('first', null, 2)).toBe('first measuring of version 0 (2 open)');
    expect(words('confirm', 'idea-0006')).toBe('block that confirms the promotion of idea 6');
    expect(words('fill', 'idea-0006')).toBe('fill: nobody asked (no idea is open)');
  });
});

describe('while a trial runs', () => {
  const { run } = galleryDuel;
  const trial = must(run.trial);
  const known = { night, campaign, run } as const;
  const ending = (index: number) => ({
    ...campaign,
    strip: [{ ...must(campaign.strip[0]), index }],
    running: null,
  });

  it('it is told what for, by the referee alone', () => {
    expect(nightTrial(known)).toBe(trial);
    expect(nightPurpose(known)).toBe(campaign.running);
  });

  it('nothing is told of its purpose while the referee tells of the last one, or of none', () => {
    const last = { ...campaign, running: { ...must(campaign.running), trialId: 'the-last' } };
    for (const behind of [last, ending(trial.index - 1), ending(trial.index - 2)]) {
      expect(nightTrial({ ...known, campaign: behind })).toBe(trial);
      expect(nightPurpose({ ...known, campaign: behind })).toBeNull();
    }
  });

  it('none is told once its outcome is known, and of a trial that is not the night’s', () => {
    const ended = { ...night, state: 'ended' as const };
    for (const change of [
      { campaign: ending(trial.index) },
      { campaign: null },
      { campaign: { ...campaign, nightId: 'night-0009' } },
      { run: null },
      { run: { ...run, trial: null } },
      { run: { ...run, batchId: 'b-0008' } },
      { night: ended },
    ]) {
      expect(nightTrial({ ...known, ...change })).toBeNull();
      expect(nightPurpose({ ...known, ...change })).toBeNull();
    }
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
    const pass1 = { k: 9, n: 20, lo: 0.2582, hi: 0.6579 };
    const band = [0.3838, 0.7922] as const;
    const of: CampaignView = { ...campaign, champion: { ...champion, rate, pass1, band } };
    const told = championWords(of, 8);
    expect(told).toMatchObject({ metric: 'within 8 attempts', apartName: 'first attempt' });
    expect(told.rate).toEqual({ value: '0.60', interval: '[0.46, 0.72]', n: 'n=50' });
    expect(told.apart).toEqual({ value: '0.45', interval: '[0.26, 0.66]', n: 'n=20' });
    expect(told.band).toBe('[0.38, 0.79]');
    const first = championWords({ ...of, metric: 'pass-1' }, null);
    expect(first).toMatchObject({ metric: 'first attempt', apartName: 'within its attempts' });
  });

  it('says what is left to win once the metric that decides is saturated', () => {
    const champion = { ...must(campaign.champion), isSaturated: true, benchSeconds: 41.3 };
    const left = (change: Partial<CampaignView>, attempts: number) =>
      championWords({ ...campaign, champion, ...change }, attempts).left;
    expect(left({}, 8)).toBe('left to win: first attempts, 41 s a trial');
    expect(left({ metric: 'pass-1' }, 8)).toBe('left to win: 41 s a trial');
    expect(left({ champion: { ...champion, isSaturated: false } }, 8)).toBeNull();
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
