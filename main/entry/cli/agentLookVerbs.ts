/** `bench agents probe`, `list`, `screen`, `trials`, `ideas` and `end`: what can be started, who runs, what came of it. */

import { silentLog } from '../../base/lib/log.ts';
import { textTable } from '../../base/lib/textTable.ts';
import {
  type AgentProbe,
  type AgentView,
  agentIdPattern,
  tokensSpent,
} from '../../base/model/agent.ts';
import { BenchError } from '../../base/model/errors.ts';
import { probeAgentsAlone } from '../../evolution/agent/probeAgents.ts';
import { appDir } from '../launch/appVersion.ts';
import { needRunning, reachAny, reachRunning } from './reachCore.ts';
import { numberFlag, type VerbCall, type VerbSpec } from './verb.ts';

function versionWords(recipe: string, version: string | null, tested: boolean): string {
  if (version === null) return recipe === 'command' ? '–' : 'not there';
  return tested ? version : `${version} (untested)`;
}

/** Asked of the running core; where none runs it needs none. */
async function probeHere(call: VerbCall): Promise<AgentProbe> {
  const { dataDir, terminal } = call;
  await using core = await reachRunning(call);
  if (core !== null) return await core.client.call('agent.probe', {});
  return await probeAgentsAlone({
    clock: terminal.clock,
    log: silentLog,
    env: terminal.env,
    dataDir,
    appDir,
    nodePath: process.execPath,
    benchId: '',
  });
}

export const agentsProbe: VerbSpec = {
  name: 'agents probe',
  summary: 'Say which coding agents can be started here, and behind which walls',
  detail: [
    'Programs are asked for their version, the jail runs a program that tries its walls, and the gateway answers a',
    'request through its own door. An untested version is one that its recipe was not tried with.',
  ].join('\n'),
  args: [],
  flags: [],
  examples: [
    {
      line: 'npx bench agents probe --json',
      says: '{"agents":[{"name","version","tested",…}],"jail":"bubblewrap","gateway":true,…}',
    },
  ],
  async run(call) {
    const { terminal } = call;
    const probe = await probeHere(call);
    if (call.json) {
      terminal.out(JSON.stringify(probe));
      return 0;
    }
    const rows = probe.agents.map(({ recipe, name, version, tested, where }) => [
      recipe,
      name,
      versionWords(recipe, version, tested),
      where,
    ]);
    for (const line of textTable(['Recipe', 'Program', 'Version', 'Where, or how'], rows))
      terminal.out(line);
    terminal.out(`Jail: ${probe.jail} (${probe.jailWhy})`);
    terminal.out(`Gateway: ${probe.gateway ? 'answers' : 'does not answer'}`);
    return 0;
  },
};

/** Heads of `agentRow`. */
export const agentHeads = [
  ...['Agent', 'Program', 'Task', 'Walls', 'State', 'Won/lost/void', 'Tokens', 'USD'],
];

export function agentRow(agent: AgentView): readonly string[] {
  const { success, failure, invalid } = agent.trials;
  const { usd, tokens } = agent.meter;
  return [
    agent.id,
    `${agent.name} ${agent.version ?? ''}`.trim(),
    agent.task,
    agent.jail,
    agent.state === 'ended' ? `ended: ${agent.endedWhy}` : agent.state,
    `${success}/${failure}/${invalid}`,
    String(tokensSpent(tokens)),
    usd === null ? '–' : usd.toFixed(2),
  ];
}

export const agentsList: VerbSpec = {
  name: 'agents list',
  summary: 'List the agents of this bench, newest first',
  args: [],
  flags: [],
  examples: [{ line: 'npx bench agents list --json', says: 'A line each' }],
  async run(call) {
    await using core = await reachAny(call);
    const agents = await core.client.call('agent.list', {});
    const { terminal, json } = call;
    if (json) for (const agent of agents) terminal.out(JSON.stringify(agent));
    else if (agents.length === 0) terminal.out('No agent was ever started here.');
    else {
      for (const line of textTable(agentHeads, agents.map(agentRow))) terminal.out(line);
    }
    return 0;
  },
};

