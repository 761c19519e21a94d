/**
 * The sixth step: how surely the reset brings the scene to a start, measured in a row on the bench. Left the figures, in
 * the middle the map of starts and versions, right try by try. One primary button: measuring, or stopping it.
 */
import type { ReactElement } from 'react';
import { elsewhereWords, makersSentence } from '../../../main/base/model/makers.ts';
import { useDeck } from '../../actions/deck.ts';
import { stopResets } from '../../actions/resetMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { GateFigure } from '../../parts/gateFigure.tsx';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import {
  measureResetBlocked,
  type ResetGateState,
  resetGateOf,
  resetRuns,
  resetWord,
  shownFigures,
  shownMeasure,
  standingOf,
  stopResetBlocked,
  wornAlert,
} from '../../store/resetFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { AuthorPage } from './authorPage.tsx';
import { DriftPage } from './driftPage.tsx';
import { OnsetPage } from './onsetPage.tsx';
import { PageSwitch } from './pageSwitch.tsx';
import { ResetVersions } from './resetVersions.tsx';
import { deniedWords, resetFigureWords, unmetResetWords } from './resetWords.ts';
import { StartsPanel } from './startsPanel.tsx';
import { CausesPanel, TriesPanel } from './triesPanel.tsx';

const gateWords: Readonly<
  Record<ResetGateState, { readonly mark: MarkState; readonly words: string }>
> = {
  met: { mark: 'passed', words: 'met' },
  'not-met': { mark: 'failed', words: 'not met' },
  'not-measured': { mark: 'not-yet', words: 'not measured' },
};

function useSentence(): string {
  const said = useWindow(({ resetDesk }) => resetDesk.said);
  const wait = useWindow(({ resetDesk }) => resetDesk.wait);
  const standing = useWindow(({ reset }) => standingOf(reset));
  const inForce = useWindow(({ reset }) => reset?.inForce ?? null);
  const measure = useWindow(({ reset }) => reset?.measure ?? null);
  const makers = useWindow(({ reset }) => reset?.makers);
  if (wait === 'add') return 'It is being added: read, and asked one question…';
  if (wait === 'accept') return 'It is being put in force…';
  if (wait === 'stop') return 'It is being stopped: the arm holds…';
  if (standing === 'running') return 'Resets are measured: each one to another start, and checked.';
  if (said !== '') return said;
  const force = inForce === null ? ' Somebody changed it by hand.' : '';
  if (standing === 'stopped') return `The measuring was stopped: it counts nowhere.${force}`;
  if (measure === null && makers !== undefined) return `${elsewhereWords(makers)}${force}`;
  if (measure === null)
    return `Brings the scene to a new start before each trial. Not measured yet.${force}`;
  const unmet = unmetResetWords(measure);
  return unmet.length === 0
    ? `Twenty in a row, spread as stated: it may be sealed.${force}`
    : `${unmet.join(' ')}${force}`;
}

function HeadActions(): ReactElement {
  const deck = useDeck();
  const runs = useWindow(({ reset }) => resetRuns(reset));
  const measured = useWindow(({ reset }) => (reset?.measure ?? null) !== null);
  const met = useWindow(({ reset }) => resetGateOf(reset?.measure ?? null) === 'met');
  const blocked = useWindow((state) => measureResetBlocked(state));
  const stop = useWindow((state) => stopResetBlocked(state));
  if (runs) {
    return (
      <span className="view-actions">
        <ActionButton
          kind="primary"
          quiet
          keyCap="M"
          blocked={stop}
          onPress={() => void stopResets(deck)}
        >
          Stop measuring
        </ActionButton>
      </span>
    );
  }
  return (
    <span className="view-actions">
      <ActionButton
        kind={met ? 'plain' : 'primary'}
        keyCap="M"
        blocked={blocked}
        onPress={() => useWindow.setState({ dialog: 'resetRun' })}
      >
        {measured ? 'Measure again…' : 'Measure resets…'}
      </ActionButton>
      {met && (
        <ActionButton kind="primary" onPress={() => useWindow.setState({ screen: 'seal' })}>
          On to the seal
        </ActionButton>
      )}
    </span>
  );
}

