/** The campaign's rule on small histories: what is wanted next, what is decided, what voiding and renaming gain. */

import { describe, expect, it } from 'vitest';
import { must } from '../../base/lib/assert.ts';
import type { Outcome } from '../../base/model/trial.ts';
import { step, wanted } from './campaign.ts';
import {
  type Campaign,
  type CampaignEvent,
  type CampaignRule,
  campaignRules,
  createCampaign,
  type Decision,
  headOf,
} from './campaignState.ts';

const success: Outcome = { kind: 'success' };
const failure: Outcome = { kind: 'failure', reason: 'not-reached' };
const invalid = (
  reason: 'servo-fault' | 'human-touched' | 'success-at-reset' | 'reset-unverified',
): Outcome => ({
  kind: 'invalid',
  reason,
});

/** A campaign with everything that was fed to it. `next` runs the wanted trial. */
function play(rule: CampaignRule = campaignRules.default) {
  let campaign: Campaign = createCampaign(rule, 'v0');
  const events: CampaignEvent[] = [];
  const decisions: Decision[] = [];
  const feed = (event: CampaignEvent): void => {
    events.push(event);
    const stepped = step(campaign, event);
    campaign = stepped.campaign;
    decisions.push(...stepped.decisions);
  };
  const want = () => wanted(campaign, () => true);
  const next = (outcome: Outcome, acted = true): void => {
    const { kind, tree } = want();
    feed({ kind: 'trial', purpose: kind, tree, outcome, acted });
  };
  const idea = (id: string, tree = id, parent = headOf(campaign)): void =>
    feed({ kind: 'idea', id, tree, parent });
  const many = (times: number, outcome: Outcome): void => {
    for (let i = 0; i < times; i++) next(outcome);
  };
  const measured = (): void => {
    many(8, success);
    many(12, failure);
  };
  /** Pairs that only the head solves. */
  const wins = (pairs: number): void => {
    for (let i = 0; i < pairs; i++) {
      next(success);
      next(failure);
    }
  };
  return { feed, want, next, idea, many, measured, wins, events, decisions, now: () => campaign };
}

describe('a campaign', () => {
  it('measures version 0 first, then screens, carries, duels and keeps a stack', () => {
    const night = play();
    night.idea('a');
    expect(night.want()).toEqual({ kind: 'first', tree: 'v0' });
    night.measured();
    expect(night.want()).toEqual({ kind: 'screen', tree: 'a' });
    night.many(8, success);
    expect(night.decisions).toEqual([{ tree: 'a', outcome: 'carried', by: 'screen' }]);
    expect([headOf(night.now()), night.want().kind]).toEqual(['a', 'fill']);
    night.idea('b');
    night.many(8, success);
    night.feed({ kind: 'supply', supply: 'dry' });
    expect(night.want()).toEqual({ kind: 'pair', tree: 'b', pair: 0, leg: 1 });
    night.next(success);
    expect(night.want()).toEqual({ kind: 'pair', tree: 'v0', pair: 0, leg: 2 });
    night.next(failure);
    night.wins(9);
    const kept = { outcome: 'kept', by: 'duel', of: 2 };
    expect(night.decisions.slice(2)).toEqual([
      { tree: 'a', ...kept },
      { tree: 'b', ...kept },
    ]);
    const { champion, wallet, stack } = night.now();
    expect(champion).toMatchObject({ tree: 'b', honest: { k: 10, n: 10 }, promoted: true });
    expect([wallet.left, stack]).toEqual([0.05, []]);
    expect(night.want().kind).toBe('confirm');
    night.many(30, success);
    expect(night.now().champion.block).toEqual({ k: 30, n: 30, size: 30 });
    expect([night.want().kind, night.now().champion.honest.n]).toEqual(['fill', 40]);
  });

  it('drops early, and falls back to the champion when a duel is lost', () => {
    const night = play();
    night.measured();
    night.idea('bad');
    night.many(4, failure);
    expect(night.decisions).toEqual([{ tree: 'bad', outcome: 'discarded', by: 'screen' }]);
    night.idea('lucky');
    night.many(8, success);
    night.feed({ kind: 'supply', supply: 'dry' });
    for (let pair = 0; pair < 3; pair++) {
      night.next(failure);
      night.next(success);
    }
    expect(night.decisions.at(-1)).toEqual({
      tree: 'lucky',
      outcome: 'discarded',
      by: 'duel',
      of: 1,
    });
    expect([headOf(night.now()), night.now().wallet.left.toFixed(3)]).toEqual(['v0', '0.030']);
    expect(night.now().champion.honest).toEqual({ k: 11, n: 23 });
  });

  it('strict proves each idea by itself', () => {
    const night = play(campaignRules.strict);
    night.measured();
    night.idea('a');
    night.many(12, success);
    expect(night.want()).toMatchObject({ kind: 'pair', tree: 'a' });
  });

  it('goes on with the evidence of a policy under another name, and repeats a lost duel for nobody', () => {
    const night = play();
    night.measured();
    night.idea('bad');
    night.many(4, failure);
    night.idea('renamed', 'bad');
    expect([night.want().kind, night.decisions.length]).toEqual(['fill', 2]);
    expect(night.now().ideas.first()).toMatchObject({
      ids: ['bad', 'renamed'],
      screen: { k: 0, n: 4 },
    });
    night.idea('same', 'v0');
    expect(night.decisions.at(-1)).toEqual({ tree: 'v0', outcome: 'discarded', by: 'no-change' });
    night.idea('lucky');
    night.many(8, success);
    night.feed({ kind: 'supply', supply: 'dry' });
    for (let leg = 0; leg < 3; leg++) {
      night.next(failure);
      night.next(success);
    }
    const { wallet } = night.now();
    night.idea('lucky again', 'lucky');
    expect([night.want().kind, night.now().wallet]).toEqual(['fill', wallet]);
  });

  it('leaves behind what a better head does not contain', () => {
    const night = play();
    night.measured();
    night.idea('a');
    night.idea('b', 'b', 'v0');
    for (let i = 0; i < 8; i++) night.next(i < 5 ? success : failure);
    night.many(8, success);
    expect(night.decisions).toEqual([
      { tree: 'a', outcome: 'carried', by: 'screen' },
      { tree: 'a', outcome: 'inconclusive', by: 'left-behind' },
      { tree: 'b', outcome: 'carried', by: 'screen' },
    ]);
    expect(night.now().stack).toEqual(['b']);
  });
});

