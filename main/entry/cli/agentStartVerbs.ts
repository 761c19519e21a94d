/** `bench agents start` and `run`: a coding agent on the running core, or on a private one until it ends. */
import type { CommandArgs } from '../../base/api/contract.ts';
import { textTable } from '../../base/lib/textTable.ts';
import { type AgentPurpose, type AgentView, agentPurposes } from '../../base/model/agent.ts';
import { recipes } from '../../evolution/agent/recipes/recipes.ts';
import { agentHeads, agentRow, checkAgentId } from './agentLookVerbs.ts';
import type { CoreClient } from './coreClient.ts';
import { needRunning, reachAny } from './reachCore.ts';
import {
  type FlagSpec,
  numberFlag,
  signalExitCode,
  switchFlag,
  textFlag,
  type VerbCall,
  type VerbSpec,
} from './verb.ts';

const recipeNames = recipes.map(({ id }) => id);

const startFlags: readonly FlagSpec[] = [
  {
    name: 'recipe',
    kind: 'text',
    value: 'NAME',
    choices: recipeNames,
    required: true,
    help: 'Which',
  },
  { name: 'task', kind: 'text', value: 'TASK', required: true, help: 'Which task it works on' },
  {
    name: 'for',
    kind: 'text',
    value: 'WHAT',
    choices: agentPurposes,
    help: 'What it works on; the policy by default',
  },
  {
    name: 'headless',
    kind: 'switch',
    help: 'Its own way of working unattended',
  },
  {
    name: 'prompt',
    kind: 'text',
    value: 'TEXT',
    help: 'What it is told first; a fitting opening by default',
  },
  { name: 'model', kind: 'text', value: 'NAME', help: 'Model; the recipe’s own by default' },
  {
    name: 'lockstep',
    kind: 'switch',
    help: 'Its trials and resets run in bench time (simulated bench)',
  },
  {
    name: 'max-tokens',
    kind: 'int',
    min: 1,
    max: 1e12,
    help: 'Budget: fresh and cache-written input, and output',
  },
  {
    name: 'max-usd',
    kind: 'number',
    min: 0.01,
    max: 1e6,
    help: 'Budget by the price table of the data folder',
  },
  { name: 'max-trials', kind: 'int', min: 1, max: 100_000, help: 'Budget of trials' },
  { name: 'max-minutes', kind: 'number', min: 0.1, max: 20_160, help: 'Budget of time' },
  {
    name: 'accepted-by',
    kind: 'text',
    value: 'NAME',
    help: 'Who accepts an agent that nothing confines',
  },
  {
    name: 'resume',
    kind: 'text',
    value: 'AGENT',
    help: 'Go on in the home and clone of an agent that ended',
  },
];

const commandWords = {
  name: 'WORDS',
  required: false,
  help: 'Of the recipe command: what to run, after --',
} as const;

function startArgs(call: VerbCall): CommandArgs<'agent.start'> {
  const text = (name: string): string | undefined => textFlag(call, name);
  const given = <K extends string, V extends string>(name: K, value: V | undefined) =>
    value === undefined ? {} : ({ [name]: value } as Record<K, V>);
  const resume = text('resume');
  if (resume !== undefined) checkAgentId(resume);
  return {
    recipe: text('recipe') ?? '',
    task: text('task') ?? '',
    mode: switchFlag(call, 'headless') ? 'headless' : 'terminal',
    lockstep: switchFlag(call, 'lockstep'),
    budget: {
      tokens: numberFlag(call, 'max-tokens') ?? null,
      usd: numberFlag(call, 'max-usd') ?? null,
      trials: numberFlag(call, 'max-trials') ?? null,
      wallMinutes: numberFlag(call, 'max-minutes') ?? null,
    },
    ...given('purpose', text('for') as AgentPurpose | undefined),
    ...given('prompt', text('prompt')),
    ...given('model', text('model')),
    ...given('acceptedBy', text('accepted-by')),
    ...given('resume', resume),
    ...(call.args.length === 0 ? {} : { command: [...call.args] }),
  };
}

export const agentsStart: VerbSpec = {
  name: 'agents start',
  summary: 'Start a coding agent on the running core; watch it in the window',
  args: [],
  rest: commandWords,
  flags: startFlags,
  examples: [
    {
      line: 'npx bench agents start --recipe claude --task push-t --max-trials 20',
      says: 'Claude Code on Push-T',
    },
    {
      line: 'npx bench agents start --recipe claude --for judge --task push-t',
      says: 'Claude Code writes its judge from your clips',
    },
    {
      line: 'npx bench agents start --recipe claude --for reset --task push-t --lockstep',
      says: 'Claude Code writes its reset on the simulated bench',
    },
    {
      line: 'npx bench agents start --recipe command --task touch -- bash',
      says: 'A shell where an agent would be',
    },
  ],
  async run(call) {
    await using core = await needRunning(call);
    const { agentId } = await core.client.call('agent.start', startArgs(call));
    call.terminal.out(
      call.json
        ? JSON.stringify({ agentId })
        : `${agentId} runs. It is under Agents in the window.`,
    );
    return 0;
  },
};

/** Resolves with the agent's last view. */
function whenEnded(client: CoreClient, agentId: string): Promise<AgentView> {
  const ended = new Promise<AgentView>((resolve) => {
    client.onState('agents', (agents) => {
      const mine = agents.find(({ id }) => id === agentId);
      if (mine?.state === 'ended') resolve(mine);
    });
  });
  return Promise.race([ended, client.lost]);
}

export const agentsRun: VerbSpec = {
  name: 'agents run',
  summary: 'Start a coding agent, wait until it ends, and say what came of it',
  detail:
    'Works without a running core as well. Ctrl-C ends the agent. Exit code 0 when it ended by itself.',
  args: [],
  rest: commandWords,
  flags: startFlags,
  examples: [
    {
      line: 'npx bench agents run --recipe codex --task touch --headless --lockstep --json',
      says: 'Last line: the agent with its trials, tokens and end',
    },
  ],
  async run(call) {
    const { terminal, json } = call;
    await using core = await reachAny(call);
    const { client } = core;
    const { agentId } = await client.call('agent.start', startArgs(call));
    terminal.note(`${agentId} runs.`);
    let code = 0;
    using _signal = terminal.onEnd((why) => {
      code = signalExitCode[why];
      client.call('agent.end', { agentId }).catch(() => undefined); // it may have ended just now
    });
    const agent = await whenEnded(client, agentId);
    const { text } = await client.call('agent.screen', { agentId, lines: 40 });
    if (json)
      terminal.out(
        JSON.stringify({ agent, trials: await client.call('agent.trials', { agentId }) }),
      );
    else {
      terminal.out(text.trimEnd());
      terminal.note(`More of its terminal: bench agents screen ${agentId}`);
      for (const line of textTable(agentHeads, [agentRow(agent)])) terminal.out(line);
    }
    return code !== 0 ? code : agent.endedBy === 'itself' ? 0 : 1;
  },
};