function Figures(): ReactElement {
  const reset = useWindow((state) => state.reset);
  const runs = resetRuns(reset);
  const measure = shownMeasure(reset);
  const { mark, words } = gateWords[resetGateOf(measure)];
  const run = reset?.running ?? null;
  const isOurs = runs || measure === null || measure !== reset?.measure;
  const byMakers = isOurs ? null : (reset?.makers ?? null);
  const other = run?.measure === measure && run?.reset !== reset?.inForce ? run?.reset : undefined;
  return (
    <section className="panel gate-panel" aria-label="Figures">
      <header className="panel-head">
        <h2 title={byMakers === null ? undefined : makersSentence(byMakers)}>
          {runs ? 'So far' : byMakers === null ? 'Measured' : 'By the makers'}
        </h2>
        {!runs && other !== undefined && <span className="note">{resetWord(other)}</span>}
        <span className="facts gate-state">
          {!runs && <Mark state={mark} />} {runs ? 'counts when whole' : words}
        </span>
      </header>
      <div className="gate-figures">
        {resetFigureWords(shownFigures(reset), measure, runs).map((figure) => (
          <GateFigure key={figure.id} figure={figure} />
        ))}
      </div>
    </section>
  );
}

/** What asks for a person here: a worn reset, a measuring that failed. */
function Warnings(): ReactElement | null {
  const worn = useWindow((state) => wornAlert(state));
  const failed = useWindow(({ reset }) =>
    reset?.running?.state === 'failed' ? reset.running.why : null,
  );
  const denied = useWindow(({ reset }) => deniedWords(shownMeasure(reset)));
  if (worn === null && failed === null && denied === null) return null;
  return (
    <div className="reset-warnings">
      {denied !== null && (
        <p className="reset-warning" role="status">
          <Mark state="needs-you" size={14} />
          <span>
            <b>Its own check is not believed.</b> {denied}
          </span>
        </p>
      )}
      {worn !== null && (
        <p className="reset-warning" role="status">
          <Mark state="needs-you" size={14} />
          <span>
            <b>{worn.message}</b> {worn.todo}
          </span>
        </p>
      )}
      {failed !== null && (
        <p className="reset-warning" role="alert">
          <Mark state="failed" size={14} />
          <span>
            <b>The measuring failed and counts nowhere:</b> {failed}
          </span>
        </p>
      )}
    </div>
  );
}

function NoTask(): ReactElement {
  return (
    <div className="reset-screen" data-bare="true">
      <header className="view-head">
        <h1>Reset</h1>
      </header>
      <section className="panel label-empty">
        <p>No task is open. A reset brings one task’s scene to a start: open or make one.</p>
        <ActionButton kind="primary" onPress={() => useWindow.setState({ screen: 'task' })}>
          Choose a task
        </ActionButton>
      </section>
    </div>
  );
}

function MeasuredPage(): ReactElement {
  return (
    <>
      <div className="reset-centre">
        <Warnings />
        <StartsPanel />
        <ResetVersions />
      </div>
      <div className="reset-right">
        <TriesPanel />
        <CausesPanel />
      </div>
    </>
  );
}

function Room(): ReactElement {
  const sentence = useSentence();
  const page = useWindow(({ onsetDesk }) => onsetDesk.page);
  return (
    <div className="reset-screen">
      <header className="view-head">
        <h1>Reset</h1>
        <span className="note" role="status" title={sentence}>
          {sentence}
        </span>
        <PageSwitch />
        <HeadActions />
      </header>
      <Figures />
      {page === 'measured' && <MeasuredPage />}
      {page === 'fails' && <OnsetPage />}
      {page === 'author' && <AuthorPage />}
      {page === 'time' && (
        <DriftPage>
          <Warnings />
        </DriftPage>
      )}
    </div>
  );
}

export function ResetScreen(): ReactElement {
  const noTask = useWindow(({ phaseOne }) => phaseOne !== null && phaseOne.task === null);
  const known = useWindow((state) => state.reset !== null);
  if (noTask) return <NoTask />;
  return known ? <Room /> : <div className="reset-screen" />;
}
