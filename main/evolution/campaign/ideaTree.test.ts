/** The tree of ideas and the night's view, from one made-up campaign: told twice they are the same, and the sums hold. */
import { describe, expect, it } from 'vitest';
import { campaignEntries, madeUp } from '../../../test/lib/campaignEntries.ts';
import { must } from '../../base/lib/assert.ts';
import type { Utilisation } from '../../base/model/campaign.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import { headOf } from '../../improvement/evidence/campaignState.ts';
import { campaignView } from './campaignView.ts';
import { evidenceLines } from './evidenceLines.ts';
import { createCampaignFold, outcomeBy } from './foldCampaign.ts';
import { ideaTree, rateCurve } from './ideaTree.ts';

const { entries, fold } = campaignEntries(120);
const campaign = must(fold.campaign);
const said = (id: string) => ({ hypothesis: `why ${id}`, tokens: 7 });
const nodes = ideaTree(fold, 'pass-k', said);
const view = campaignView(fold, {
  ...{ nightId: 'night-0001', task: 'touch', metric: 'pass-k', agentId: null },
  use: {} as Utilisation,
});

describe('the tree of ideas', () => {
  it('is the same when its entries are told again', () => {
    const again = createCampaignFold(madeUp.sealHash, madeUp);
    for (const entry of entries) again.apply(entry);
    expect(again.campaign).toEqual(campaign);
    expect(again.decided).toEqual(fold.decided);
    expect(ideaTree(again, 'pass-k', said)).toEqual(nodes);
  });

  it('has version 0 at its root, each idea in the order it came, and every trial once', () => {
    expect(nodes).toHaveLength(121);
    expect(nodes[0]).toMatchObject({ standing: 'version-0', ideaId: null, hypothesis: '', by: '' });
    expect(nodes[1]).toMatchObject({ ideaId: 'idea-000001', hypothesis: 'why idea-000001' });
    expect([nodes[0]?.tokens, nodes[1]?.tokens]).toEqual([0, 7]);
    const trials = nodes.reduce((sum, { trials: { n }, invalid }) => sum + n + invalid, 0);
    const finished = entries.filter(({ body }) => body.kind === 'trial-finished').length;
    expect(trials).toBe(finished);
    expect(nodes.reduce((sum, { robotSeconds }) => sum + robotSeconds, 0)).toBe(20 * finished);
    for (const { screen, trials: all } of nodes) expect(screen.n).toBeLessThanOrEqual(all.n);
  });

  it('says what decided each idea, and leads from version 0 to the champion', () => {
    const kept = nodes.filter(({ standing }) => standing === 'kept');
    expect(kept.length).toBeGreaterThan(0);
    for (const { by, of } of kept) expect([by, (of ?? 0) > 0]).toEqual(['duel', true]);
    const dropped = nodes.filter(({ standing, by }) => standing === 'discarded' && by === 'screen');
    expect(dropped.length).toBeGreaterThan(60);
    for (const { of, decidedWallTime } of dropped)
      expect([of, decidedWallTime]).toEqual([null, expect.any(String)]);
    const line = nodes.filter(({ isWinning }) => isWinning);
    expect(line[0]).toBe(nodes[0]);
    expect(line.at(-1)?.policyHash).toBe(campaign.champion.tree);
    for (const [index, node] of line.entries())
      if (index > 0) expect(node.parentHash).toBe(line[index - 1]?.policyHash);
  });

  it('an idea that is asked for again is open: what was decided before is not said of it', () => {
    const again = createCampaignFold(madeUp.sealHash, madeUp);
    for (const entry of entries) again.apply(entry);
    const dropped = must(nodes.find(({ by }) => by === 'screen'));
    const { policyHash, parentHash, commit } = dropped;
    again.apply({
      ...{ seq: entries.length + 1, wallTime: '2026-12-01T00:00:00.000Z' },
      body: {
        ...{ kind: 'campaign-idea', nightId: 'night-0001', sealHash: madeUp.sealHash, policyHash },
        ...{ agentId: 'agent-0002', requestId: 'req-0001', ideaId: 'idea-9', commit: must(commit) },
        parentHash: must(parentHash),
      },
    });
    const node = ideaTree(again, 'pass-k', () => undefined).find(
      (each) => each.policyHash === policyHash,
    );
    // Its screen is whole or hopeless, so it is dropped again at once; what is said then is the new decision.
    expect(node).toMatchObject({ standing: 'discarded', by: 'screen', ideaId: dropped.ideaId });
    expect(node?.decidedWallTime).toBe('2026-12-01T00:00:00.000Z');
  });

  it('the curve is the champion’s honest rate, thinned, with the last point of each champion', () => {
    const curve = rateCurve(fold);
    expect(curve.length).toBeLessThanOrEqual(400 + campaign.ideas.size);
    const { k, n } = campaign.champion.honest;
    expect(curve.at(-1)).toMatchObject({ policyHash: campaign.champion.tree, rate: { k, n } });
    for (const { rate, band } of curve) {
      expect(rate.k).toBeLessThanOrEqual(rate.n);
      expect([band[0] <= rate.lo, band[1] >= rate.hi]).toEqual([true, true]);
    }
    const many = Array.from({ length: 4321 }, (_, at) => ({
      ...{ wallTime: '', spent: at, k: at, n: at + 1 },
      policyHash: at < 1234 ? 'a' : 'b',
    }));
    const thinned = rateCurve({ points: many });
    expect(thinned.length).toBeLessThanOrEqual(402);
    expect(thinned.filter(({ rate }) => [1234, 4321].includes(rate.n))).toHaveLength(2);
    expect(rateCurve({ points: [] })).toEqual([]);
  });
});

