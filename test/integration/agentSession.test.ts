/**
 * An agent's life in a real core: what it may start, how it ends and what ends with it, what it keeps when it is taken up
 * again, what a core that dies leaves, and what its budget allows. The agent is a shell, in the jail of this machine.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CoreApi } from '../../main/base/api/contract.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { modelKey, writeProviders } from '../lib/agentPrograms.ts';
import {
  type AgentStart,
  screenOf,
  shellCommand,
  startAgent,
  whenEnded,
} from '../lib/agentUnderTest.ts';
import { never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { modelRequest } from '../lib/scriptedModel/modelRequests.ts';
import { openScriptedModel } from '../lib/scriptedModel/openScriptedModel.ts';

const shell = (script: string, more: AgentStart = {}) => ({
  recipe: 'command',
  task: 'touch',
  mode: 'terminal' as const,
  lockstep: true,
  budget: { tokens: null, usd: null, trials: null, wallMinutes: null, ...more.budget },
  command: shellCommand(script),
  ...('resume' in more ? { resume: more.resume } : {}),
});

const start = (api: CoreApi, script: string, more: AgentStart = {}): Promise<string> =>
  startAgent(api, shell(script, more));

const screen = (api: CoreApi, agentId: string): Promise<string> => screenOf(api, agentId, 500);

const shows = (api: CoreApi, agentId: string, words: string): Promise<void> =>
  expect.poll(() => screen(api, agentId), { timeout: 30_000 }).toContain(words);

/** Processes of this machine whose command line or environment carries a word. */
function processesWith(word: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
      return environment.includes(word);
    } catch {
      return false;
    }
  });
}

