/** Which agents have a tab, and which one is looked at. Pure; agents as the core tells them, newest first. */
import type { AgentView } from '../../main/base/model/agent.ts';
import type { WindowState } from './windowStore.ts';

type Known = Pick<WindowState, 'agents' | 'agent'>;

/** So many agents that have ended keep their tab; the others are in a list. */
const endedTabs = 2;

export const isLive = (agent: AgentView): boolean => agent.state !== 'ended';

/** The one a person chose, else the newest that runs, else the newest. */
export function shownAgent({ agents, agent }: Known): AgentView | null {
  if (agents === null) return null;
  const chosen = agents.find(({ id }) => id === agent);
  return chosen ?? agents.find(isLive) ?? agents[0] ?? null;
}

/** Agents with a tab, oldest first, so that a new one comes at the end; and those without, newest first. */
export function agentTabs(state: Known): {
  readonly tabs: readonly AgentView[];
  readonly earlier: readonly AgentView[];
} {
  const agents = state.agents ?? [];
  const shown = shownAgent(state);
  let room = endedTabs;
  const tabs = agents.filter((agent) => isLive(agent) || agent === shown || room-- > 0);
  return { tabs: tabs.toReversed(), earlier: agents.filter((agent) => !tabs.includes(agent)) };
}

/** The agent whose tab is `step` further, around the ends; null when there is no other. */
export function nextAgent(state: Known, step: 1 | -1): string | null {
  const { tabs } = agentTabs(state);
  const at = tabs.findIndex(({ id }) => id === shownAgent(state)?.id);
  if (tabs.length < 2 || at < 0) return null;
  return tabs.at((at + step) % tabs.length)?.id ?? null;
}

/** One of four quiet hues, by the number in its id, so that an agent keeps its own. */
export const hueOf = (agentId: string): number =>
  ((Number(agentId.replace(/\D/g, '')) + 3) % 4) + 1;

/** Why no agent can be started now; null when one can be asked for. */
export function startBlocked({ link }: Pick<WindowState, 'link'>): string | null {
  return link.kind === 'online' ? null : 'The core is not connected.';
}

export function endBlocked(state: Known & Pick<WindowState, 'link'>): string | null {
  const agent = shownAgent(state);
  if (state.link.kind !== 'online') return 'The core is not connected.';
  if (agent === null) return 'There is no agent.';
  if (agent.state === 'ended') return 'The agent has ended.';
  return agent.state === 'ending' ? 'The agent is ending.' : null;
}

export function againBlocked(state: Known & Pick<WindowState, 'link'>): string | null {
  const agent = shownAgent(state);
  if (state.link.kind !== 'online') return 'The core is not connected.';
  if (agent === null) return 'There is no agent.';
  if (agent.state !== 'ended') return 'The agent has not ended.';
  return agent.resumable ? null : 'The agent left nothing to go on from.';
}
