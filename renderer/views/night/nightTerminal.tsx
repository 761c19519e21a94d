/**
 * The terminal of the session that works for the night, with what must be seen beside it: whose it is, on which idea, what
 * it waits for, behind which walls. Between two sessions the last one stays.
 */
import type { ReactElement } from 'react';
import type { AgentView } from '../../../main/base/model/agent.ts';
import { Icon } from '../../parts/icon.tsx';
import { Mark } from '../../parts/mark.tsx';
import { nightAgent } from '../../store/campaignFacts.ts';
import { ideaWords } from '../../store/ideaWords.ts';
import { useWindow } from '../../store/windowStore.ts';
import { AgentMark } from '../agents/agentMark.tsx';
import { jailTitles, jailWords, stateWords } from '../agents/agentWords.ts';
import { TerminalPane } from '../agents/terminalPane.tsx';

function Head({ agent }: { readonly agent: AgentView }): ReactElement {
  const { id, idea, jail, name } = agent;
  const open = (): void => useWindow.setState({ screen: 'agents', agent: id });
  return (
    <header className="panel-head agent-head">
      <div className="agent-tabs" role="tablist" aria-label="Agent of the night">
        <button
          type="button"
          role="tab"
          className="agent-tab"
          aria-selected="true"
          aria-controls="terminal"
          title={idea === null ? `${name}, ${id}` : `${name}, ${id}: ${idea.hypothesis}`}
        >
          <AgentMark agent={agent} />
          <span className="agent-name">{name}</span>
          <span className="note">{idea === null ? 'no idea open' : ideaWords(idea.id)}</span>
        </button>
      </div>
      <span className="agent-state" title={stateWords(agent)}>
        {stateWords(agent)}
      </span>
      <span className={jail === 'none' ? 'walls open' : 'walls'} title={jailTitles[jail]}>
        {jail === 'none' ? <Mark state="needs-you" /> : <Icon name="lock" />}
        {jailWords[jail]}
      </span>
      <button type="button" className="tool" title="Its ideas, trials and meters" onClick={open}>
        Open
      </button>
    </header>
  );
}

export function NightTerminal(): ReactElement {
  const agent = useWindow(nightAgent);
  if (agent === null) {
    return (
      <section className="panel terminal-panel night-no-agent" aria-label="Terminal">
        <p className="note">No session of an agent has begun yet. Its terminal stands here.</p>
      </section>
    );
  }
  return (
    <section className="panel terminal-panel" aria-label="Terminal">
      <Head agent={agent} />
      <div
        className="terminal-body"
        id="terminal"
        role="tabpanel"
        aria-label={`Terminal of ${agent.name}`}
      >
        <TerminalPane key={agent.id} agent={agent} />
      </div>
    </section>
  );
}
