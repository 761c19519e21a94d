/** A terminal with what must be seen beside it: whose it is, what it does, behind which walls, in which version. */
import type { ReactElement } from 'react';
import type { AgentView } from '../../../main/base/model/agent.ts';
import { KeyCap } from '../../parts/actionButton.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Mark } from '../../parts/mark.tsx';
import { isLive } from '../../store/agentChoice.ts';
import { AgentTabs } from './agentTabs.tsx';
import { ideaName, jailTitles, jailWords, stateWords, versionWords } from './agentWords.ts';
import { TerminalPane } from './terminalPane.tsx';

function Walls({ agent }: { readonly agent: AgentView }): ReactElement {
  const { jail, acceptedBy } = agent;
  if (jail !== 'none') {
    return (
      <span className="walls" title={jailTitles[jail]}>
        <Icon name="lock" />
        {jailWords[jail]}
      </span>
    );
  }
  return (
    <span className="walls open" title={jailTitles.none}>
      <Mark state="needs-you" />
      {jailWords.none}
      {acceptedBy !== null && `, accepted by ${acceptedBy}`}
    </span>
  );
}

function AgentLine({ agent }: { readonly agent: AgentView }): ReactElement {
  const { idea } = agent;
  return (
    <div className="agent-line">
      <span className="agent-idea" title={idea?.hypothesis}>
        {idea === null ? (
          <span className="note">no idea open</span>
        ) : (
          <>
            <b>{ideaName(idea.id)}</b> {idea.hypothesis}
          </>
        )}
      </span>
      <span className="agent-version" title={`${agent.name}, recipe ${agent.recipe}`}>
        {!agent.tested && <Mark state="needs-you" />}
        {versionWords(agent)}
      </span>
    </div>
  );
}

function Foot({ live }: { readonly live: boolean }): ReactElement {
  return (
    <footer className="terminal-foot">
      {live ? (
        <>
          <KeyCap>F6</KeyCap> in and out
        </>
      ) : (
        <span>Nobody types into it any more.</span>
      )}
      <KeyCap>Ctrl Shift F</KeyCap> search
      <KeyCap>Ctrl Shift C</KeyCap> copy
      {live && (
        <>
          <KeyCap>Ctrl K</KeyCap> actions; every other key goes to the agent
        </>
      )}
    </footer>
  );
}

export function TerminalPanel({ agent }: { readonly agent: AgentView }): ReactElement {
  return (
    <section className="panel terminal-panel" aria-label="Terminals">
      <header className="panel-head agent-head">
        <AgentTabs />
        <span className="agent-state" title={stateWords(agent)}>
          {stateWords(agent)}
        </span>
        <Walls agent={agent} />
      </header>
      <div
        className="terminal-body"
        id="terminal"
        role="tabpanel"
        aria-label={`Terminal of ${agent.name}`}
      >
        <AgentLine agent={agent} />
        <TerminalPane key={agent.id} agent={agent} />
        <Foot live={isLive(agent)} />
      </div>
    </section>
  );
}
