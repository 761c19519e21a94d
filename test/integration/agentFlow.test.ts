/**
 * The real agent programs, as far as they are installed (`npm run agents -- install`), through the whole product: a real
 * core on the simulated bench, the jail, the gateway, the hub, the desk. Only the model is a script. The program reads the
 * brief, changes the policy, commits, asks for a trial by MCP, waits, reads the outcome and closes its idea.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import type { AgentView } from '../../main/base/model/agent.ts';
import { modelKey as key, programTests, writeProviders } from '../lib/agentPrograms.ts';
import { never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';
import { openScriptedModel, type Scripted } from '../lib/scriptedModel/openScriptedModel.ts';

const limitMs = 240_000;

const request = (text: string): string => /req-\d{4}/.exec(text)?.[0] ?? 'req-0001';

const script: readonly Scripted[] = [
  { kind: 'mcp', tool: 'task', args: {} },
  {
    kind: 'mcp',
    tool: 'idea_start',
    args: { hypothesis: 'A comment changes nothing', expect: 'the same outcome' },
  },
  {
    kind: 'tool',
    shell: 'echo "// seen" >> policy/policy.ts && git commit -qam "Say it was seen"',
  },
  { kind: 'mcp', tool: 'trial_start', args: { key: 'first' } },
  (last) => ({ kind: 'mcp', tool: 'trial_wait', args: { request: request(last) } }),
  (last) => ({ kind: 'mcp', tool: 'trial_wait', args: { request: request(last) } }),
  (last) => ({ kind: 'mcp', tool: 'log', args: { request: request(last) } }),
  (last) => ({
    kind: 'mcp',
    tool: 'idea_finish',
    args: { conclusion: /success|failure/.exec(last)?.[0] ?? 'I could not tell' },
  }),
  { kind: 'say', text: 'That is all.' },
];

async function ended(api: Awaited<ReturnType<typeof openTestCore>>['api'], agentId: string) {
  const views = await until(api, 'agents', (all) =>
    all.some(({ id, state }) => id === agentId && state === 'ended'),
  );
  return views.find(({ id }) => id === agentId) as AgentView;
}

async function walk(recipe: string): Promise<void> {
  using data = tempDir('flow');
  await using model = await openScriptedModel({ clock: realClock, script, key });
  writeProviders(data.path, recipe, model);
  await using core = await openTestCore({ dataDir: data.path });
  const { api } = core;
  const { agentId } = await api.call(
    'agent.start',
    {
      recipe,
      task: 'touch',
      mode: 'headless',
      // Claude Code and Codex take their usual models, whose tools they know.
      model: ['claude', 'codex'].includes(recipe) ? undefined : 'scripted-model',
      lockstep: true,
      budget: { tokens: null, usd: null, trials: 3, wallMinutes: 4 },
    },
    never,
  );
  const agent = await ended(api, agentId);
  const screen = await api.call('agent.screen', { agentId, lines: 60 }, never);
  const said = agent.endedBy === 'itself' ? '' : `${agent.endedWhy}\n${screen.text}`;
  expect(said).toBe('');
  expect(model.left).toBe(0);
  const [trial] = await api.call('agent.trials', { agentId }, never);
  expect(trial).toMatchObject({ requestId: 'req-0001', ideaId: 'idea-0001', state: 'finished' });
  const [idea] = await api.call('agent.ideas', { task: 'touch' }, never);
  expect(idea).toMatchObject({ state: 'finished', conclusion: trial?.outcome?.kind });
  const { requests, ...tokens } = model.handedOut();
  expect({ ...agent.meter.tokens, requests: agent.meter.requests }).toEqual({
    ...tokens,
    requests,
  });
  const shown = await api.call('trial.show', { id: trial?.trialId ?? '' }, never);
  expect(shown.provenance).toMatchObject({ agentId, ideaId: 'idea-0001' });
  const hub = path.join(data.path, 'hubs', 'touch.git');
  const commit = shown.provenance?.policyCommit ?? '';
  const inHub = (...args: string[]): string =>
    execFileSync('git', ['--git-dir', hub, ...args], { encoding: 'utf8' });
  expect(inHub('log', '-1', '--format=%s', commit).trim()).toBe('Say it was seen');
  expect(inHub('show', `${commit}:policy/policy.ts`)).toMatch(/\/\/ seen\n$/);
  for (const each of model.requests) expect(each.status).toBeLessThan(400);
  expect(JSON.stringify(model.requests.map(({ body }) => body))).not.toContain(key);
}

const programs = await programTests(['claude', 'codex', 'kimi', 'opencode', 'gemini']);

describe('brief, edit, commit, trial, outcome, conclusion', () => {
  for (const { id, itHere } of programs) itHere(`${id}`, () => walk(id), limitMs);
});