const agentArg = {
  name: 'AGENT',
  required: true,
  help: 'Like agent-0001; see bench agents list',
} as const;

/** @throws BenchError `bad-input`. */
export function checkAgentId(id: string): string {
  if (agentIdPattern.test(id)) return id;
  throw new BenchError('bad-input', `${JSON.stringify(id.slice(0, 40))} is no agent`, {
    hint: 'bench agents list says which there are',
  });
}

export const agentsEnd: VerbSpec = {
  name: 'agents end',
  summary: 'End an agent with all it started',
  args: [agentArg],
  flags: [],
  examples: [{ line: 'npx bench agents end agent-0001', says: 'Its finished trials stay' }],
  async run(call) {
    await using core = await needRunning(call);
    const answer = await core.client.call('agent.end', {
      agentId: checkAgentId(call.args[0] ?? ''),
    });
    call.terminal.out(
      call.json ? JSON.stringify(answer) : `Ended after ${answer.afterMs.toFixed(0)} ms.`,
    );
    return 0;
  },
};

export const agentsScreen: VerbSpec = {
  name: 'agents screen',
  summary: 'Print the newest lines of an agent’s terminal',
  args: [agentArg],
  flags: [{ name: 'lines', kind: 'int', min: 1, max: 5000, help: 'So many; 200 by default' }],
  examples: [
    { line: 'npx bench agents screen agent-0001 --lines 40', says: 'Also of one that has ended' },
  ],
  async run(call) {
    const agentId = checkAgentId(call.args[0] ?? '');
    await using core = await reachAny(call);
    const answer = await core.client.call('agent.screen', {
      agentId,
      lines: numberFlag(call, 'lines') ?? 200,
    });
    call.terminal.out(call.json ? JSON.stringify(answer) : answer.text.trimEnd());
    return 0;
  },
};

export const agentsTrials: VerbSpec = {
  name: 'agents trials',
  summary: 'List the trials that an agent asked for',
  args: [agentArg],
  flags: [],
  examples: [
    { line: 'npx bench agents trials agent-0001 --json', says: 'A line each, newest first' },
  ],
  async run(call) {
    const agentId = checkAgentId(call.args[0] ?? '');
    await using core = await reachAny(call);
    const trials = await core.client.call('agent.trials', { agentId });
    const { terminal, json } = call;
    if (json) for (const trial of trials) terminal.out(JSON.stringify(trial));
    else if (trials.length === 0) terminal.out('It has asked for none.');
    else {
      const rows = trials.map(
        ({ requestId, agentId: by, ideaId, state, trialId, outcome, why }) => [
          requestId,
          by,
          ideaId ?? '–',
          trialId ?? '–',
          outcome?.kind ?? (state === 'refused' ? `not run: ${why}` : state),
        ],
      );
      for (const line of textTable(['Request', 'Asked by', 'Idea', 'Trial', 'Outcome'], rows))
        terminal.out(line);
    }
    return 0;
  },
};

export const agentsIdeas: VerbSpec = {
  name: 'agents ideas',
  summary: 'List the ideas on a task, oldest first',
  args: [{ name: 'TASK', required: true, help: 'See bench task list' }],
  flags: [],
  examples: [
    {
      line: 'npx bench agents ideas push-t',
      says: 'Hypotheses are claims, counts are the bench’s',
    },
  ],
  async run(call) {
    await using core = await reachAny(call);
    const ideas = await core.client.call('agent.ideas', {
      task: (call.args[0] ?? '').slice(0, 40),
    });
    const { terminal, json } = call;
    if (json) for (const idea of ideas) terminal.out(JSON.stringify(idea));
    else if (ideas.length === 0) terminal.out('There is none yet.');
    else {
      const rows = ideas.map(({ id, agentId, state, hypothesis, trials }) => [
        id,
        agentId,
        state,
        `${trials.success}/${trials.failure}/${trials.invalid}`,
        hypothesis,
      ]);
      for (const line of textTable(['Idea', 'Agent', 'State', 'Won/lost/void', 'Hypothesis'], rows))
        terminal.out(line);
    }
    return 0;
  },
};
