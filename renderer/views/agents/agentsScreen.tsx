/** Coding agents at the bench: their terminals, what they do and cost; and where to begin while there is none. */

import { type ReactElement, useEffect } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';
import type { AgentView } from '../../../main/base/model/agent.ts';
import { openStart } from '../../actions/agentActions.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { useWallTime } from '../../parts/useWallTime.ts';
import {
  againBlocked,
  endBlocked,
  isLive,
  shownAgent,
  startBlocked,
} from '../../store/agentChoice.ts';
import { useWindow } from '../../store/windowStore.ts';
import { AskedTrials, IdeaPanel, MeterPanel } from './agentFacts.tsx';
import { jailWords } from './agentWords.ts';
import { isInstalled } from './startChoice.ts';
import { TerminalPanel } from './terminalPanel.tsx';
import { useAgentBook } from './useAgentBook.ts';

function AgentActions({ agent }: { readonly agent: AgentView | null }): ReactElement {
  const deck = useDeck();
  const starting = useWindow(startBlocked);
  const ending = useWindow(endBlocked);
  const again = useWindow(againBlocked);
  return (
    <span className="view-actions">
      {agent !== null && isLive(agent) && (
        <ActionButton
          quiet
          blocked={ending}
          onPress={() => useWindow.setState({ dialog: 'endAgent' })}
        >
          End agent…
        </ActionButton>
      )}
      {agent !== null && !isLive(agent) && (
        <ActionButton quiet blocked={again} onPress={() => openStart(deck, agent.id)}>
          Take up again…
        </ActionButton>
      )}
      <ActionButton
        kind="primary"
        keyCap="S"
        blocked={starting}
        onPress={() => openStart(deck, null)}
      >
        Start agent…
      </ActionButton>
    </span>
  );
}

/** What can be started here, and how to come by what is not. */
function NoAgent(): ReactElement {
  const deck = useDeck();
  const { asking, known, problem } = useWindow((state) => state.probe);
  useEffect(() => deck.probeAgents(), [deck]);
  const programs = (known?.agents ?? []).filter(({ recipe }) => recipe !== 'command');
  const ready = programs.filter(isInstalled);
  return (
    <section className="panel no-agent" aria-label="No agent">
      <h2>No agent has worked here yet.</h2>
      <p className="note">
        A coding agent reads the task’s brief, edits the policy in its own clone, asks the bench for
        trials and reads their outcomes. It works in a terminal that stands here, behind walls,
        within a budget. Press Start agent… above.
      </p>
      {known === null && (
        <p className="note" aria-busy={asking}>
          {problem === null
            ? 'Looking which agent programs are installed; a few seconds.'
            : `Which agent programs are installed could not be learnt: ${problem}.`}
        </p>
      )}
      {known !== null && (
        <>
          <h3>{ready.length === 0 ? 'None is installed here' : 'On this computer'}</h3>
          <dl className="found-programs">
            {programs.map(({ recipe, name, version, where }) => (
              <div key={recipe}>
                <dt>{name}</dt>
                <dd className={version === null ? 'quiet' : ''}>{version ?? 'not installed'}</dd>
                <dd>
                  <code>{where}</code>
                </dd>
              </div>
            ))}
          </dl>
          <p className="note">
            Walls: {jailWords[known.jail]}: {known.jailWhy}
          </p>
        </>
      )}
    </section>
  );
}

function AgentRoom(props: { readonly agent: AgentView; readonly now: string }): ReactElement {
  const { agent, now } = props;
  const book = useAgentBook(agent);
  return (
    <div className="agent-room">
      <TerminalPanel agent={agent} />
      <div className="agent-side">
        <MeterPanel agent={agent} nowWallTime={now} />
        <IdeaPanel agent={agent} book={book} />
        <AskedTrials agent={agent} book={book} />
      </div>
    </div>
  );
}

export function AgentsScreen({ clock }: { readonly clock: Clock }): ReactElement {
  const agents = useWindow((state) => state.agents);
  const agent = useWindow(shownAgent);
  const now = useWallTime(clock);
  return (
    <div className="agents-screen">
      <header className="view-head">
        <h1>Agents</h1>
        <span className="note">They edit the policy and ask for trials; the referee counts.</span>
        <AgentActions agent={agent} />
      </header>
      {agents !== null && agent === null && <NoAgent />}
      {agent !== null && <AgentRoom agent={agent} now={now} />}
    </div>
  );
}
