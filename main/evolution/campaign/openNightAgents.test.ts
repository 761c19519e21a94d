/** The agent of a night over its sessions: taken up again where it worked for this night, else let go for good. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentStarted } from '../../../test/lib/agentStarted.ts';
import { campaignOrder, campaignUnderTest } from '../../../test/lib/campaignUnderTest.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { createSignal } from '../../base/lib/topic.ts';
import { type AgentEnd, noTokens } from '../../base/model/agent.ts';
import type { AgentEntry } from '../../base/wire/agentEntry.ts';
import { createAlerts } from '../../bench/alerts.ts';
import type { RefereeOrder } from '../../rollout/night/referee.ts';
import { type AgentBook, openAgentBook } from '../agent/agentBook.ts';
import { type AgentsOfNights, createSeats } from '../agent/nightSeats.ts';
import { createNightAgents, type RunningCampaign } from './openNightAgents.ts';

let rig: Awaited<ReturnType<typeof campaignUnderTest>>;
let book: AgentBook;
let started: { readonly id: string; readonly resume: string | undefined }[];
let models: (string | undefined)[];
let running: RunningCampaign | null;
const moved = createSignal<null>();
const atWork = new Set<string>();
let gate: Promise<void>;

beforeEach(async () => {
  rig = await campaignUnderTest();
  book = openAgentBook(rig.ledger);
  [started, models, running, gate] = [[], [], null, Promise.resolve()];
  atWork.clear();
});
afterEach(() => rig[Symbol.dispose]());

const began = (id: string, more: object = {}): AgentEntry =>
  ({ ...agentStarted(id), mode: 'headless', task: 'touch', ...more }) as AgentEntry;
function ends(agentId: string, by: AgentEnd): void {
  atWork.delete(agentId);
  const used = { tokens: noTokens, requests: 0, usd: 0 };
  book.append({ kind: 'agent-ended', agentId, by, why: `by ${by}`, ...used });
  moved.emit(null);
}
const agents = (): AgentsOfNights => ({
  book,
  probe: () => Promise.reject(new Error('not asked')),
  hub: async () => rig.hub as Awaited<ReturnType<AgentsOfNights['hub']>>,
  seat: createSeats(() => undefined).seat,
  answer: () => undefined,
  wordsOf: () => () => undefined,
  async start({ resume, model }) {
    await gate;
    const id = book.nextAgentId();
    book.append(began(id, { resumes: resume ?? null }));
    started.push({ id, resume });
    models.push(model);
    atWork.add(id);
    moved.emit(null);
    return id;
  },
  async end(agentId) {
    if (atWork.has(agentId)) ends(agentId, 'app');
  },
  atWork: () => [...atWork],
  onSessions: (on) => moved.on(on),
});
const order = (beganWallTime: string | null): RefereeOrder => ({
  model: 'the-model',
  ...{ nightId: campaignOrder.nightId, sealHash: campaignOrder.sealHash, task: 'touch', seed: 7 },
  ...{ clock: 'real', agent: 'command', beganWallTime, target: { inARow: 50 } },
  budget: { trials: 50, robotHours: null, wallHours: null, tokens: null, usd: null },
  decision: { rule: 'stack', metric: 'pass-k' },
});
const open = (beganWallTime: string | null) =>
  createNightAgents({
    ...{ clock: realClock, log: silentLog, ledger: rig.ledger, dataDir: rig.dir, agents: agents() },
    alerts: createAlerts(realClock.wallTime, () => undefined),
    onRunning: (now) => {
      running = now;
    },
    onTrouble: (error) => {
      throw error;
    },
  }).open(order(beganWallTime));
/** What runs by itself has run. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await realClock.sleep(0);
};

/** A session that began a moment before the night's own entry, as it does; then its core died, or it ended. */
function leftBy(by: AgentEnd | null, more: object = {}): string {
  book.append(began('agent-0001', more));
  const { wallTime } = rig.ledger.append({ kind: 'core-started', version: 'x' } as never);
  if (by !== null) ends('agent-0001', by);
  return wallTime;
}

