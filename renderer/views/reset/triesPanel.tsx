/** The measuring try by try, newest first, as it goes or as it ended; and why checks said no. */
import type { ReactElement } from 'react';
import { Mark } from '../../parts/mark.tsx';
import { ProgressBar } from '../../parts/progressBar.tsx';
import { doneOf, resetRuns, resetWord, shownMeasure } from '../../store/resetFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { tryMark, tryWords } from './resetWords.ts';

/** More are in the figures; nobody reads them one by one. */
const mostShown = 60;

function Tries(): ReactElement {
  const run = useWindow(({ reset }) => reset?.running ?? null);
  if (run === null || run.tries.length === 0) {
    return (
      <p className="note reset-blank">
        {run?.state === 'running'
          ? 'The first reset is being done.'
          : 'Each reset of a measuring stands here: verified or not, after how many seconds.'}
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by arrow keys
    <ol className="reset-tries" tabIndex={0} aria-label="Try by try">
      {run.tries
        .slice(-mostShown)
        .toReversed()
        .map((each) => (
          <li key={each.index}>
            <span className="number">{each.index + 1}</span>
            <Mark state={tryMark(each)} />
            <span className="reset-try-words" title={tryWords(each)}>
              {tryWords(each)}
            </span>
            <span className="number">{each.seconds.toFixed(1)} s</span>
          </li>
        ))}
    </ol>
  );
}

export function TriesPanel(): ReactElement {
  const run = useWindow(({ reset }) => reset?.running ?? null);
  const done = run === null ? '' : `${doneOf(run.tries)} of ${run.times}`;
  return (
    <section className="panel tries-panel" aria-label="Try by try">
      <header className="panel-head">
        <h2>Try by try</h2>
        {run !== null && <span className="note">{resetWord(run.reset)}</span>}
        <span className="facts">{done}</span>
      </header>
      {run?.state === 'running' && (
        <ProgressBar name="How far the measuring is" done={doneOf(run.tries)} of={run.times} />
      )}
      <Tries />
    </section>
  );
}

export function CausesPanel(): ReactElement | null {
  const measure = useWindow(({ reset }) => (resetRuns(reset) ? null : shownMeasure(reset)));
  if (measure === null) return null;
  const { causes } = measure;
  return (
    <section className="panel causes-panel" aria-label="Why checks said no">
      <header className="panel-head">
        <h2>Why checks said no</h2>
      </header>
      <div className="panel-body">
        {causes.length === 0 ? (
          <p className="note">None did.</p>
        ) : (
          <ul className="cause-list">
            {causes.slice(0, 6).map(({ words, n }) => (
              <li key={words}>
                <span className="number">{n} ×</span>
                <span title={words}>{words}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
