/** The agents as tabs: those that run, the last that ended, and a list of the earlier ones. Arrow keys go along them. */
import { Select } from '@mantine/core';
import type { KeyboardEvent, ReactElement } from 'react';
import type { AgentView } from '../../../main/base/model/agent.ts';
import { agentTabs, isLive, nextAgent, shownAgent } from '../../store/agentChoice.ts';
import { useWindow } from '../../store/windowStore.ts';
import { AgentMark } from './agentMark.tsx';
import { ideaName, minuteOf, signWord } from './agentWords.ts';

const look = (agent: string): void => useWindow.setState({ agent });

function onArrow(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : null;
  if (step === null) return;
  const id = nextAgent(useWindow.getState(), step);
  if (id === null) return;
  event.preventDefault();
  look(id);
  event.currentTarget.querySelector<HTMLElement>(`[data-agent="${id}"]`)?.focus();
}

function Tab(props: { readonly agent: AgentView; readonly chosen: boolean }): ReactElement {
  const { agent, chosen } = props;
  // Of those that have ended, names alone would be all alike.
  const word = chosen || isLive(agent) ? signWord(agent) : minuteOf(agent.startedWallTime);
  return (
    <button
      type="button"
      role="tab"
      className="agent-tab"
      data-agent={agent.id}
      aria-selected={chosen}
      aria-controls="terminal"
      tabIndex={chosen ? 0 : -1}
      title={`${agent.name}, ${agent.id}, started ${minuteOf(agent.startedWallTime)}`}
      onClick={() => look(agent.id)}
    >
      <AgentMark agent={agent} />
      <span className="agent-name">{agent.name}</span>
      {agent.idea !== null && <span className="note">{ideaName(agent.idea.id).toLowerCase()}</span>}
      {word !== '' && <span className="note">{word}</span>}
    </button>
  );
}

export function AgentTabs(): ReactElement {
  const agents = useWindow((state) => state.agents);
  const agent = useWindow((state) => state.agent);
  const { tabs, earlier } = agentTabs({ agents, agent });
  const shown = shownAgent({ agents, agent });
  return (
    <>
      <div className="agent-tabs" role="tablist" aria-label="Agents" onKeyDown={onArrow}>
        {tabs.map((each) => (
          <Tab key={each.id} agent={each} chosen={each === shown} />
        ))}
      </div>
      {earlier.length > 0 && (
        <Select
          className="earlier-agents"
          aria-label="Earlier agents"
          size="xs"
          w={104}
          placeholder={`${earlier.length} earlier`}
          value={null}
          data={earlier.map(({ id, name, startedWallTime }) => ({
            value: id,
            label: `${name} ${minuteOf(startedWallTime)}`,
          }))}
          onChange={(id) => {
            if (id !== null) look(id);
          }}
        />
      )}
    </>
  );
}
