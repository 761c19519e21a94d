/**
 * The ledger's trials as far as somebody looks at them: pages that fit one filter, fetched when they are wanted, a
 * bounded number kept. Pages are counted from the oldest trial, so that one that came stays true while trials are added
 * and only `total` grows. Index 0 is the newest trial. Knows neither React nor the connection.
 */
import type { TrialRow } from '../../main/base/model/trial.ts';

export const pageRows = 100;
const pagesKept = 24;
const fetchesAtOnce = 2;
/** The core takes 50 calls a second; a person who drags the scrollbar needs only where it rests. */
const paceMs = 60;
const retryMs = 1_000;

export interface BookPage {
  readonly rows: readonly TrialRow[];
  readonly total: number;
}

export interface TrialBookPorts {
  /** Rows from place `offset` on, counted from the given end. */
  fetch(order: 'newest' | 'oldest', offset: number, limit: number): Promise<BookPage>;
  /** Something can be shown that could not before. */
  changed(): void;
  after(ms: number, run: () => void): Disposable;
}

export interface TrialBook extends Disposable {
  /** Null until the first answer. */
  readonly total: number | null;
  /** Why the last answer did not come. */
  readonly problem: unknown;
  /** The trial at this index, if it is here. */
  row(index: number): TrialRow | null;
  /** These indexes are looked at: fetches what is missing, nearest wish first, forgets older wishes. */
  want(first: number, last: number): void;
  /** Trials were added: asks for the newest, at its own pace. */
  refresh(): void;
}

type Page = (TrialRow | undefined)[];

export function createTrialBook(ports: TrialBookPorts): TrialBook {
  /** By number from the oldest; the page used last is last. */
  const pages = new Map<number, Page>();
  const fetching = new Set<number>();
  let total: number | null = null;
  let problem: unknown = null;
  let wanted: readonly [number, number] | null = null;
  let newestAsked = false;
  let newestWanted = true;
  /** While it runs nothing new is asked for. */
  let pause: Disposable | null = null;
  let disposed = false;

  const keep = (number: number, page: Page): void => {
    pages.delete(number);
    pages.set(number, page);
    for (const oldest of pages.keys()) {
      if (pages.size <= pagesKept) break;
      pages.delete(oldest);
    }
  };
  const put = (place: number, row: TrialRow): void => {
    const number = Math.floor(place / pageRows);
    const page = pages.get(number) ?? [];
    page[place % pageRows] = row;
    keep(number, page);
  };
  const isWhole = (number: number): boolean => {
    const page = pages.get(number);
    const rows = Math.min(pageRows, (total ?? 0) - number * pageRows);
    if (page === undefined) return false;
    for (let at = 0; at < rows; at++) if (page[at] === undefined) return false;
    return true;
  };
  const ask = (
    order: 'newest' | 'oldest',
    offset: number,
    take: (page: BookPage) => void,
    done: () => void,
  ): void => {
    ports.fetch(order, offset, pageRows).then(
      (page) => {
        if (disposed) return;
        problem = null;
        total = Math.max(total ?? 0, page.total);
        take(page);
        done();
        ports.changed();
        work();
      },
      (thrown: unknown) => {
        if (disposed) return;
        problem = thrown;
        done();
        rest(retryMs);
        ports.changed();
      },
    );
  };
  /** One breath before the next wishes; whatever was wished for meanwhile is done then. */
  const rest = (ms: number): void => {
    pause?.[Symbol.dispose]();
    pause = ports.after(ms, () => {
      pause = null;
      newestWanted ||= problem !== null;
      work();
    });
  };
  const askNewest = (): void => {
    newestAsked = true;
    newestWanted = false;
    ask(
      'newest',
      0,
      (page) => {
        for (const [at, row] of page.rows.entries()) put(page.total - 1 - at, row);
      },
      () => {
        newestAsked = false;
      },
    );
    rest(paceMs);
  };
  const askPages = ([first, last]: readonly [number, number], all: number): void => {
    const oldest = Math.floor(Math.max(0, all - 1 - last) / pageRows);
    const newest = Math.floor(Math.max(0, all - 1 - first) / pageRows);
    for (let number = newest; number >= oldest; number--) {
      if (fetching.size >= fetchesAtOnce) return;
      if (fetching.has(number) || isWhole(number)) continue;
      fetching.add(number);
      const from = number * pageRows;
      ask(
        'oldest',
        from,
        ({ rows }) => {
          for (const [at, row] of rows.entries()) put(from + at, row);
        },
        () => fetching.delete(number),
      );
      rest(paceMs);
    }
  };
  const work = (): void => {
    if (disposed || pause !== null) return;
    if (newestWanted && !newestAsked) askNewest();
    if (wanted !== null && total !== null) askPages(wanted, total);
  };
  work();
  return {
    get total() {
      return total;
    },
    get problem() {
      return problem;
    },
    row(index) {
      if (total === null || index < 0 || index >= total) return null;
      const place = total - 1 - index;
      return pages.get(Math.floor(place / pageRows))?.[place % pageRows] ?? null;
    },
    want(first, last) {
      wanted = [first, last];
      work();
    },
    refresh() {
      newestWanted = true;
      work();
    },
    [Symbol.dispose]() {
      disposed = true; // what is here can still be looked at
      pause?.[Symbol.dispose]();
    },
  };
}
