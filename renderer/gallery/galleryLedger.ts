/** The gallery's trials answered as a core would: pages by filter, counts by kind. Small lists, plainly searched. */
import type { CommandArgs, TrialListing } from '../../main/base/api/contract.ts';
import { addToTally, emptyTally } from '../../main/base/model/runTally.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { FacetValue, TrialFacets, TrialFilter } from '../../main/base/model/trialFilter.ts';
import { plainFilter } from '../store/filterWords.ts';
import type { WindowState } from '../store/windowStore.ts';

type Part = keyof TrialFilter;

function fitsPart(row: TrialRow, filter: TrialFilter, part: Part): boolean {
  if (filter[part] === undefined) return true;
  if (part === 'text') return row.id.includes(filter.text ?? '');
  if (part === 'since') return row.wallTime >= (filter.since ?? '').replace('Z', '');
  if (part === 'until') return row.wallTime < (filter.until ?? '').replace('Z', '');
  return row[part] === filter[part];
}

const fits = (row: TrialRow, filter: TrialFilter, but?: Part): boolean =>
  (Object.keys(plainFilter(filter)) as Part[]).every(
    (part) => part === but || fitsPart(row, filter, part),
  );

export function galleryListing(
  rows: readonly TrialRow[],
  query: CommandArgs<'trial.list'>,
): TrialListing {
  const { order = 'newest', offset = 0, limit = 200, ...filter } = query; // the core's defaults
  const found = rows.filter((row) => fits(row, filter));
  if (order === 'newest') found.reverse();
  return { rows: found.slice(offset, offset + limit), total: found.length, head: rows.length };
}

export function galleryFacets(rows: readonly TrialRow[], filter: TrialFilter): TrialFacets {
  const count = <P extends 'outcome' | 'reason' | 'task' | 'clock' | 'batchId' | 'seed'>(
    part: P,
  ): FacetValue<NonNullable<TrialRow[P]>>[] => {
    const counts = new Map<NonNullable<TrialRow[P]>, number>();
    for (const row of rows) {
      const value = row[part];
      if (value !== null && fits(row, filter, part))
        counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts].map(([value, n]) => ({ value, n })).sort((a, b) => b.n - a.n);
  };
  return {
    total: rows.filter((row) => fits(row, filter)).length,
    all: rows.length,
    outcomes: count('outcome'),
    reasons: count('reason'),
    tasks: count('task'),
    clocks: count('clock'),
    batches: count('batchId').sort((a, b) => (a.value < b.value ? 1 : -1)),
    seeds: count('seed'),
  };
}

/** A ledger of these trials, and what its last run says. */
export function ledgerOf(
  trials: readonly TrialRow[],
): Pick<WindowState, 'trials' | 'tally' | 'trialsLoaded'> {
  const batchId = trials.at(-1)?.batchId;
  if (batchId === undefined) return { trials, tally: null, trialsLoaded: true };
  const own = trials.filter((row) => row.batchId === batchId);
  return {
    trials,
    tally: { batchId, tally: own.reduce(addToTally, emptyTally) },
    trialsLoaded: true,
  };
}
