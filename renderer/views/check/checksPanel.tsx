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
import { useWindow } from '../../store/windowStore.ts';
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

function RemedyButton(props: {
  readonly remedy: Remedy;
  readonly primary: boolean;
  /** Its reason stands beside another button already. */
  readonly quiet?: boolean;
}): ReactElement {
  const deck = useDeck();
  const { remedy } = props;
  const blocked = useWindow(remedy.moves ? setUpBlocked : measureBlocked);
  const busy = useWindow((state) => remedy.id === 'measure' && measuring(state.check));
  return (
    <ActionButton
      kind={props.primary ? 'primary' : 'plain'}
      quiet={props.quiet === true}
      blocked={busy ? 'The bench is being measured.' : blocked}
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
      <div className="check-actions">
        <RemedyButton remedy={remedy} primary={props.next} />
        {remedy.id !== measureAll.id && <RemedyButton remedy={measureAll} primary={false} quiet />}
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
