/** The ledger's first word of an agent, for tests of what comes after it. */
import type { AgentEntry } from '../../main/base/wire/agentEntry.ts';

export const agentStarted = (agentId: string, resumes: string | null = null): AgentEntry => ({
  kind: 'agent-started',
  agentId,
  recipe: 'command',
  name: 'a test',
  version: null,
  tested: false,
  task: 'touch',
  mode: 'terminal',
  jail: 'none',
  jailWhy: '',
  acceptedBy: 'a test',
  budget: { tokens: null, usd: null, trials: null, wallMinutes: null },
  lockstep: true,
  commit: '0'.repeat(40),
  resumes,
});
