/** Trial after trial: the one that runs, what they say together, and each one to open. */
import type { ReactElement } from 'react';
import { toBenchError } from '../../../main/base/model/errors.ts';
import type { TrialFacets, TrialFilter } from '../../../main/base/model/trialFilter.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { RunButton } from '../../parts/runButton.tsx';
import { isFiltered } from '../../store/filterWords.ts';
import type { TrialBook } from '../../store/trialBook.ts';
import { useWindow } from '../../store/windowStore.ts';
import { FactsPanel } from './factsPanel.tsx';
import { NowPanel } from './nowPanel.tsx';
import { PlaybackView } from './playbackView.tsx';
import { TrialDetail } from './trialDetail.tsx';
import { KindFilters, MainFilters } from './trialFilters.tsx';
import { TrialList } from './trialList.tsx';
import { useTrialBook, useTrialFacets } from './useTrialBook.ts';

function ListPanel(): ReactElement {
  const filter = useWindow((state) => state.filter);
  const book = useTrialBook(filter);
  const facets = useTrialFacets(filter);
  return (
    <section className="panel trial-list" aria-label="All trials">
      <header className="panel-head list-head">
        <h2>{isFiltered(filter) ? 'Trials that fit' : 'All trials'}</h2>
        <span className="note">{book !== null && coverWords(book, facets)}</span>
        <MainFilters facets={facets} />
        <KindFilters facets={facets} />
      </header>
      {book !== null && <ListBody book={book} filter={filter} all={facets?.all ?? null} />}
    </section>
  );
}

const many = (n: number): string => n.toLocaleString('en-GB');

/** What the list covers: the whole ledger, or which part of it. */
function coverWords(book: TrialBook, facets: TrialFacets | null): string {
  if (book.problem !== null && book.total !== null)
    return `not up to date: ${toBenchError(book.problem).message}`;
  const total = book.total ?? 0;
  const all = Math.max(facets?.all ?? 0, total);
  return total === all ? `${many(total)}, newest first` : `${many(total)} of ${many(all)}`;
}

function ListBody(props: {
  readonly book: TrialBook;
  readonly filter: TrialFilter;
  readonly all: number | null;
}): ReactElement {
  const { book, filter, all } = props;
  if (book.total === null)
    return <p className="note empty">No list: {toBenchError(book.problem).message}.</p>;
  if (book.total !== 0) return <TrialList book={book} filter={filter} />;
  if (!isFiltered(filter) || all === 0)
    return (
      <p className="note empty">
        No trial yet. Press Run trials… above: each trial is reset, checked, judged and kept here.
      </p>
    );
  return (
    <div className="note empty">
      <p>No trial fits this filter{all === null ? '' : `; there are ${many(all)} without it`}.</p>
      <ActionButton keyCap="X" onPress={() => useWindow.setState({ filter: {} })}>
        Clear the filter
      </ActionButton>
    </div>
  );
}

export function TrialsScreen(): ReactElement {
  const selected = useWindow((state) => state.selected);
  const playing = useWindow((state) => state.playing !== null);
  if (playing && selected !== null) return <PlaybackView key={selected} id={selected} />;
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
