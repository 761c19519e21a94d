/** One trial as a row of the list: fixed columns, marks, tabular figures. A row whose trial is still on its way is grey. */
import type { ReactElement } from 'react';
import { localTime } from '../../../main/base/lib/clock.ts';
import type { TrialRow } from '../../../main/base/model/trial.ts';
import { Mark } from '../../parts/mark.tsx';
import { reasonWords } from '../../store/trialFacts.ts';

export const trialColumns = [
  { name: 'Trial', kind: '' },
  { name: 'Outcome', kind: '' },
  { name: 'Reason', kind: '' },
  { name: 'Task', kind: '' },
  { name: 'Attempts', kind: 'number' },
  { name: 'Bench s', kind: 'number' },
  { name: 'Clock', kind: '' },
  { name: 'Seed', kind: 'number' },
  { name: 'Ended', kind: 'number' },
] as const;

export const trialDomId = (id: string): string => `trial-${id}`;

export function WaitingLine({ top }: { readonly top: number }): ReactElement {
  return (
    <div
      className="trial-line waiting"
      style={{ transform: `translateY(${top}px)` }}
      aria-hidden="true"
    />
  );
}

export function TrialLine(props: {
  readonly row: TrialRow;
  readonly top: number;
  /** From 1, the newest. */
  readonly place: number;
  readonly total: number;
  readonly selected: boolean;
  onSelect(): void;
  onPlay(): void;
}): ReactElement {
  const { row } = props;
  const ended = localTime(row.wallTime);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself takes the arrow keys
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the list (aria-activedescendant)
    <div
      role="option"
      id={trialDomId(row.id)}
      aria-selected={props.selected}
      aria-posinset={props.place}
      aria-setsize={props.total}
      className="trial-line"
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={props.onSelect}
      onDoubleClick={props.onPlay}
    >
      <span className="number">{row.id}</span>
      <span className="outcome">
        <Mark state={row.outcome} /> {row.outcome}
      </span>
      <span className="note">{reasonWords(row.reason)}</span>
      <span className="note">{row.task}</span>
      <span className="number">{row.attempts}</span>
      <span className="number">{row.benchSeconds.toFixed(1)}</span>
      <span className="note">{row.clock === 'lockstep' ? 'lockstep' : 'real time'}</span>
      <span className="number">{row.seed}</span>
      <span className="number">
        <span className="day-of">{ended.date}</span> {ended.time}
      </span>
    </div>
  );
}
