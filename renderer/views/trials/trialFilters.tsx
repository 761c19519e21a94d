/** Which trials the list shows: by outcome, by task; each choice says how many there are. */
import { SegmentedControl, Select } from '@mantine/core';
import type { ReactElement } from 'react';
import type { TrialRow } from '../../../main/base/model/trial.ts';
import { type TrialFilter, useWindow } from '../../store/windowStore.ts';

const outcomes = ['all', 'success', 'failure', 'invalid'] as const;

export function filterTrials(rows: readonly TrialRow[], filter: TrialFilter): readonly TrialRow[] {
  const fits = (row: TrialRow): boolean =>
    (filter.outcome === 'all' || row.outcome === filter.outcome) &&
    (filter.task === 'all' || row.task === filter.task);
  return rows.filter(fits).reverse();
}

export function TrialFilters({ rows }: { readonly rows: readonly TrialRow[] }): ReactElement {
  const filter = useWindow((state) => state.filter);
  const change = (part: Partial<TrialFilter>): void =>
    useWindow.setState({ filter: { ...filter, ...part } });
  const tasks = [...new Set(rows.map((row) => row.task))];
  const ofTask = rows.filter((row) => filter.task === 'all' || row.task === filter.task);
  const count = (outcome: (typeof outcomes)[number]): number =>
    outcome === 'all' ? ofTask.length : ofTask.filter((row) => row.outcome === outcome).length;
  return (
    <div className="filters">
      <SegmentedControl
        size="xs"
        aria-label="Show outcomes"
        value={filter.outcome}
        onChange={(value) =>
          change({ outcome: outcomes.find((entry) => entry === value) ?? 'all' })
        }
        data={outcomes.map((outcome) => ({
          value: outcome,
          label: `${outcome} ${count(outcome).toLocaleString('en-GB')}`,
        }))}
      />
      {tasks.length > 1 && (
        <Select
          size="xs"
          w={140}
          aria-label="Show task"
          value={filter.task}
          onChange={(task) => change({ task: task ?? 'all' })}
          data={[
            { value: 'all', label: 'every task' },
            ...tasks.map((task) => ({ value: task, label: task })),
          ]}
        />
      )}
    </div>
  );
}
