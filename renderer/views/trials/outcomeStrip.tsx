/** The run's outcomes as marks, with what came of each trial in its tooltip. */
import type { ReactElement } from 'react';
import type { TrialRow } from '../../../main/base/model/trial.ts';
import { OutcomeMarks } from '../../parts/outcomeMarks.tsx';
import { reasonWords } from '../../store/trialFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

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
  const current = useWindow((state) => state.run?.trial?.id ?? null);
  const all = `${batchId}: ${total === 1 ? '1 outcome' : `${total.toLocaleString('en-GB')} outcomes`}`;
  return (
    <OutcomeMarks
      marks={rows.map((row) => ({ id: row.id, outcome: row.outcome, title: titleOf(row) }))}
      running={current !== null && rows.at(-1)?.id !== current}
      words={(shown) => {
        if (rows.length === 0) return 'no outcome yet';
        return total > shown ? `${all}, the last ${shown} shown` : all;
      }}
    />
  );
}
