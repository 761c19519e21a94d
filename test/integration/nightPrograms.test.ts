/**
 * Nights with the real agent programs, as far as they are installed (`npm run agents -- install`): the whole product in
 * bench time, only the model is a script. The program changes a setting, commits, asks for a screen's trials by MCP, hears
 * what ran, closes its idea and ends; it is taken up again, has nothing new, and the night tests what is carried.
 */
import { describe, expect } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { type AgentView, type TokenCounts, tokensSpent } from '../../main/base/model/agent.ts';
import type { CampaignBudget } from '../../main/base/model/seal.ts';
import { nightSpent } from '../../renderer/views/night/nightMeters.ts';
import { modelKey, programTests, writeProviders } from '../lib/agentPrograms.ts';
import { screenOf } from '../lib/agentUnderTest.ts';
import { type CoreUnderTest, never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { nightIn, sealTouch } from '../lib/nightUnderTest.ts';
import {
  openScriptedModel,
  type Scripted,
  type ScriptedModel,
} from '../lib/scriptedModel/openScriptedModel.ts';
import { usualUsage } from '../lib/scriptedModel/scriptStep.ts';

const limitMs = 1_200_000;
/** Usual models of the two, and one that a person named. */
const models = ['claude-*', 'gpt-*', 'scripted-*'];
/** US dollars per million tokens. */
const price = { inFresh: 3, inCacheRead: 0.5, inCacheWrite: 4, out: 20 };
const prices = Object.fromEntries(models.map((model) => [model, price]));

const usdOf = (used: TokenCounts): number =>
  (used.inFresh * price.inFresh +
    used.inCacheRead * price.inCacheRead +
    used.inCacheWrite * price.inCacheWrite +
    used.out * price.out) /
  1e6;

/** The sweep reaches so far to either side. */
const edit = (shakyMm: number): string =>
  `sed -i 's/"shakyMm": [0-9]*/"shakyMm": ${shakyMm}/' policy/settings.json && git commit -qam "shaky ${shakyMm}"`;
const mcp = (tool: string, args: object): Scripted => ({ kind: 'mcp', tool, args });

/** Requests for trials of one screen; each answer is heard at the last wait for it. */
const asks = ['req-0001', 'req-0002', 'req-0003', 'req-0004'];
/** One wait ends after 45 s, whatever came: version 0 is measured first. */
const waits = 16;

function oneIdea(shakyMm: number, heard: string[]): readonly Scripted[] {
  const hear =
    (next: Scripted): Scripted =>
    (last) => {
      heard.push(last);
      return typeof next === 'function' ? next(last) : next;
    };
  return [
    mcp('task', {}),
    mcp('idea_start', { hypothesis: `${shakyMm} mm to either side`, expect: 'another rate' }),
    { kind: 'tool', shell: edit(shakyMm) },
    ...asks.map((key) => mcp('trial_start', { key })),
    ...Array.from({ length: waits }, () => mcp('trial_wait', { request: asks[0] })),
    ...asks.slice(1).map((request) => hear(mcp('trial_wait', { request }))),
    hear(mcp('log', { request: asks[0] })),
    mcp('tree', {}),
    hear(mcp('idea_finish', { conclusion: 'I read four outcomes' })),
    { kind: 'say', text: 'That is all.' },
  ];
}

interface Came {
  readonly nightId: string;
  readonly night: Awaited<ReturnType<typeof nightIn>>;
  /** Oldest first. */
  readonly sessions: readonly AgentView[];
}

/** A night with that program under that budget, to its end. */
async function runNight(
  { api, dataDir }: CoreUnderTest,
  recipe: string,
  model: ScriptedModel,
  budget: Partial<CampaignBudget>,
  named?: string,
): Promise<Came> {
  writeProviders(dataDir, recipe, model, prices);
  await sealTouch(api, 34, budget);
  const who = { agent: recipe, model: named };
  const order = { ...who, task: 'touch', thinkSeconds: 0, lockstep: true };
  const more = { trials: null, seed: 3, by: 'Ada' };
  const { nightId } = await api.call('night.start', { ...order, ...more }, never);
  const night = await nightIn(api, 'ended');
  const sessions = [...(await api.call('agent.list', {}, never))].reverse();
  return { nightId, night, sessions };
}

/** What the window's meters say of a night. */
async function metersOf({ api }: CoreUnderTest, { night, sessions }: Came) {
  const campaign = await api.call('campaign.show', { nightId: night.nightId }, never);
  const lines = nightSpent(night, campaign, sessions, night.endedWallTime ?? '');
  const spent = (id: string) => lines.find((line) => line.id === id)?.spent;
  return { trials: spent('trials'), tokens: spent('tokens'), usd: spent('usd') };
}

async function wholeNight(recipe: string): Promise<void> {
  using data = tempDir('night');
  const heard: string[] = [];
  const script = oneIdea(1, heard);
  await using model = await openScriptedModel({ clock: realClock, script, key: modelKey });
  await using core = await openTestCore({ dataDir: data.path });
  const { api } = core;
  const came = await runNight(core, recipe, model, {});
  const { nightId, night, sessions } = came;
  const screen = await screenOf(api, 'agent-0001', 60);
  expect(model.left, screen).toBe(0);
  expect(night).toMatchObject({ agent: recipe, why: 'the budget of 34 trials is used' });

  // It ended by itself, went on where it was because it had handed in something, and was left alone then.
  expect(
    sessions.map(({ endedBy, mode }) => ({ endedBy, mode })),
    screen,
  ).toEqual([
    { endedBy: 'itself', mode: 'headless' },
    { endedBy: 'itself', mode: 'headless' },
  ]);
  // Both terminals are still there to be read.
  const later = await screenOf(api, 'agent-0002', 60);
  expect([screen.includes('That is all.'), later.includes('The script is over.')]).toEqual([
    true,
    true,
  ]);
  const again = JSON.stringify(model.requests.findLast(({ part }) => part === 'main')?.body);
  expect(again, 'the conversation went on').toContain('That is all.');

  // What was used is what the script said that it cost, once.
  const all = model.handedOut();
  const { requests, ...tokens } = all;
  expect(sessions[1]?.meter).toMatchObject({ tokens, requests });
  const meters = await metersOf(core, came);
  expect(meters).toMatchObject({ trials: 34, tokens: tokensSpent(all) });
  expect(meters.usd).toBeCloseTo(usdOf(all), 9);

  // The idea is in the tree as it was handed in, with what the referee made of it.
  const tree = await api.call('campaign.tree', { nightId }, never);
  const [version0, node, ...rest] = tree.nodes;
  expect(rest).toEqual([]);
  expect(node).toMatchObject({
    ...{ ideaId: 'idea-0001', agentId: 'agent-0001', hypothesis: '1 mm to either side' },
    ...{ parentHash: version0?.policyHash, standing: 'carried', by: 'screen' },
  });
  // A request is counted when its answer is over, by when the program may be at its next word.
  expect(node?.tokens).toBeGreaterThan(tokensSpent(usualUsage) * (script.length - 4));
  expect(node?.tokens).toBeLessThanOrEqual(tokensSpent(all));
  const { policyHash = '' } = node ?? {};
  const idea = await api.call('campaign.idea', { nightId, policyHash }, never);
  expect(idea).toMatchObject({ conclusion: 'I read four outcomes', expect: 'another rate' });
  expect(idea.diff).toContain('+  "shakyMm": 1');
  const ran = idea.trials.filter(({ purpose }) => purpose === 'screen').slice(0, asks.length);
  const outcomes = ran.map(({ outcome }) => outcome?.kind);
  const words = heard.flatMap((text) => /req-\d{4}: (\w+)/.exec(text)?.[1] ?? []);
  expect(words).toEqual(outcomes);
  expect(await api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  for (const each of model.requests) expect(each.status).toBeLessThan(400);
}

/** The bound is used up before the program closes its idea. */
async function boundedNight(recipe: string, bound: 'tokens' | 'usd'): Promise<void> {
  using data = tempDir('night');
  const script = oneIdea(60, []);
  await using model = await openScriptedModel({ clock: realClock, script, key: modelKey });
  await using core = await openTestCore({ dataDir: data.path });
  const { api } = core;
  const each = { tokens: tokensSpent(usualUsage), usd: usdOf(usualUsage) }[bound];
  // Between two requests: whether sums are rounded up or down decides nothing.
  const most = each * (script.length - 3.5);
  const named = bound === 'usd' ? 'scripted-model' : undefined;
  const came = await runNight(core, recipe, model, { [bound]: most }, named);
  const { nightId, night, sessions } = came;
  const screen = await screenOf(api, 'agent-0001', 60);
  const name = bound === 'usd' ? 'money' : bound;
  expect(night.why, screen).toBe(
    `no agent is left (agent-0001: its budget of ${name} is used up), and nothing waits to be tested`,
  );
  // For good: it had handed in something and is not taken up again all the same.
  expect(sessions).toMatchObject([{ endedBy: 'budget', idea: { id: 'idea-0001' } }]);
  expect(model.left).toBeGreaterThan(0);
  if (named !== undefined)
    for (const { body } of model.requests) expect([named, undefined]).toContain(body?.model);

  // The request that used it up was answered, and none after it.
  const used = { tokens: tokensSpent(model.handedOut()), usd: usdOf(model.handedOut()) };
  expect(used[bound]).toBeGreaterThan(most);
  expect(used[bound]).toBeLessThan(most + each);
  const meters = await metersOf(core, came);
  expect(meters.tokens).toBe(used.tokens);
  expect(meters.usd).toBeCloseTo(used.usd, 9);

  // What it had handed in was tested to its end.
  const tree = await api.call('campaign.tree', { nightId }, never);
  expect(tree.nodes.slice(1)).toMatchObject([
    { ideaId: 'idea-0001', standing: 'discarded', by: 'screen' },
  ]);
  expect(meters.trials).toBe(20 + (tree.nodes[1]?.screen.n ?? 0));
}

const bounds = { claude: 'tokens', codex: 'usd' } as const;
const programs = await programTests(['claude', 'codex']);

describe('a night with a real agent program', () => {
  for (const { id, itHere } of programs)
    itHere(`${id}: one idea from its commit to its duel`, () => wholeNight(id), limitMs);
  for (const { id, itHere } of programs) {
    const bound = bounds[id as keyof typeof bounds];
    itHere(`${id}: ends with its ${bound}, for good`, () => boundedNight(id, bound), limitMs);
  }
});
