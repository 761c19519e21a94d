/** Trial after trial: the one that runs, what they say together, and each one to open. */
import { type ReactElement, useMemo } from 'react';
import { RunButton } from '../../parts/runButton.tsx';
import { useWindow } from '../../store/windowStore.ts';
import { FactsPanel } from './factsPanel.tsx';
import { NowPanel } from './nowPanel.tsx';
import { TrialDetail } from './trialDetail.tsx';
import { filterTrials, TrialFilters } from './trialFilters.tsx';
import { TrialList } from './trialList.tsx';

function ListPanel(): ReactElement {
  const rows = useWindow((state) => state.trials);
  const filter = useWindow((state) => state.filter);
  const shown = useMemo(() => filterTrials(rows, filter), [rows, filter]);
  return (
    <section className="panel trial-list" aria-label="All trials">
      <header className="panel-head">
        <h2>All trials</h2>
        <span className="note">newest first</span>
        <span className="facts">
          <TrialFilters rows={rows} />
        </span>
      </header>
      {shown.length > 0 ? (
        <TrialList rows={shown} />
      ) : (
        <p className="note empty">
          {rows.length === 0
            ? 'No trial yet. Press Run trials… above: each trial is reset, checked, judged and kept here.'
            : 'No trial fits this filter. Choose “all” above.'}
        </p>
      )}
    </section>
  );
}

export function TrialsScreen(): ReactElement {
  const selected = useWindow((state) => state.selected);
  return (
    <div className="trials-screen">
      <header className="view-head">
        <h1>Trials</h1>
        <span className="note">Every attempt of the arm, judged and kept.</span>
        <span className="view-actions">
          <RunButton />
        </span>
      </header>
      <NowPanel />
      <FactsPanel />
      <div className="trial-area" data-open={selected !== null}>
        <ListPanel />
        {selected !== null && <TrialDetail id={selected} />}
      </div>
    </div>
  );
}