/** The first agent, a policy, once version 0 was measured. */
async function handsIn(night: Awaited<ReturnType<typeof open>>): Promise<void> {
  for (let i = 0; i < 20; i++) await rig.run(night, { outcome: 'failure', reason: 'not-reached' });
  const handedIn = running?.campaign.handIn({
    ...{ agentId: 'agent-0001', requestId: 'req-0001', ideaId: null, commit: 'b'.repeat(40) },
  });
  await rig.run(night, { outcome: 'failure', reason: 'not-reached' });
  await handedIn;
}

describe('the agent of a night', () => {
  it('is taken up again in its own session where its core died', async () => {
    await using _night = await open(leftBy('app'));
    expect(started).toEqual([{ id: 'agent-0002', resume: 'agent-0001' }]);
    expect(models).toEqual(['the-model']);
  });

  it.each(['person', 'budget'] as const)('stays ended where that was for good: %s', async (by) => {
    await using night = await open(leftBy(by));
    await settle();
    expect(started).toEqual([]);
    for (let i = 0; i < 20; i++)
      await rig.run(night, { outcome: 'failure', reason: 'not-reached' });
    expect(running?.agentId()).toBeNull();
    // What was carried is tested to its end; then the night says why nobody works on.
    const why = `no agent is left (agent-0001: by ${by}), and nothing waits to be tested`;
    expect(await night.next(rig.task, new AbortController().signal)).toEqual({ kind: 'end', why });
  });

  it.each([
    ['who writes the judge', { purpose: 'judge' }],
    ['whom a person sits before', { mode: 'terminal' }],
    ['of another task', { task: 'push-t' }],
  ])('is not one %s', async (_who, more) => {
    await using _night = await open(leftBy('app', more));
    expect(started).toEqual([{ id: 'agent-0002', resume: undefined }]);
  });

  it('is not one of the night before', async () => {
    book.append(began('agent-0001'));
    ends('agent-0001', 'itself');
    await using _night = await open('2999-01-01T00:00:00.000Z');
    expect(started).toEqual([{ id: 'agent-0002', resume: undefined }]);
  });

  it('that ends by itself with nothing new leaves the night to what is carried', async () => {
    await using night = await open(null);
    ends('agent-0001', 'itself');
    await settle();
    expect(started).toHaveLength(1);
    for (let i = 0; i < 20; i++)
      await rig.run(night, { outcome: 'failure', reason: 'not-reached' });
    expect(await rig.run(night, { outcome: 'failure', reason: 'not-reached' })).toBeNull();
  });

  it('that had ended with nothing new stays ended in the next core too', async () => {
    {
      await using night = await open(null);
      ends('agent-0001', 'itself');
      await settle();
      for (let i = 0; i < 21; i++)
        await rig.run(night, { outcome: 'failure', reason: 'not-reached' });
    }
    await using _night = await open('2000-01-01T00:00:00.000Z');
    expect(started).toHaveLength(1);
  });

  it('that a core cut off had handed in what it handed in before', async () => {
    {
      await using night = await open(null);
      await handsIn(night);
      ends('agent-0001', 'app');
      await settle();
    }
    await using _night = await open('2000-01-01T00:00:00.000Z');
    ends('agent-0002', 'itself');
    await settle();
    expect(started.map(({ resume }) => resume)).toEqual([undefined, 'agent-0001', 'agent-0002']);
  });

  it('that is being taken up again does not outlive its night', async () => {
    const night = await open(null);
    await handsIn(night);
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    ends('agent-0001', 'itself');
    await settle();
    const closed = night[Symbol.asyncDispose]();
    await settle();
    resolve();
    await closed;
    expect(started).toHaveLength(2);
    expect([...atWork]).toEqual([]);
    expect(running).toBeNull();
  });
});