describe('voiding', () => {
  const duelling = () => {
    const night = play();
    night.measured();
    night.idea('a');
    night.many(8, success);
    night.feed({ kind: 'supply', supply: 'dry' });
    return night;
  };

  it('after the first action is a failure, shown nowhere', () => {
    const night = duelling();
    night.next(invalid('servo-fault'));
    night.next(success);
    expect(night.now().run).toMatchObject({ duel: { wins: 0, losses: 1 }, headShown: { n: 0 } });
  });

  it('of nobody’s doing draws the whole pair again', () => {
    const night = duelling();
    night.next(success);
    night.next(invalid('human-touched'));
    expect(night.want()).toEqual({ kind: 'pair', tree: 'a', pair: 1, leg: 1 });
    expect(night.now().run).toMatchObject({ duel: { pairs: 0 }, headShown: { n: 0 } });
    expect(night.now().voids).toEqual({ v0: 1 });
  });

  it.each(['reset-unverified', 'success-at-reset'] as const)(
    'by a scene that no reset can mend costs who left it so (%s)',
    (reason) => {
      const night = duelling();
      night.next(failure);
      night.next(invalid(reason), false);
      night.next(invalid(reason), false);
      expect(night.now().voids).toEqual({ a: 1 });
      night.next(success);
      night.next(success);
      expect(night.now().run?.duel).toMatchObject({ wins: 0, losses: 1, pairs: 1 });
      expect(night.now().run?.owed).toEqual({ head: 0, champion: 0 });
    },
  );
});

it('a failed reset is charged to who moved the arm last, to nobody where a reset ended since', () => {
  const night = play();
  night.measured();
  night.idea('a');
  night.next(failure);
  night.next(invalid('human-touched'), false);
  night.next(invalid('reset-unverified'), false);
  expect(night.now().voids).toEqual({ a: 2 });
  night.next(failure, false);
  night.next(invalid('reset-unverified'), false);
  expect(night.now().voids).toEqual({ a: 2 });
});

it('withdrawing loses the stake, and goes with what was built on it', () => {
  const night = play();
  night.measured();
  night.idea('a');
  night.many(8, success);
  night.feed({ kind: 'supply', supply: 'dry' });
  night.feed({ kind: 'withdrawn', id: 'a' });
  expect(night.decisions.at(-1)).toEqual({ tree: 'a', outcome: 'inconclusive', by: 'withdrawn' });
  expect([night.now().run, night.now().wallet.left.toFixed(3)]).toEqual([null, '0.030']);
});

it('is the same campaign when it is replayed, and leaves the one before a step as it was', () => {
  const night = play();
  night.measured();
  for (const id of ['a', 'b', 'c']) {
    night.idea(id);
    night.many(8, success);
  }
  night.feed({ kind: 'supply', supply: 'dry' });
  night.wins(4);
  night.next(success);
  const states = [createCampaign(campaignRules.default, 'v0')];
  for (const event of night.events) states.push(step(must(states.at(-1)), event).campaign);
  expect(states.at(-1)).toEqual(night.now());
  const again = night.events.map((event, at) => step(must(states[at]), event).campaign);
  expect(again).toEqual(states.slice(1));
});

it('refuses a trial that nobody wanted', () => {
  const campaign = createCampaign(campaignRules.default, 'v0');
  const trial = { kind: 'trial', outcome: success, acted: true } as const;
  expect(() => step(campaign, { ...trial, purpose: 'screen', tree: 'x' })).toThrow();
  expect(() => step(campaign, { ...trial, purpose: 'fill', tree: 'x' })).toThrow();
  expect(() => step(campaign, { ...trial, purpose: 'pair', tree: 'v0' })).toThrow();
});
