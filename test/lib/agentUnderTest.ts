/** Agents of a core under test: started in a terminal, in bench time and without bounds unless told otherwise; and read. */
import type { CommandArgs, CoreApi } from '../../main/base/api/contract.ts';
import type { AgentView } from '../../main/base/model/agent.ts';
import { never, until } from './coreUnderTest.ts';

export type AgentStart = Partial<CommandArgs<'agent.start'>>;

export async function startAgent(api: CoreApi, more: AgentStart): Promise<string> {
  const budget = { tokens: null, usd: null, trials: null, wallMinutes: null };
  const args = { recipe: 'command', mode: 'terminal', lockstep: true, budget, ...more };
  return (await api.call('agent.start', args as never, never)).agentId;
}

export const shellCommand = (script: string): string[] => ['sh', '-c', script];

export async function whenEnded(api: CoreApi, agentId: string): Promise<AgentView> {
  const all = await until(api, 'agents', (views) =>
    views.some(({ id, state }) => id === agentId && state === 'ended'),
  );
  return all.find(({ id }) => id === agentId) as AgentView;
}

export const screenOf = async (api: CoreApi, agentId: string, lines: number): Promise<string> =>
  (await api.call('agent.screen', { agentId, lines }, never)).text;
