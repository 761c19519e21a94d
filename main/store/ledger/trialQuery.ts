/**
 * Pages and counts of the trial index, in SQL. A page is read from its nearer end; counts come from cells (how many
 * trials of each kind a run has), and only a filter by id or time has to look at the trials themselves.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { TrialRow } from '../../base/model/trial.ts';
import {
  type FacetValue,
  maxFacetValues,
  type TrialFacets,
  type TrialFilter,
} from '../../base/model/trialFilter.ts';

export interface TrialQuery extends TrialFilter {
  readonly limit: number;
  readonly offset: number;
  /** Offsets count from this end; the newest by default. */
  readonly order?: 'newest' | 'oldest' | undefined;
}

export interface TrialPage {
  readonly rows: readonly TrialRow[];
  /** How many fit the filter. */
  readonly total: number;
}

interface Where {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

const cellColumns = ['batchId', 'task', 'clock', 'seed', 'outcome', 'reason'] as const;
type CellColumn = (typeof cellColumns)[number];

/** Times are stored as ISO text to the millisecond: a shorter one without its Z compares as its beginning. */
const momentOf = (text: string): string => text.replace(/Z$/, '');

function whereOf(filter: TrialFilter, columns: readonly CellColumn[] = cellColumns): Where {
  const parts: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (sql: string, value: SQLInputValue | undefined): void => {
    if (value === undefined) return;
    parts.push(sql);
    values.push(value);
  };
  for (const column of columns) add(`${column} = ?`, filter[column]);
  add('instr(id, ?) > 0', filter.text?.toLowerCase());
  add('wallTime >= ?', filter.since && momentOf(filter.since));
  add('wallTime < ?', filter.until && momentOf(filter.until));
  return { sql: parts.length === 0 ? '' : ` WHERE ${parts.join(' AND ')}`, values };
}

const needsTrials = ({ text, since, until }: TrialFilter): boolean =>
  text !== undefined || since !== undefined || until !== undefined;

function totalOf(db: DatabaseSync, filter: TrialFilter): number {
  const { sql, values } = whereOf(filter);
  const query = needsTrials(filter)
    ? `SELECT COUNT(*) AS n FROM index_trials${sql}`
    : `SELECT TOTAL(n) AS n FROM index_cells${sql}`;
  return Number(db.prepare(query).get(...values)?.n);
}

export function pageOf(db: DatabaseSync, query: TrialQuery): TrialPage {
  const { limit, offset, order = 'newest' } = query;
  const { sql, values } = whereOf(query);
  const total = totalOf(db, query);
  const count = Math.max(0, Math.min(limit, total - offset));
  if (count === 0) return { rows: [], total };
  const fromOtherEnd = offset > total / 2;
  const skip = fromOtherEnd ? total - offset - count : offset;
  const descending = (order === 'newest') !== fromOtherEnd;
  const found = db
    .prepare(
      `SELECT row FROM index_rows WHERE seq IN (SELECT seq FROM index_trials${sql}
       ORDER BY seq ${descending ? 'DESC' : 'ASC'} LIMIT ? OFFSET ?)
       ORDER BY seq ${order === 'newest' ? 'DESC' : 'ASC'}`,
    )
    .all(...values, count, skip);
  return { rows: found.map(({ row }) => JSON.parse(String(row)) as TrialRow), total };
}

/** Where a trial stands among those that fit, counted from the oldest; null when it is not one of them. */
export function placeOf(db: DatabaseSync, filter: TrialFilter, id: string): number | null {
  const { sql, values } = whereOf(filter);
  const and = sql === '' ? ' WHERE' : `${sql} AND`;
  const own = db.prepare(`SELECT seq FROM index_trials${and} id = ?`).get(...values, id);
  if (own === undefined) return null;
  const before = `SELECT COUNT(*) AS n FROM index_trials${and} seq < ?`;
  return Number(db.prepare(before).get(...values, Number(own.seq))?.n);
}

interface Cell extends Readonly<Record<Exclude<CellColumn, 'seed'>, string>> {
  readonly seed: number;
  readonly n: number;
  /** Of the newest trial in it. */
  readonly seq: number;
}

function cellsOf(db: DatabaseSync, filter: TrialFilter): readonly Cell[] {
  const columns = cellColumns.join(', ');
  if (!needsTrials(filter))
    return db.prepare(`SELECT ${columns}, n, seq FROM index_cells`).all() as unknown as Cell[];
  const { sql, values } = whereOf(filter, []);
  return db
    .prepare(
      `SELECT ${columns}, COUNT(*) AS n, MAX(seq) AS seq FROM index_trials${sql} GROUP BY ${columns}`,
    )
    .all(...values) as unknown as Cell[];
}

type Tally = Map<string | number, { n: number; seq: number }>;

export function facetsOf(db: DatabaseSync, filter: TrialFilter): TrialFacets {
  const tallies = Object.fromEntries(
    cellColumns.map((column): [CellColumn, Tally] => [column, new Map()]),
  ) as Readonly<Record<CellColumn, Tally>>;
  let total = 0;
  for (const cell of cellsOf(db, filter)) {
    const misfits = cellColumns.filter(
      (column) => filter[column] !== undefined && filter[column] !== cell[column],
    );
    if (misfits.length > 1) continue;
    if (misfits.length === 0) total += cell.n;
    for (const column of misfits.length === 0 ? cellColumns : misfits) {
      const known = tallies[column].get(cell[column]);
      const { n = 0, seq = 0 } = known ?? {};
      tallies[column].set(cell[column], { n: n + cell.n, seq: Math.max(seq, cell.seq) });
    }
  }
  const values = <T>(column: CellColumn, by: 'n' | 'seq'): FacetValue<T>[] =>
    [...tallies[column]]
      .filter(([value]) => value !== '')
      .sort(([, a], [, b]) => b[by] - a[by])
      .slice(0, maxFacetValues)
      .map(([value, { n }]) => ({ value: value as T, n }));
  return {
    total,
    all: totalOf(db, {}),
    outcomes: values('outcome', 'n'),
    reasons: values('reason', 'n'),
    tasks: values('task', 'n'),
    clocks: values('clock', 'n'),
    batches: values('batchId', 'seq'),
    seeds: values('seed', 'seq'),
  };
}
