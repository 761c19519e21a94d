/** Every trial of the ledger, newest first, only the visible rows in the page. Arrow keys move, the detail follows. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactElement, useRef } from 'react';
import { localTime } from '../../../main/base/lib/clock.ts';
import type { TrialRow } from '../../../main/base/model/trial.ts';
import { Mark } from '../../parts/mark.tsx';
import { reasonWords } from '../../store/trialFacts.ts';
import { moveSelection } from '../../store/trialPlaces.ts';
import { useWindow } from '../../store/windowStore.ts';

const rowPx = 32;
const headPx = 28;

const columns = [
  { name: 'Trial', kind: '' },
  { name: 'Outcome', kind: '' },
  { name: 'Reason', kind: '' },
  { name: 'Attempts', kind: 'number' },
  { name: 'Bench s', kind: 'number' },
  { name: 'Clock', kind: '' },
  { name: 'Ended', kind: '' },
  { name: 'Steps hash', kind: '' },
] as const;

const select = (id: string | null): void => useWindow.setState({ selected: id });

function TrialLine(props: {
  readonly row: TrialRow;
  readonly top: number;
  readonly selected: boolean;
}): ReactElement {
  const { row } = props;
  const ended = localTime(row.wallTime);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself takes the arrow keys
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the list (aria-activedescendant)
    <div
      role="option"
      id={`trial-${row.id}`}
      aria-selected={props.selected}
      className="trial-line"
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={() => select(props.selected ? null : row.id)}
    >
      <span className="number">{row.id}</span>
      <span className="outcome">
        <Mark state={row.outcome} /> {row.outcome}
      </span>
      <span className="note">{reasonWords(row.reason)}</span>
      <span className="number">{row.attempts}</span>
      <span className="number">{row.benchSeconds.toFixed(1)}</span>
      <span className="note">{row.clock === 'lockstep' ? 'lockstep' : 'real time'}</span>
      <span className="number" title={ended.date}>
        {ended.time}
      </span>
      <span className="number quiet" title={row.stepHash}>
        {row.stepHash.slice(0, 8)}
      </span>
    </div>
  );
}

export function TrialList({ rows }: { readonly rows: readonly TrialRow[] }): ReactElement {
  const selected = useWindow((state) => state.selected);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    scrollPaddingStart: headPx,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const onKey = (event: KeyboardEvent): void => {
    const ids = rows.map((row) => row.id);
    const next = moveSelection(ids, selected, event.key);
    if (next === undefined) return;
    event.preventDefault();
    select(next);
    if (next !== null) virtual.scrollToIndex(ids.indexOf(next));
  };
  return (
    <div className="trial-table">
      <div
        className="trial-scroll"
        ref={scroller}
        role="listbox"
        aria-label="Trials, newest first"
        aria-activedescendant={selected === null ? undefined : `trial-${selected}`}
        tabIndex={0}
        onKeyDown={onKey}
      >
        <div className="trial-line trial-head" aria-hidden="true">
          {columns.map((column) => (
            <span key={column.name} className={column.kind}>
              {column.name}
            </span>
          ))}
        </div>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <TrialLine key={row.id} row={row} top={item.start} selected={row.id === selected} />
            );
          })}
        </div>
      </div>
    </div>
  );
}