describe('an agent', () => {
  it('ends with everything it started, orphans and daemons too, and says how', async () => {
    await using core = await openTestCore();
    const { api, dataDir } = core;
    const agentId = await start(
      api,
      '(setsid sh -c "sleep 600 & sleep 600" </dev/null >/dev/null 2>&1 &); ' +
        'nohup sleep 600 >/dev/null 2>&1 & echo ready; cat',
    );
    await shows(api, agentId, 'ready');
    const home = path.join(dataDir, 'agents', agentId, 'home');
    expect(processesWith(home).length).toBeGreaterThan(0);
    const { afterMs } = await api.call('agent.end', { agentId }, never);
    expect(afterMs).toBeGreaterThanOrEqual(0);
    expect(processesWith(home)).toEqual([]);
    expect(await whenEnded(api, agentId)).toMatchObject({ endedBy: 'person' });
    expect(await screen(api, agentId)).toContain('ready');
    await expect(api.call('agent.type', { agentId, text: 'x' }, never)).rejects.toThrow(
      /has ended/,
    );
  });

  it('is typed to by a person, in a terminal of the size that was asked for', async () => {
    await using core = await openTestCore();
    const { api } = core;
    const agentId = await start(api, 'read line; echo "heard $line"; stty size; read line');
    await api.call('agent.resize', { agentId, cols: 91, rows: 33 }, never);
    await api.call('agent.type', { agentId, text: 'good evening\r' }, never);
    await shows(api, agentId, 'heard good evening');
    await shows(api, agentId, '33 91');
    await api.call('agent.type', { agentId, text: '\u0003' }, never);
    expect(await whenEnded(api, agentId)).toMatchObject({ endedBy: 'failure' });
  });

  it('goes on in its home and clone, with its idea and its numbers, when it is taken up again', async () => {
    using data = tempDir('resume');
    let first = '';
    {
      await using core = await openTestCore({ dataDir: data.path });
      first = await start(
        core.api,
        'echo mine > ~/kept; echo x > notes.txt; bench idea start "keep" "it"; ' +
          'bench trial start; bench trial wait req-0001',
      );
      const agent = await whenEnded(core.api, first);
      expect(agent).toMatchObject({ resumable: true, trials: { asked: 1, queued: 0 } });
    }
    await using core = await openTestCore({ dataDir: data.path });
    const again = await start(
      core.api,
      'cat ~/kept notes.txt; bench trial show; bench trial start; bench trial wait req-0002',
      { resume: first },
    );
    const agent = await whenEnded(core.api, again);
    const text = await screen(core.api, again);
    for (const words of ['mine', 'x', 'req-0001']) expect(text).toContain(words);
    expect(text).toMatch(/req-0002: (success|failure)/);
    // Whether they succeed is the policy's luck; that both are counted under the old idea is ours.
    const { success = 0, failure = 0 } = agent.idea?.trials ?? {};
    expect({ id: agent.idea?.id, n: success + failure }).toEqual({ id: 'idea-0001', n: 2 });
    const [newest, older] = await core.api.call('agent.list', {}, never);
    expect([newest?.resumable, older?.resumable]).toEqual([true, false]);
    const wrong = { ...shell('true', { resume: again }), task: 'push-t' };
    await expect(core.api.call('agent.start', wrong as never, never)).rejects.toThrow(/on touch/);
  });

  it('that goes by itself as it hears that its tokens are used up has ended by its budget', async () => {
    using data = tempDir('spent');
    const script = [{ kind: 'say', text: 'the only answer' }] as const;
    await using model = await openScriptedModel({ clock: realClock, script, key: modelKey });
    writeProviders(data.path, 'openai-chat', model);
    await using core = await openTestCore({ dataDir: data.path });
    const { path: to, body } = modelRequest('openai-chat', { stream: false });
    const words = [
      `const ask = () => fetch(process.env.OPENAI_BASE_URL + ${JSON.stringify(to.replace('/v1', ''))}, {`,
      '  method: "POST", headers: { authorization: "Bearer " + process.env.OPENAI_API_KEY },',
      `  body: ${JSON.stringify(JSON.stringify(body))},`,
      '}).then((answer) => answer.text()).then((text) => console.log(text));',
      'ask().then(ask);',
    ].join('\n');
    const budget = { tokens: 500, usd: null, trials: null, wallMinutes: null };
    const more = { task: 'touch', command: ['node', '-e', words], budget };
    const agentId = await startAgent(core.api, more);
    const agent = await whenEnded(core.api, agentId);
    const text = (await screen(core.api, agentId)).replaceAll('\n', '');
    expect(text).toMatch(/the only answer.*the budget of 500 tokens is used up/);
    const why = 'its budget of tokens is used up';
    expect(agent).toMatchObject({ endedBy: 'budget', endedWhy: why, meter: { requests: 1 } });
  });

  it('is told when its trials are used up, and its unbegun ones are withdrawn when it ends', async () => {
    await using core = await openTestCore();
    const { api } = core;
    const agentId = await start(
      api,
      'bench trial start; bench trial start; bench trial start; echo asked; cat',
      { budget: { trials: 2 } as never },
    );
    await shows(api, agentId, 'your budget of 2 trials is used up');
    await shows(api, agentId, 'asked');
    await api.call('agent.end', { agentId }, never);
    const trials = await api.call('agent.trials', { agentId }, never);
    const withdrawn = trials.find(({ requestId }) => requestId === 'req-0002');
    expect(withdrawn?.state).toMatch(/refused|finished/);
    await expect
      .poll(async () =>
        (await api.call('agent.trials', { agentId }, never)).map(({ state }) => state),
      )
      .not.toContain('running');
  });

  it('has its work refused with a reason it can act on', async () => {
    await using core = await openTestCore();
    const { api } = core;
    const agentId = await start(
      api,
      'mkdir judge; echo x > judge/judge.ts; git add -A; git commit -qm "A judge of my own"; ' +
        'bench trial start; git reset -q --hard HEAD~1; ln -s /etc/passwd policy/words; ' +
        'git add -A; git commit -qm link; bench trial start',
    );
    await whenEnded(api, agentId);
    const text = await screen(api, agentId);
    expect(text.match(/refused: your commit was not taken/g)).toHaveLength(2);
    expect(text).toMatch(/judge\/judge\.ts/);
    expect(await api.call('agent.trials', { agentId }, never)).toEqual([]);
  });

  it('finds the SDK and the guides where its task says, and its peers by a plain git fetch', async () => {
    await using core = await openTestCore();
    const { api } = core;
    const first = await start(
      api,
      'echo "// mine" >> policy/policy.ts; git commit -qam mine; bench trial start; ' +
        'bench trial wait req-0001',
    );
    await whenEnded(api, first);
    const second = await start(
      api,
      'sdk=$(bench task | grep -o " /[^ ]*/sdk/[^ ;]*"); guides=$(bench task | grep -o "guides: .*" | cut -c9-); ' +
        'ls $sdk/program.ts $sdk/motion.ts $guides/PROGRAMS.md && echo "all there"; ' +
        'git fetch 2>&1; git log -1 --format=%s peers/agent-0001/1; bench peers; bench literature',
    );
    await whenEnded(api, second);
    const text = await screen(api, second);
    expect(text).toContain('all there');
    expect(text).toMatch(/^mine$/m);
    expect(text).toContain('git fetch: peers/agent-0001/…');
    expect(existsSync(path.join(core.dataDir, 'agents', 'prices.json'))).toBe(true);
  });

  it('does not start when there is nothing to start, and leaves nothing behind then', async () => {
    await using core = await openTestCore();
    const { api, dataDir } = core;
    const wrong = async (over: object, words: RegExp): Promise<void> => {
      const args = { ...shell('true'), ...over };
      await expect(api.call('agent.start', args as never, never)).rejects.toThrow(words);
    };
    await wrong({ recipe: 'nobody' }, /no recipe/);
    await wrong({ task: 'no-task' }, /no task/);
    await wrong({ command: undefined }, /name the command/);
    await wrong({ recipe: 'claude' }, /takes no command/);
    await wrong({ resume: 'agent-0099' }, /no agent-0099/);
    expect(existsSync(path.join(dataDir, 'agents'))).toBe(false);
    expect(await api.call('agent.list', {}, never)).toEqual([]);
  });

  it('is over in the ledger after its core died, with its request answered', async () => {
    using data = tempDir('died');
    {
      await using core = await openTestCore({ dataDir: data.path });
      const agentId = await start(core.api, 'bench trial start; echo asked; cat');
      await shows(core.api, agentId, 'asked');
    }
    await using core = await openTestCore({ dataDir: data.path });
    const [agent] = await core.api.call('agent.list', {}, never);
    expect(agent).toMatchObject({ state: 'ended', resumable: true });
    const trials = await core.api.call('agent.trials', { agentId: 'agent-0001' }, never);
    expect(trials.map(({ state }) => state)).not.toContain('queued');
    const report = await core.api.call('core.verify', {}, never);
    expect(report.ok).toBe(true);
  });
});
