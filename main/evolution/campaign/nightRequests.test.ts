/** Requests of agents in a night: each is answered once, with what ran of the policy that it named. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentStarted } from '../../../test/lib/agentStarted.ts';
import {
  campaignUnderTest,
  commitOf,
  missed,
  solved,
} from '../../../test/lib/campaignUnderTest.ts';
import { BenchError } from '../../base/model/errors.ts';
import { outcomeOf, type TrialRow } from '../../base/model/trial.ts';
import { type AgentBook, openAgentBook } from '../agent/agentBook.ts';
import { createNightRequests, type NightRequests } from './nightRequests.ts';
import type { OpenCampaign } from './openCampaign.ts';

const agentId = 'agent-0001';
let rig: Awaited<ReturnType<typeof campaignUnderTest>>;
let book: AgentBook;
let campaign: OpenCampaign;
let requests: NightRequests;
/** Of the book: its disk is full. */
let refuses: boolean;
/** What each request was told, as often as it was. */
let answers: string[];
let words: string[];

beforeEach(async () => {
  rig = await campaignUnderTest();
  [refuses, answers, words] = [false, [], []];
  book = openAgentBook(rig.ledger);
  for (const id of [agentId, 'agent-0002']) book.append(agentStarted(id));
  requests = createNightRequests({
    task: 'touch',
    campaign: () => campaign,
    agents: {
      book,
      answer({ asked }, row: TrialRow | null, why) {
        const { requestId } = asked;
        answers.push(`${asked.agentId.at(-1)}/${requestId} ${row?.id.slice(-4) ?? why}`);
        if (refuses) return;
        const outcome = row === null ? null : outcomeOf(row);
        const told = { trialId: row?.id ?? null, outcome, why };
        book.append({ kind: 'trial-answered', agentId: asked.agentId, requestId, ...told });
      },
    },
  });
  const { isAsked } = requests;
  const wordsOf = (index: number) => (text: string) =>
    void words.push(`${index} ${text.slice(-4)}`);
  campaign = slow(await rig.open({ isAsked, wordsOf, changed: () => void requests.serve() }));
});
afterEach(async () => {
  await campaign[Symbol.asyncDispose]();
  rig[Symbol.dispose]();
});

/** As on a bench: what is served as a trial begins is served long before it ends. */
const slow = (opened: OpenCampaign): OpenCampaign => ({
  ...opened,
  async next(...args) {
    const says = await opened.next(...args);
    await requests.serve();
    return says;
  },
});

function ask(letter: string, who = agentId): void {
  const requestId = book.nextRequestId(who);
  const commit = commitOf(letter);
  const policy = { key: null, ideaId: null, commit, policyTree: commit };
  book.append({ kind: 'trial-asked', agentId: who, requestId, ...policy });
}

/** Version 0 is measured: it solves nothing. */
async function measured(): Promise<void> {
  for (let i = 0; i < 3; i++) await rig.run(campaign, missed);
}

describe('requests of a night', () => {
  it('the n-th of a policy gets its n-th trial, whoever asks', async () => {
    await measured();
    for (const who of [agentId, 'agent-0002', agentId]) ask('b', who);
    await requests.serve();
    const ran = [];
    for (let i = 0; i < 3; i++) ran.push(await rig.run(campaign, solved));
    await requests.serve();
    expect(ran.map((each) => each?.kind)).toEqual(['screen', 'screen', 'screen']);
    const ids = ran.map((each) => each?.id.slice(-4));
    expect(answers).toEqual([
      `1/req-0001 ${ids[0]}`,
      `2/req-0001 ${ids[1]}`,
      `1/req-0002 ${ids[2]}`,
    ]);
    // Words are kept by trial, also of those that nobody had asked for when they began.
    expect(words).toEqual(['0001', '0002', '0003', ...ids].map((id, index) => `${index} ${id}`));
  });

  it('a second name goes on with the screen, and hears when it is over', async () => {
    await measured();
    ask('b');
    await requests.serve();
    const ran = [];
    for (let i = 0; i < 4; i++) ran.push(await rig.run(campaign, missed));
    for (let i = 0; i < 2; i++) ask('b', 'agent-0002');
    await requests.serve();
    for (let i = 0; i < 4; i++) await rig.run(campaign, missed);
    await requests.serve();
    const { campaign: state } = await campaign.read();
    expect(state?.ideas.size).toBe(1);
    const n = state?.ideas.first()?.screen.n ?? 0;
    for (let i = answers.length; i < n; i++) {
      ask('b');
      await requests.serve();
    }
    ask('b');
    await requests.serve();
    expect(answers).toHaveLength(n + 1);
    expect(answers[1]).toBe(`2/req-0001 ${ran[1]?.id.slice(-4)}`);
    expect(answers.at(-1)).toContain(`its screen is over, 0 of ${n}: discarded`);
  });

  it('requests for the champion get its trials, and no other runs than was asked for', async () => {
    await measured();
    const { serve, isAsked } = requests;
    expect(isAsked(rig.version0)).toBe(false);
    for (let i = 0; i < 4; i++) ask('0');
    await serve();
    expect(answers.map((each) => each.slice(-4))).toEqual(['0001', '0002', '0003']);
    expect(isAsked(rig.version0)).toBe(true);
    const fill = await rig.run(campaign, solved);
    expect(fill?.kind).toBe('fill');
    // It ran and is not told yet: one request, one trial.
    await campaign.read();
    expect(isAsked(rig.version0)).toBe(false);
    await serve();
    expect(answers.at(-1)).toBe('1/req-0004 0004');
  });

  it('a request that comes as another one is answered wakes the night all the same', async () => {
    await campaign[Symbol.asyncDispose]();
    const { isAsked } = requests;
    const order = { clock: 'lockstep', thinkSeconds: 0 } as const;
    campaign = await rig.open({ isAsked }, order);
    await measured();
    for (let i = 0; i < 4; i++) ask('0');
    await requests.serve();
    await rig.run(campaign, solved);
    // Nothing is left that is asked for: it waits.
    const next = rig.run(campaign, solved);
    await campaign.read();
    ask('0', 'agent-0002');
    await requests.serve();
    expect((await next)?.kind).toBe('fill');
    await requests.serve();
    expect(answers).toHaveLength(5);
  });

  it('answers once where the disk refuses the answer, and gives that trial to nobody else', async () => {
    await measured();
    refuses = true;
    ask('0');
    await requests.serve();
    await requests.serve();
    ask('0', 'agent-0002');
    await requests.serve();
    requests.close('the night stands still');
    expect(answers).toEqual(['1/req-0001 0001', '2/req-0001 0002']);
  });

  it('a commit that cannot be read is refused; who waits for another goes on', async () => {
    await measured();
    const { shelved } = campaign;
    const isLost = (commit: string): boolean => commit.startsWith('x');
    campaign = {
      ...campaign,
      shelved: async (commit) => {
        if (isLost(commit)) throw new BenchError('storage', 'the hub has lost it');
        return await shelved(commit);
      },
    };
    ask('x');
    ask('0');
    await requests.serve();
    expect(answers).toEqual(['1/req-0001 the hub has lost it', '1/req-0002 0001']);
  });

  it('closing answers all that wait, once, and nothing after', async () => {
    await measured();
    for (const letter of ['b', 'c', 'd']) ask(letter);
    const serving = requests.serve();
    requests.close('the night stands still');
    await serving;
    await requests.serve();
    expect(answers).toEqual(['1', '2', '3'].map((n) => `1/req-000${n} the night stands still`));
  });
});
