/** What a person does with coding agents, asked of the real core. A refusal becomes words, like everywhere. */
import type { CommandArgs } from '../../main/base/api/contract.ts';
import type { AgentTrialView, IdeaView } from '../../main/base/model/agent.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import type { Connection } from '../store/connection.ts';
import type { TerminalLink, TerminalListener } from '../store/terminalTopics.ts';
import { useWindow } from '../store/windowStore.ts';

export interface AgentDeck {
  /** Looks at what could be started; the answer becomes the store's `probe`. */
  probeAgents(): void;
  /** Then looks at the new agent. False: it was refused. */
  startAgent(args: CommandArgs<'agent.start'>): Promise<boolean>;
  endAgent(agentId: string): void;
  /** Rejects when it was not typed. */
  typeInto(agentId: string, text: string): Promise<unknown>;
  resizeTerminal(agentId: string, cols: number, rows: number): void;
  followTerminal(agentId: string, on: TerminalListener): TerminalLink;
  /** Newest first. */
  agentTrials(agentId: string): Promise<readonly AgentTrialView[]>;
  agentIdeas(task: string): Promise<readonly IdeaView[]>;
}

/** Installing nothing, but starting several programs to ask for their version. */
const probeMs = 20_000;
/** Ending waits until nothing of the agent is left. */
const endMs = 60_000;

function createProbe(connection: Connection): () => void {
  return () => {
    if (useWindow.getState().probe.asking) return;
    useWindow.setState(({ probe }) => ({ probe: { ...probe, asking: true, problem: null } }));
    connection.call('agent.probe', {}, { timeoutMs: probeMs }).then(
      (known) => useWindow.setState({ probe: { asking: false, known, problem: null } }),
      (thrown: unknown) => {
        const problem = toBenchError(thrown).message;
        useWindow.setState(({ probe }) => ({ probe: { ...probe, asking: false, problem } }));
      },
    );
  };
}

export function createAgentDeck(
  connection: Connection,
  ask: (what: string, run: () => Promise<unknown>) => Promise<boolean>,
): AgentDeck {
  return {
    probeAgents: createProbe(connection),
    startAgent: (args) =>
      ask('Start agent', async () => {
        const { agentId } = await connection.call('agent.start', args, { timeoutMs: endMs });
        useWindow.setState({ screen: 'agents', agent: agentId });
      }),
    endAgent: (agentId) =>
      void ask('End agent', () => connection.call('agent.end', { agentId }, { timeoutMs: endMs })),
    typeInto: (agentId, text) => connection.call('agent.type', { agentId, text }),
    resizeTerminal: (agentId, cols, rows) => {
      // An agent that has just ended has no size; the next look at it tells.
      connection.call('agent.resize', { agentId, cols, rows }).catch(() => undefined);
    },
    followTerminal: (agentId, on) => connection.terminal(agentId, on),
    agentTrials: (agentId) => connection.call('agent.trials', { agentId }),
    agentIdeas: (task) => connection.call('agent.ideas', { task }),
  };
}
