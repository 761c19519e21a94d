/** A campaign over nights and cores: the next one goes on from what one left, and no history costs the robot time. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  campaignOrder,
  campaignUnderTest,
  commitOf,
  died,
  missed,
  solved,
} from '../../../test/lib/campaignUnderTest.ts';
import { must } from '../../base/lib/assert.ts';
import type { OpenCampaign } from './openCampaign.ts';

/** `e` was made from d, and d from forty policies that nobody ever asked for, the oldest of them from b. */
const unasked = [...'fghijklmnopqrstuvwxyz'];
const lines = {
  e: ['e', 'd', ...unasked, 'b', '0'],
  b: ['b', '0'],
  d: ['d', ...unasked, 'b', '0'],
};
let rig: Awaited<ReturnType<typeof campaignUnderTest>>;
let campaign: OpenCampaign;

beforeEach(async () => {
  rig = await campaignUnderTest(lines);
  campaign = await rig.open();
});
afterEach(async () => {
  await campaign[Symbol.asyncDispose]();
  rig[Symbol.dispose]();
});

const handIn = (letter: string): Promise<string> =>
  campaign.handIn({
    ...{ agentId: 'agent-0001', requestId: `req-${letter}`, ideaId: `idea-${letter}` },
    commit: commitOf(letter),
  });
async function measured(): Promise<void> {
  for (let i = 0; i < 3; i++) await rig.run(campaign, missed);
}
async function again(nightId = campaignOrder.nightId): Promise<void> {
  await campaign[Symbol.asyncDispose]();
  campaign = await rig.open({}, { nightId });
}
const supplies = () =>
  rig.ledger
    .notes('campaign-supply', 100)
    .flatMap(({ body }) => (body.kind === 'campaign-supply' ? [body.supply] : []))
    .toReversed();

describe('a campaign over nights', () => {
  it('a night whose agent works carries ideas on, though the one before ended without an agent', async () => {
    await measured();
    campaign.setAgent(false);
    expect(await rig.run(campaign, missed)).toBeNull();
    await again('night-0002');
    campaign.setAgent(true);
    void handIn('b');
    // Four of eight are carried and not far ahead: a duel would begin only because nothing else is to come.
    for (const ends of [missed, missed, missed, missed, solved, solved, solved, solved])
      expect((await rig.run(campaign, ends))?.kind).toBe('screen');
    const next = await rig.run(campaign, missed);
    expect(supplies()).toEqual(['dry', 'open']);
    expect(next?.kind).toBe('fill');
    const { campaign: state } = await campaign.read();
    expect(state).toMatchObject({ supply: 'open', run: null });
    expect(state?.ideas.first()).toMatchObject({ standing: 'carried' });
  });

  it('in bench time too: an agent that is back is heard before the night ends for want of one', async () => {
    const lockstep = { clock: 'lockstep', thinkSeconds: 0 } as const;
    await campaign[Symbol.asyncDispose]();
    campaign = await rig.open({}, lockstep);
    await measured();
    campaign.setAgent(false);
    expect(await rig.run(campaign, missed)).toBeNull();
    await campaign[Symbol.asyncDispose]();
    campaign = await rig.open({}, lockstep);
    campaign.setAgent(true);
    const next = rig.run(campaign, missed);
    void handIn('b');
    expect((await next)?.kind).toBe('screen');
  });

  it('ideas that were handed in before their agent went are tested before the duel', async () => {
    await measured();
    void handIn('b');
    await campaign.read();
    void handIn('d');
    campaign.setAgent(false);
    const ran = [];
    for (let i = 0; i < 12; i++) ran.push((await rig.run(campaign, i % 2 ? solved : missed))?.kind);
    expect(ran).toEqual(Array(12).fill('screen'));
    expect(supplies()).toEqual(['dry']);
  });

  it('a policy is built on the nearest one that is known, and what nobody asked for stays packed', async () => {
    await measured();
    const b = handIn('b');
    await rig.run(campaign, solved);
    await b;
    // Another core: it remembers nothing.
    await again();
    rig.exported.length = 0;
    const e = handIn('e');
    await rig.run(campaign, solved);
    const fold = await campaign.read();
    expect(must(fold.policies.get(await e)).parentHash).toBe(await b);
    expect(rig.exported).toEqual(['e']);
    const d = handIn('d');
    await rig.run(campaign, solved);
    expect(must(fold.policies.get(await d)).parentHash).toBe(await b);
  });

  it('what was decided as a core died is said by the next one, once', async () => {
    await measured();
    void handIn('b');
    for (let i = 0; i < 4; i++) await rig.run(campaign, missed);
    const said = () => rig.ledger.notes('campaign-decided', 100).length;
    // The trial is in the ledger, and its core came to say nothing of it.
    for (let i = 0; said() === 0 && i < 8; i++) {
      await again();
      const before = said();
      if ((await campaign.read()).decided.length > before) break;
      await rig.run(campaign, missed);
    }
    expect(said()).toBe((await campaign.read()).decided.length);
    await again();
    await campaign.read();
    expect(said()).toBe(1);
  });

  it('in bench time ideas that are handed in together had one pause before them', async () => {
    await campaign[Symbol.asyncDispose]();
    campaign = await rig.open({}, { clock: 'lockstep', thinkSeconds: 60 });
    await measured();
    const all = [handIn('b'), handIn('d')];
    await rig.run(campaign, missed);
    await Promise.all(all);
    const thought = rig.ledger
      .notes('campaign-thought', 100)
      .map(({ body }) => body.kind === 'campaign-thought' && body.seconds);
    expect(thought).toEqual([0, 0]);
  });

  it('a trial that its core left open is run again from its draw, and uses no budget', async () => {
    const first = await rig.run(campaign, died);
    await again();
    const second = await rig.run(campaign, missed);
    const fold = await campaign.read();
    expect(fold.trialsOf(must(first).policyHash).map(({ draw }) => draw)).toEqual([0, 0]);
    expect(second?.id).not.toBe(first?.id);
    expect(fold.spent).toBe(1);
  });
});
