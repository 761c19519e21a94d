/** What is shown of nights that are over: what they were when they ended, whatever ran under their contract since. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  campaignOrder,
  campaignUnderTest,
  commitOf,
  missed,
} from '../../../test/lib/campaignUnderTest.ts';
import { must } from '../../base/lib/assert.ts';
import { realClock } from '../../base/lib/clock.ts';
import type { LedgerBody } from '../../base/wire/recorder.ts';
import type { OpenCampaign } from './openCampaign.ts';
import { type CampaignRoom, openCampaignRoom } from './openCampaignRoom.ts';

const signal = new AbortController().signal;
const { sealHash } = campaignOrder;
let rig: Awaited<ReturnType<typeof campaignUnderTest>>;
let campaign: OpenCampaign;
let room: CampaignRoom;
let diff: string;
let troubles: string[];

beforeEach(async () => {
  rig = await campaignUnderTest();
  campaign = await rig.open();
  [diff, troubles] = ['', []];
  room = openRoom();
});
afterEach(async () => {
  room[Symbol.dispose]();
  await campaign[Symbol.asyncDispose]();
  rig[Symbol.dispose]();
});

const openRoom = (): CampaignRoom =>
  openCampaignRoom({
    ...{ clock: realClock, ledger: rig.ledger, ideas: () => [], notes: () => [] },
    decisionOf: async () => ({ rule: 'stack', metric: 'pass-k' }),
    adopt: () => Promise.reject(new Error('nothing is adopted here')),
    hub: async () => ({ diff: async () => diff, head: async () => commitOf('0') }),
    onTrouble: ({ message }) => troubles.push(message),
  });
const begins = (nightId: string): void => {
  const night = { nightId, task: 'touch', sealHash, agent: 'resident', clock: 'real', seed: 7 };
  const budget = { trials: 9, robotHours: null, wallHours: null, tokens: null, usd: null };
  const body = { kind: 'night-started', ...night, budget, target: { inARow: 50 }, by: 'Ada' };
  rig.ledger.append(body as LedgerBody);
};
const show = async (nightId: string) => await room.answers['campaign.show']({ nightId }, signal);

describe('the campaign of a night that is over', () => {
  it('stays what it was at its end, also where it was looked at before', async () => {
    begins('night-0001');
    for (let i = 0; i < 2; i++) await rig.run(campaign, missed);
    expect((await show('night-0001')).spent).toBe(2);
    rig.ledger.append({ kind: 'night-ended', nightId: 'night-0001', by: 'Ada', why: 'enough' });
    begins('night-0002');
    await rig.run(campaign, missed, { ...campaignOrder, nightId: 'night-0002' });
    expect((await show('night-0002')).spent).toBe(3);
    expect((await show('night-0001')).spent).toBe(2);
    expect(
      (await room.answers['campaign.tree']({ nightId: 'night-0001' }, signal)).nodes,
    ).toMatchObject([{ standing: 'version-0', trials: { k: 0, n: 2 } }]);
  });

  it('gives its champion to the task only when it is over and kept an idea', async () => {
    begins('night-0001');
    await rig.run(campaign, missed);
    const adopt = async () =>
      await room.answers['campaign.adopt'](
        { nightId: 'night-0001', by: 'Ada', override: null },
        signal,
      );
    await expect(adopt()).rejects.toMatchObject({ code: 'refused', message: /not over/ });
    rig.ledger.append({ kind: 'night-ended', nightId: 'night-0001', by: 'Ada', why: 'enough' });
    await expect(adopt()).rejects.toMatchObject({ code: 'refused', message: /kept no idea/ });
  });

  it('a long diff says that it goes on', async () => {
    begins('night-0001');
    for (let i = 0; i < 3; i++) await rig.run(campaign, missed);
    const named = { agentId: 'agent-0001', requestId: 'req-0001', ideaId: null };
    const handedIn = campaign.handIn({ ...named, commit: commitOf('b') });
    await rig.run(campaign, missed);
    diff = 'x'.repeat(200_007);
    const idea = { nightId: 'night-0001', policyHash: must(await handedIn) };
    const detail = await room.answers['campaign.idea'](idea, signal);
    expect(detail.diff.slice(199_999)).toBe('x\n[7 more characters are not shown]\n');
    expect(detail.trials).toMatchObject([{ purpose: 'screen', outcome: { kind: 'failure' } }]);
  });

  it('a core that ends before it was read has no trouble with it', async () => {
    begins('night-0001');
    const early = openRoom();
    using _looking = early.topic.watch(() => undefined);
    early[Symbol.dispose]();
    for (let turn = 0; turn < 5; turn++) await realClock.sleep(0);
    expect([early.topic.value, troubles]).toEqual([null, []]);
  });
});
