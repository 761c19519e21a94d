/** Which agent is looked at, which have a tab, what can be done with them. */
import { describe, expect, it } from 'vitest';
import { claude, codex, earlierAgents, ended } from '../gallery/galleryAgents.ts';
import {
  againBlocked,
  agentTabs,
  endBlocked,
  hueOf,
  nextAgent,
  shownAgent,
} from './agentChoice.ts';

const online = { kind: 'online' } as const;

describe('the agent that is looked at', () => {
  it('is the chosen one, else the newest that runs, else the newest', () => {
    const agents = [ended, codex, claude].map((agent, at) => ({
      ...agent,
      id: `agent-000${9 - at}`,
    }));
    expect(shownAgent({ agents, agent: null })?.name).toBe('Codex CLI');
    expect(shownAgent({ agents, agent: 'agent-0009' })?.state).toBe('ended');
    expect(shownAgent({ agents, agent: 'agent-4711' })?.name).toBe('Codex CLI');
    expect(shownAgent({ agents: earlierAgents, agent: null })?.id).toBe('agent-0009');
    expect(shownAgent({ agents: [], agent: null })).toBeNull();
    expect(shownAgent({ agents: null, agent: 'agent-0001' })).toBeNull();
  });
});

describe('tabs', () => {
  it('are those that run, the chosen one and the last that ended, oldest first; nobody is lost', () => {
    const agents = [codex, ...earlierAgents];
    const state = {
      agents: agents.map((each, at) => ({ ...each, id: `agent-00${20 - at}` })),
      agent: 'agent-0012',
    };
    const { tabs, earlier } = agentTabs(state);
    expect(tabs.map(({ id }) => id)).toEqual([
      'agent-0012',
      'agent-0018',
      'agent-0019',
      'agent-0020',
    ]);
    expect(new Set([...tabs, ...earlier]).size).toBe(state.agents.length);
  });

  it('are gone through around the ends; one alone has no next', () => {
    const state = { agents: [codex, claude], agent: claude.id };
    expect([nextAgent(state, 1), nextAgent(state, -1)]).toEqual([codex.id, codex.id]);
    expect(nextAgent({ ...state, agent: codex.id }, 1)).toBe(claude.id);
    expect(nextAgent({ agents: [claude], agent: null }, 1)).toBeNull();
  });

  it('have one of four hues, four agents in a row four different ones', () => {
    expect([1, 2, 3, 4, 5].map((n) => hueOf(`agent-000${n}`))).toEqual([1, 2, 3, 4, 1]);
  });
});

describe('why an agent cannot be', () => {
  it('ended: there is none, it has ended, or the core is away', () => {
    const known = { link: online, agents: [claude], agent: null };
    expect(endBlocked(known)).toBeNull();
    expect(endBlocked({ ...known, agents: [ended] })).toBe('The agent has ended.');
    expect(endBlocked({ ...known, agents: [] })).toBe('There is no agent.');
    expect(endBlocked({ ...known, link: { kind: 'connecting' } })).toContain('not connected');
  });

  it('taken up: it has not ended, or left nothing', () => {
    const known = { link: online, agents: [ended], agent: null };
    expect(againBlocked(known)).toBeNull();
    expect(againBlocked({ ...known, agents: [claude] })).toContain('has not ended');
    expect(againBlocked({ ...known, agents: [{ ...ended, resumable: false }] })).toContain(
      'nothing',
    );
  });
});
