/** The list's pages and counts for the filter that is set, kept fresh while trials are added. */
import { useEffect, useReducer, useState } from 'react';
import { realClock } from '../../../main/base/lib/clock.ts';
import type { TrialFacets, TrialFilter } from '../../../main/base/model/trialFilter.ts';
import { type Deck, useDeck } from '../../actions/deck.ts';
import { createTrialBook, type TrialBook } from '../../store/trialBook.ts';
import { useWindow } from '../../store/windowStore.ts';

const countEveryMs = 1_000;

/** One book a filter and core; the one before stays until the next has its first answer. Null before any answer. */
export function useTrialBook(filter: TrialFilter): TrialBook | null {
  const deck = useDeck();
  const loaded = useWindow((state) => state.trialsLoaded);
  const [shown, show] = useState<TrialBook | null>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!loaded) return;
    const book = createTrialBook({
      fetch: (order, offset, limit) => deck.listTrials({ ...filter, order, offset, limit }),
      after: realClock.after,
      changed: () => {
        show(book);
        redraw();
      },
    });
    const stop = useWindow.subscribe((state, before) => {
      if (state.trials !== before.trials) book.refresh();
    });
    return () => {
      stop();
      book[Symbol.dispose]();
    };
  }, [deck, filter, loaded]);
  return shown;
}

function followCounts(
  deck: Deck,
  filter: TrialFilter,
  take: (facets: TrialFacets) => void,
): Disposable {
  let ended = false;
  let wait: Disposable | null = null;
  const ask = (): void => {
    wait = null;
    deck.countTrials(filter).then(
      (facets) => {
        if (!ended) take(facets);
      },
      () => undefined, // the list says what is wrong; asked again with the next trial
    );
  };
  ask();
  const stop = useWindow.subscribe((state, before) => {
    if (state.trials !== before.trials) wait ??= realClock.after(countEveryMs, ask);
  });
  return {
    [Symbol.dispose]: () => {
      ended = true;
      stop();
      wait?.[Symbol.dispose]();
    },
  };
}

/** How many there are of each kind; the last answer until the next one comes. */
export function useTrialFacets(filter: TrialFilter): TrialFacets | null {
  const deck = useDeck();
  const loaded = useWindow((state) => state.trialsLoaded);
  const [facets, setFacets] = useState<TrialFacets | null>(null);
  useEffect(() => {
    if (!loaded) return;
    const counts = followCounts(deck, filter, setFacets);
    return () => counts[Symbol.dispose]();
  }, [deck, filter, loaded]);
  return facets;
}
