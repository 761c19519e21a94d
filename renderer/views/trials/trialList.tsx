/**
 * The trials that fit, newest first: only the visible rows are in the page, only the pages looked at are in the window.
 * While trials are added one's place is kept; at the top one stays with the newest. Arrow keys move, the detail follows.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactElement,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { TrialRow } from '../../../main/base/model/trial.ts';
import type { TrialFilter } from '../../../main/base/model/trialFilter.ts';
import { useDeck } from '../../actions/deck.ts';
import { useLocalAction } from '../../actions/localAction.ts';
import { KeyCap } from '../../parts/actionButton.tsx';
import type { TrialBook } from '../../store/trialBook.ts';
import { stepThrough } from '../../store/trialPlaces.ts';
import { useWindow } from '../../store/windowStore.ts';
import { TrialLine, trialColumns, trialDomId, WaitingLine } from './trialLine.tsx';

const rowPx = 32;
const headPx = 28;

const select = (row: TrialRow | null): void => useWindow.setState({ selected: row?.id ?? null });
const play = (row: TrialRow): void =>
  useWindow.setState({ selected: row.id, playing: { atS: null } });

/** Index of the selected trial, counted from the oldest; asked of the core when it was not chosen in this list. */
function useSelectedPlace(filter: TrialFilter, book: TrialBook) {
  const deck = useDeck();
  const selected = useWindow((state) => state.selected);
  const [known, setKnown] = useState<{ readonly id: string; readonly place: number } | null>(null);
  useEffect(() => {
    if (selected === null || known?.id === selected) return;
    let current = true;
    deck.placeOfTrial(selected, filter).then(
      (place) => {
        if (current && place !== null) setKnown({ id: selected, place });
      },
      () => undefined, // the list starts at its top then
    );
    return () => {
      current = false;
    };
  }, [deck, filter, selected, known]);
  const place = known !== null && known.id === selected ? known.place : null;
  const total = book.total ?? 0;
  return {
    index: place === null || place >= total ? null : total - 1 - place,
    choose(index: number, row: TrialRow): void {
      setKnown({ id: row.id, place: total - 1 - index });
      select(row);
    },
  };
}

/** Added trials push the rows down under a person who looks further below: the view goes with them. */
function useKeptPlace(scroller: React.RefObject<HTMLDivElement | null>, book: TrialBook): number {
  const before = useRef({ book, total: book.total ?? 0 });
  const [missed, setMissed] = useState(0);
  const total = book.total ?? 0;
  useLayoutEffect(() => {
    const list = scroller.current;
    const added = total - before.current.total;
    const same = before.current.book === book;
    before.current = { book, total };
    if (list === null) return;
    if (!same) {
      list.scrollTop = 0;
      setMissed(0);
    } else if (added > 0 && list.scrollTop >= rowPx) {
      list.scrollTop += added * rowPx;
      setMissed((count) => count + added);
    }
  }, [scroller, book, total]);
  useEffect(() => {
    const list = scroller.current;
    const onScroll = (): void => {
      if ((list?.scrollTop ?? 0) < rowPx) setMissed(0);
    };
    list?.addEventListener('scroll', onScroll, { passive: true });
    return () => list?.removeEventListener('scroll', onScroll);
  }, [scroller]);
  return missed;
}

function JumpButton(props: { readonly missed: number; onPress(): void }): ReactElement {
  const { missed } = props;
  return (
    <button type="button" className="button jump" onClick={props.onPress}>
      {missed === 0 ? 'Newest' : `${missed} new`} <KeyCap>N</KeyCap>
    </button>
  );
}

export function TrialList(props: {
  readonly book: TrialBook;
  readonly filter: TrialFilter;
}): ReactElement {
  const { book, filter } = props;
  const total = book.total ?? 0;
  const selected = useWindow((state) => state.selected);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    scrollPaddingStart: headPx,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => book.want(first, last), [book, first, last]);
  const missed = useKeptPlace(scroller, book);
  const { index, choose } = useSelectedPlace(filter, book);
  const [goal, setGoal] = useState<number | null>(null);
  // The row that a key led to may still be on its way.
  useEffect(() => {
    const row = goal === null ? null : book.row(goal);
    if (goal === null || row === null) return;
    setGoal(null);
    choose(goal, row);
  });
  const shownFor = useRef<string | null>(null);
  useEffect(() => {
    if (index === null || selected === shownFor.current) return;
    shownFor.current = selected;
    virtual.scrollToIndex(index);
  }, [index, selected, virtual]);
  const toNewest = (): void => {
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  };
  useLocalAction('trials.newest', toNewest);
  const onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headPx) / rowPx));
    const next = stepThrough(total, goal ?? index, event.key, page);
    if (next === null) return;
    event.preventDefault();
    setGoal(next);
    virtual.scrollToIndex(next);
  };
  const far = first > 8;
  return (
    <div className="trial-table">
      <div
        className="trial-scroll"
        ref={scroller}
        role="listbox"
        aria-label="Trials, newest first"
        aria-activedescendant={selected === null ? undefined : trialDomId(selected)}
        tabIndex={0}
        onKeyDown={onKey}
      >
        <div className="trial-line trial-head" aria-hidden="true">
          {trialColumns.map((column) => (
            <span key={column.name} className={column.kind}>
              {column.name}
            </span>
          ))}
        </div>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const row = book.row(item.index);
            if (row === null) return <WaitingLine key={item.index} top={item.start} />;
            const isSelected = row.id === selected;
            return (
              <TrialLine
                key={row.id}
                row={row}
                top={item.start}
                place={item.index + 1}
                total={total}
                selected={isSelected}
                onSelect={() => (isSelected ? select(null) : choose(item.index, row))}
                onPlay={() => play(row)}
              />
            );
          })}
        </div>
      </div>
      {(far || missed > 0) && <JumpButton missed={missed} onPress={toNewest} />}
    </div>
  );
}
