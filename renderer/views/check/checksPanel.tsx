/**
 * Every line of the check with what was measured, and one of them open: why it is so and what to do. Of all buttons
 * here only that of the next thing to do is the primary one.
 */
import type { ReactElement } from 'react';
import type { CheckLine, CheckView } from '../../../main/base/model/phaseOne.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { sentence } from '../../parts/useAsk.ts';
import {
  measureBlocked,
  measuring,
  neverMeasured,
  nextLine,
  passed,
  setUpBlocked,
} from '../../store/checkFacts.ts';
import { useWindow, type WindowState } from '../../store/windowStore.ts';
import { measureAll, type Remedy, remedyOf } from './checkRemedies.ts';

const marks: Readonly<Record<CheckLine['state'], MarkState>> = {
  pass: 'passed',
  fail: 'failed',
  'needs-you': 'needs-you',
  'not-yet': 'not-yet',
  running: 'running',
};

const stateWords: Readonly<Record<CheckLine['state'], string>> = {
  pass: 'passes',
  fail: 'fails',
  'needs-you': 'needs you',
  'not-yet': 'not measured yet',
  running: 'being measured',
};

function Row(props: { readonly line: CheckLine; readonly open: boolean }): ReactElement {
  const { line, open } = props;
  return (
    <li>
      <button
        type="button"
        className="check-row"
        aria-expanded={open}
        aria-controls="check-open"
        data-state={line.state}
        onClick={() => useWindow.setState({ checkLine: line.id })}
      >
        <Mark state={marks[line.state]} />
        <span className="unseen">{stateWords[line.state]}:</span>
        <span className="check-name">{line.name}</span>
        <span className="number">{line.value}</span>
        <span className="check-detail">{line.detail}</span>
      </button>
    </li>
  );
}

function remedyBlocked(remedy: Remedy, state: WindowState): string | null {
  if (remedy.id === measureAll.id && measuring(state.check)) return 'The bench is being measured.';
  return remedy.moves ? setUpBlocked(state) : measureBlocked(state);
}

/** The first reason of the remedies, once, on a line of its own. */
function WhyBlocked({ remedies }: { readonly remedies: readonly Remedy[] }): ReactElement | null {
  const why = useWindow(
    (state) =>
      remedies.map((each) => remedyBlocked(each, state)).find((each) => each !== null) ?? null,
  );
  return why === null ? null : <p className="why">{why}</p>;
}

function RemedyButton(props: { readonly remedy: Remedy; readonly primary: boolean }): ReactElement {
  const deck = useDeck();
  const { remedy } = props;
  const blocked = useWindow((state) => remedyBlocked(remedy, state));
  return (
    <ActionButton
      kind={props.primary ? 'primary' : 'plain'}
      quiet
      blocked={blocked}
      {...(remedy.keyCap === undefined ? {} : { keyCap: remedy.keyCap })}
      onPress={() => remedy.run(deck)}
    >
      {remedy.words}
    </ActionButton>
  );
}

function OpenLine(props: { readonly line: CheckLine; readonly next: boolean }): ReactElement {
  const { line } = props;
  const remedy = remedyOf(line);
  const remedies = remedy.id === measureAll.id ? [remedy] : [remedy, measureAll];
  return (
    <section className="check-open" id="check-open" aria-label={line.name}>
      <p>
        <b>
          {sentence(
            `${line.name}: ${line.value === '' ? stateWords[line.state] : line.value}`,
            undefined,
          )}
        </b>{' '}
        {line.detail !== '' && sentence(line.detail, undefined)} {line.remedy}
      </p>
      <WhyBlocked remedies={remedies} />
      <div className="check-actions">
        {remedies.map((each) => (
          <RemedyButton key={each.id} remedy={each} primary={props.next && each === remedy} />
        ))}
      </div>
    </section>
  );
}

function Unmeasured(): ReactElement {
  const check = useWindow((state) => state.check);
  return (
    <div className="check-open" id="check-open">
      <p>
        <b>The bench has not been checked yet.</b> Servos, cameras, disk and clock are measured in
        some ten seconds; nothing moves.
      </p>
      <WhyBlocked remedies={[measureAll]} />
      <div className="check-actions">
        <RemedyButton remedy={measureAll} primary={!measuring(check)} />
      </div>
    </div>
  );
}

/** The line that is open: the one a person chose, else the next thing to do, else the last. */
function openLine(check: CheckView, chosen: string | null): CheckLine | null {
  const asked = check.lines.find(({ id }) => id === chosen);
  return asked ?? nextLine(check) ?? check.lines.at(-1) ?? null;
}

export function ChecksPanel(): ReactElement {
  const check = useWindow((state) => state.check);
  const chosen = useWindow((state) => state.checkLine);
  const { pass, of } = passed(check);
  const line = check === null ? null : openLine(check, chosen);
  const fresh = neverMeasured(check);
  return (
    <Panel
      title="Checks"
      className="checks"
      facts={measuring(check) ? 'measuring…' : of === 0 ? 'none yet' : `${pass} of ${of} pass`}
    >
      <ul className="check-list">
        {(check?.lines ?? []).map((each) => (
          <Row key={each.id} line={each} open={each === line && !fresh} />
        ))}
      </ul>
      {fresh || line === null ? (
        <Unmeasured />
      ) : (
        <OpenLine line={line} next={line === nextLine(check)} />
      )}
    </Panel>
  );
}
