/** The run's outcomes as marks, read like a text; whole rows of the oldest fall away, marks never shrink or shift. */
import { useElementSize } from '@mantine/hooks';
import type { ReactElement } from 'react';
import type { TrialRow } from '../../../main/base/model/trial.ts';
import { Mark } from '../../parts/mark.tsx';
import { reasonWords } from '../../store/trialFacts.ts';
import { firstShown } from '../../store/trialPlaces.ts';
import { useWindow } from '../../store/windowStore.ts';

const pitchPx = 16;
const rowsShown = 3;

function titleOf(row: TrialRow): string {
  const reason = row.reason === null ? '' : `, ${reasonWords(row.reason)}`;
  return `${row.id}: ${row.outcome}${reason}, ${row.attempts} attempts`;
}

export function OutcomeStrip(props: {
  /** The run's newest trials, oldest first. */
  readonly rows: readonly TrialRow[];
  /** How many the run has in all. */
  readonly total: number;
  readonly batchId: string | null;
}): ReactElement {
  const { rows, total, batchId } = props;
  const { ref, width } = useElementSize();
  const current = useWindow((state) => state.run?.trial?.id ?? null);
  const running = current !== null && rows.at(-1)?.id !== current;
  const perLine = Math.max(10, Math.floor(width / pitchPx));
  const first = firstShown(rows.length + (running ? 1 : 0), perLine, rowsShown);
  const shown = rows.slice(first);
  const all = `${batchId}: ${total === 1 ? '1 outcome' : `${total.toLocaleString('en-GB')} outcomes`}`;
  const some = total > shown.length ? `${all}, the last ${shown.length} shown` : all;
  const words = rows.length === 0 ? 'no outcome yet' : some;
  return (
    <div className="strip">
      <span className="cell-name">{words}</span>
      <div className="strip-marks" ref={ref} role="img" aria-label={words}>
        {shown.map((row) => (
          <span key={row.id} title={titleOf(row)}>
            <Mark state={row.outcome} />
          </span>
        ))}
        {running && (
          <span title="running now">
            <Mark state="running" />
          </span>
        )}
        {rows.length === 0 && !running && (
          <p className="note">Each trial leaves a mark here: disc success, ring failure.</p>
        )}
      </div>
    </div>
  );
}
