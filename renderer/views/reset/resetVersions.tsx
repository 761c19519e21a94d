/** Versions as rows, newest first, each with what was measured of it; the one that came with the task stands last. */
import type { ReactElement, ReactNode } from 'react';
import type { ResetMeasure } from '../../../main/base/model/reset.ts';
import { letAgentWriteReset } from '../../actions/agentActions.ts';
import { useDeck } from '../../actions/deck.ts';
import { askAcceptReset } from '../../actions/resetMoves.ts';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import {
  acceptResetBlocked,
  addResetBlocked,
  type ResetGateState,
  resetGateOf,
  resetWord,
  widestAxis,
} from '../../store/resetFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { rateWords } from '../judge/judgeWords.ts';
import { byWords } from './resetWords.ts';

const marks: Readonly<Record<ResetGateState, MarkState>> = {
  met: 'passed',
  'not-met': 'failed',
  'not-measured': 'not-yet',
};

function LinkButton(props: {
  /** Why it cannot be pressed now; null when it can. */
  readonly blocked: string | null;
  /** Where the words on it are too short to stand alone. */
  readonly name?: string;
  onPress(): void;
  readonly children: ReactNode;
}): ReactElement {
  const { blocked } = props;
  return (
    <button
      type="button"
      className="link"
      aria-label={props.name}
      aria-disabled={blocked !== null}
      title={blocked ?? undefined}
      onClick={() => {
        if (blocked === null) props.onPress();
      }}
    >
      {props.children}
    </button>
  );
}

function Row(props: {
  readonly id: string;
  readonly by: string;
  readonly words: string;
  readonly measure: ResetMeasure | null;
}): ReactElement {
  const { id, measure } = props;
  const deck = useDeck();
  const inForce = useWindow(({ reset }) => reset?.inForce === id);
  const blocked = useWindow((state) => acceptResetBlocked(state, id));
  const cell = (value: string | number | undefined) => <td className="number">{value ?? '–'}</td>;
  return (
    <tr data-shown={inForce}>
      <th scope="row" title={props.words}>
        <Mark state={marks[resetGateOf(measure)]} /> <b>{resetWord(id)}</b>{' '}
        <span className="note">{props.by}</span>
      </th>
      {cell(measure === null ? undefined : rateWords(measure.verifiedFirst))}
      {cell(measure === null ? undefined : rateWords(measure.verified))}
      {cell(measure?.longestRow)}
      {cell(measure?.spread.coordinates[widestAxis(measure)].toFixed(2))}
      {cell(measure === null ? undefined : `${measure.secondsP50.toFixed(1)} s`)}
      <td>
        {inForce ? (
          'in force'
        ) : id === 'shipped' ? null : (
          <LinkButton
            name={`Accept reset ${resetWord(id)}`}
            blocked={blocked}
            onPress={() => askAcceptReset(deck, id)}
          >
            Accept…
          </LinkButton>
        )}
      </td>
    </tr>
  );
}

export function ResetVersions(): ReactElement {
  const versions = useWindow(({ reset }) => reset?.versions);
  const measure = useWindow(({ reset }) =>
    reset?.inForce === 'shipped' ? (reset.measure ?? null) : null,
  );
  const blocked = useWindow((state) => addResetBlocked(state));
  const deck = useDeck();
  return (
    <section className="panel versions-panel reset-versions" aria-label="Versions">
      <header className="panel-head">
        <h2>Versions</h2>
        <span className="note">the newest measuring of each</span>
        <span className="facts">
          <LinkButton blocked={blocked} onPress={() => letAgentWriteReset(deck)}>
            Let an agent write one…
          </LinkButton>
          <LinkButton blocked={blocked} onPress={() => useWindow.setState({ dialog: 'resetAdd' })}>
            Add a folder…
          </LinkButton>
        </span>
      </header>
      <div className="versions-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">Version</span>
              </th>
              <th scope="col">first check</th>
              <th scope="col">within retries</th>
              <th scope="col">in a row</th>
              <th scope="col">spread</th>
              <th scope="col">p50</th>
              <th scope="col">
                <span className="unseen">In force</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {(versions ?? []).toReversed().map((version) => (
              <Row
                key={version.id}
                id={version.id}
                by={byWords(version.by)}
                words={version.words}
                measure={version.measure}
              />
            ))}
            <Row id="shipped" by="came with the task" words="" measure={measure} />
          </tbody>
        </table>
      </div>
    </section>
  );
}
