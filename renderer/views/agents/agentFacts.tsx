/** Beside the terminal: what the agent costs, its ideas, the trials it asked for. Counts are the app's own. */
import { Fragment, type ReactElement } from 'react';
import type { AgentTrialView, AgentView, IdeaView } from '../../../main/base/model/agent.ts';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useWindow } from '../../store/windowStore.ts';
import {
  countWords,
  type Gauge,
  gaugesOf,
  ideaName,
  tallyWords,
  tokenLines,
  trialWords,
  waitingWords,
} from './agentWords.ts';
import type { AgentBook } from './useAgentBook.ts';

function GaugeCell({ gauge }: { readonly gauge: Gauge }): ReactElement {
  return (
    <div className="meter-cell" title={gauge.title}>
      <span className="cell-name">{gauge.name}</span>
      <span className="meter-used">{gauge.used}</span>
      <span className="under">{gauge.of}</span>
      <span className="meter-bar" data-full={gauge.share === 1} data-bound={gauge.share !== null}>
        <i style={{ inlineSize: `${100 * (gauge.share ?? 0)}%` }} />
      </span>
    </div>
  );
}

export function MeterPanel(props: {
  readonly agent: AgentView;
  readonly nowWallTime: string;
}): ReactElement {
  const { agent, nowWallTime } = props;
  const { meter } = agent;
  const ttft = meter.ttftMsP50 === null ? 'none yet' : `${(meter.ttftMsP50 / 1000).toFixed(2)} s`;
  return (
    <Panel
      title="Meters"
      note={
        meter.source === 'gateway' ? 'counted by the gateway' : 'from the agent’s own log; they lag'
      }
      className="meters"
    >
      {meter.waiting !== null && (
        <p className="meter-waits">
          <Mark state="needs-you" /> Waiting: {waitingWords(meter.waiting)}. It goes on by itself.
        </p>
      )}
      {meter.spent !== null && (
        <p className="meter-waits">
          <Mark state="needs-you" /> The budget of {meter.spent === 'usd' ? 'money' : 'tokens'} is
          spent.
        </p>
      )}
      <div className="meter-cells">
        {gaugesOf(agent, nowWallTime).map((gauge) => (
          <GaugeCell key={gauge.name} gauge={gauge} />
        ))}
      </div>
      <dl className="meter-lines">
        {tokenLines(meter).map(({ name, count, title }) => (
          <div key={name} title={title}>
            <dt>{name}</dt>
            <dd>{countWords(count)}</dd>
          </div>
        ))}
        <div>
          <dt>requests</dt>
          <dd>{meter.requests.toLocaleString('en-GB')}</dd>
        </div>
        <div title="From a request to its first token: half of the requests were faster.">
          <dt>first token</dt>
          <dd>{ttft}</dd>
        </div>
      </dl>
    </Panel>
  );
}

function IdeaEntry({ idea }: { readonly idea: IdeaView }): ReactElement {
  return (
    <li className="idea">
      <p>
        <b>{ideaName(idea.id)}</b> {idea.hypothesis}
      </p>
      <p className="note">
        {idea.parent !== null && `built on ${ideaName(idea.parent).toLowerCase()} · `}
        {tallyWords(idea.trials)}
        {idea.state === 'open' && ' · open'}
      </p>
      <p className="note">expects: {idea.expect}</p>
      {idea.conclusion !== null && <p className="note">its own words: {idea.conclusion}</p>}
    </li>
  );
}

export function IdeaPanel(props: {
  readonly agent: AgentView;
  readonly book: AgentBook | null;
}): ReactElement {
  const { agent, book } = props;
  const earlier = (book?.ideas ?? []).filter(({ id }) => id !== agent.idea?.id);
  const ideas = agent.idea === null ? earlier : [agent.idea, ...earlier];
  return (
    <Panel title="Ideas" note="claims of the agent; counts of the referee" className="ideas">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by arrow keys */}
      <ul className="idea-list" tabIndex={0} aria-label="Ideas of this agent">
        {ideas.map((idea) => (
          <IdeaEntry key={idea.id} idea={idea} />
        ))}
      </ul>
      {ideas.length === 0 && book !== null && (
        <p className="note empty-part">It has opened no idea yet.</p>
      )}
    </Panel>
  );
}

const markOf = ({ state, outcome }: AgentTrialView): MarkState => {
  if (outcome !== null) return outcome.kind;
  if (state === 'running') return 'running';
  return state === 'queued' ? 'not-yet' : 'needs-you';
};

function TrialEntry({ trial }: { readonly trial: AgentTrialView }): ReactElement {
  const { trialId, ideaId } = trial;
  const row = (
    <>
      <Mark state={markOf(trial)} />
      <span className="number">{trial.requestId}</span>
      <span className="note">{ideaId === null ? '' : ideaName(ideaId).toLowerCase()}</span>
      <span className="asked-words" title={trialWords(trial)}>
        {trialWords(trial)}
      </span>
    </>
  );
  if (trialId === null) return <li className="asked-trial">{row}</li>;
  return (
    <li>
      <button
        type="button"
        className="asked-trial"
        title={`Open trial ${trialId}`}
        onClick={() => useWindow.setState({ screen: 'trials', selected: trialId, playing: null })}
      >
        {row}
      </button>
    </li>
  );
}

function AskedCounts({ counts }: { readonly counts: IdeaView['trials'] }): ReactElement {
  return (
    <span className="asked-counts" title={tallyWords(counts)}>
      {(['success', 'failure', 'invalid'] as const).map((kind) => (
        <Fragment key={kind}>
          <Mark state={kind} /> {counts[kind]}
        </Fragment>
      ))}
      <span className="unseen">{tallyWords(counts)}</span>
    </span>
  );
}

export function AskedTrials(props: {
  readonly agent: AgentView;
  readonly book: AgentBook | null;
}): ReactElement {
  const { agent, book } = props;
  const { asked, queued, success, failure, invalid } = agent.trials;
  return (
    <Panel
      title="Its trials"
      note={`${asked} asked for${queued > 0 ? `, ${queued} queued` : ''}`}
      facts={<AskedCounts counts={{ success, failure, invalid }} />}
      className="asked"
    >
      {book?.problem != null && <p className="note empty-part">Not up to date: {book.problem}.</p>}
      <ol className="asked-list">
        {(book?.trials ?? []).map((trial) => (
          <TrialEntry key={trial.requestId} trial={trial} />
        ))}
      </ol>
      {book !== null && book.trials.length === 0 && book.problem === null && (
        <p className="note empty-part">It has asked for no trial yet.</p>
      )}
    </Panel>
  );
}