it('a row of successes is of one night', () => {
  const again = createCampaignFold(madeUp.sealHash, madeUp);
  let most = 0;
  for (const entry of entries) {
    again.apply(entry);
    most = Math.max(most, again.streak);
    if (again.streak >= 3) break;
  }
  expect(most).toBe(3);
  expect(again.rowFrom).not.toBeNull();
  const begins = { kind: 'night-started', nightId: 'night-0002', sealHash: madeUp.sealHash };
  again.apply({ seq: 1e6, wallTime: '', body: begins as LedgerBody });
  expect([again.streak, again.rowFrom]).toEqual([0, null]);
});

describe('the view of a campaign', () => {
  it('counts each idea once, by how it stands', () => {
    const { carried, kept, discarded, inconclusive, open } = view.counts;
    expect(carried + kept + discarded + inconclusive + open).toBe(120);
    for (const standing of ['carried', 'kept', 'discarded', 'inconclusive'] as const)
      expect(view.counts[standing]).toBe(nodes.filter((each) => each.standing === standing).length);
    expect(view.headHash).toBe(headOf(campaign));
  });

  it('shows the champion by its honest trials and version 0 by those of no screen', () => {
    const { k, n } = campaign.champion.honest;
    expect(view.champion).toMatchObject({ rate: { k, n }, isPromoted: true });
    const version0 = must(nodes[0]);
    expect(view.start).toMatchObject({
      policyHash: version0.policyHash,
      rate: { k: version0.trials.k, n: version0.trials.n },
    });
    const { pass1, passK } = must(view.champion);
    expect(pass1.k).toBeLessThan(passK.k);
    expect(pass1.n).toBe(passK.n);
    const first = campaignView(fold, {
      ...{ nightId: 'night-0001', task: 'touch', metric: 'pass-1', agentId: null },
      use: {} as Utilisation,
    });
    expect(must(first.start).rate.k).toBeLessThan(version0.trials.k);
  });

  it('says of a champion that hardly loses a trial that its metric is saturated, and how long it takes', () => {
    const champion = must(view.champion);
    expect(champion.isSaturated).toBe(champion.rate.lo >= 0.9);
    const own = fold
      .trialsOf(champion.policyHash)
      .flatMap(({ row, purpose }) => (purpose === 'screen' ? [] : must(row)));
    expect(champion.benchSeconds).toBeCloseTo(
      own.reduce((sum, { benchSeconds }) => sum + benchSeconds, 0) / own.length,
    );
    const told = (k: number) =>
      evidenceLines(
        {
          ...fold,
          campaign: { ...campaign, champion: { ...campaign.champion, honest: { k, n: 60 } } },
        },
        { trials: 500 },
      );
    expect(told(59).join()).toContain('hardly a trial of the champion is lost');
    expect(told(54).join()).not.toContain('hardly a trial');
  });

  it('keeps the newest 160 outcomes, the two of a pair with one number', () => {
    expect(view.strip).toHaveLength(160);
    const pairs = Map.groupBy(
      view.strip.filter(({ pair }) => pair !== null),
      ({ pair }) => pair,
    );
    for (const legs of [...pairs.values()].slice(1, -1))
      expect(legs.map(({ side }) => side).sort()).toEqual(['champion', 'head']);
  });

  it('is empty before anything ran', () => {
    const empty = createCampaignFold(madeUp.sealHash, madeUp);
    expect(ideaTree(empty, 'pass-k', () => undefined)).toEqual([]);
    expect(
      campaignView(empty, {
        ...{ nightId: 'night-0001', task: 'touch', metric: 'pass-k', agentId: null },
        use: {} as Utilisation,
      }),
    ).toMatchObject({ champion: null, start: null, headHash: null, duel: null, strip: [] });
  });
});

describe('what agents are told of it', () => {
  it('names champion and head by their ideas; a policy without one by its commit', () => {
    const [said] = evidenceLines(fold, { trials: 500 });
    const idea = fold.policies.get(campaign.champion.tree)?.ideaId;
    expect(said).toContain(`of 500; champion ${idea}, `);
    const nameless = new Map(
      [...fold.policies].map(([hash, policy]) => [hash, { ...policy, ideaId: null }]),
    );
    const [other] = evidenceLines(
      { ...fold, campaign, spent: 3, policies: nameless },
      { trials: null },
    );
    expect(other).toMatch(/champion commit 0000000000, /);
  });
});

describe('success by the contract’s metric', () => {
  it('pass-1 counts the first attempt alone', () => {
    const later = { outcome: 'success', reason: null, attempts: 2 } as const;
    expect(outcomeBy('pass-k', later)).toEqual({ kind: 'success' });
    expect(outcomeBy('pass-1', later)).toEqual({ kind: 'failure', reason: 'not-reached' });
    expect(outcomeBy('pass-1', { ...later, attempts: 1 })).toEqual({ kind: 'success' });
  });
});
