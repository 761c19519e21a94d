/** The book of trials over a made-up ledger: right rows at every index, bounded, stable while trials are added. */
import { describe, expect, it } from 'vitest';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { type BookPage, createTrialBook, pageRows } from './trialBook.ts';

const rowAt = (place: number): TrialRow => ({ id: `t-${place}` }) as TrialRow;

/** A ledger that answers when it is told to. */
function openLedger(first: number) {
  const state = { total: first, fails: false, asked: [] as string[], most: 0, running: 0 };
  const waiting: (() => void)[] = [];
  const fetch = (order: 'newest' | 'oldest', offset: number, limit: number): Promise<BookPage> => {
    state.asked.push(`${order} ${offset}`);
    state.most = Math.max(state.most, ++state.running);
    return new Promise((resolve, reject) => {
      waiting.push(() => {
        state.running--;
        if (state.fails) return reject(new Error('gone'));
        const { total } = state;
        const count = Math.max(0, Math.min(limit, total - offset));
        const place = (at: number): number =>
          order === 'oldest' ? offset + at : total - 1 - offset - at;
        resolve({ rows: Array.from({ length: count }, (_, at) => rowAt(place(at))), total });
      });
    });
  };
  const timers = new Set<() => void>();
  const after = (_ms: number, run: () => void): Disposable => {
    timers.add(run);
    return { [Symbol.dispose]: () => timers.delete(run) };
  };
  /** Answers all that was asked, lets every wait end, and answers what is asked then. */
  const answer = async (): Promise<void> => {
    for (let turn = 0; turn < 40; turn++) {
      waiting.shift()?.();
      await Promise.resolve();
      await Promise.resolve();
      if (waiting.length > 0) continue;
      const ended = [...timers];
      timers.clear();
      for (const run of ended) run();
    }
  };
  return { state, fetch, after, answer };
}

function openBook(first: number) {
  const ledger = openLedger(first);
  const seen = { changes: 0 };
  const book = createTrialBook({
    fetch: ledger.fetch,
    after: ledger.after,
    changed: () => seen.changes++,
  });
  return { ...ledger, book, seen };
}

describe('the book of trials', () => {
  it('knows nothing until the first answer, then the newest page', async () => {
    const { book, answer, seen } = openBook(1234);
    expect([book.total, book.row(0)]).toEqual([null, null]);
    await answer();
    expect(book.total).toBe(1234);
    expect([book.row(0)?.id, book.row(99)?.id, book.row(100)]).toEqual(['t-1233', 't-1134', null]);
    expect([book.row(-1), book.row(1234)]).toEqual([null, null]);
    expect(seen.changes).toBe(1);
  });

  it('fetches only what is looked at, two at a time, once', async () => {
    const { book, answer, state } = openBook(100_000);
    await answer();
    book.want(50_000, 50_140);
    book.want(50_000, 50_140);
    await answer();
    for (let index = 50_000; index <= 50_140; index++)
      expect(book.row(index)?.id).toBe(`t-${99_999 - index}`);
    expect(state.most).toBeLessThanOrEqual(2);
    expect(state.asked).toHaveLength(1 + 2);
    book.want(50_010, 50_100);
    expect(state.asked).toHaveLength(3);
  });

  it('keeps a bounded number of pages and fetches again what it has forgotten', async () => {
    const { book, answer } = openBook(100_000);
    for (let from = 0; from < 60 * pageRows; from += pageRows) {
      await answer();
      book.want(from, from + 40);
    }
    await answer();
    const here = Array.from({ length: 6000 }, (_, index) => book.row(index)).filter(Boolean);
    expect(here.length).toBeLessThanOrEqual(24 * pageRows);
    expect(book.row(0)).toBeNull();
    book.want(0, 30);
    await answer();
    expect(book.row(0)?.id).toBe('t-99999');
  });

  it('pages stay true while trials are added, whoever answers first', async () => {
    const { book, answer, state } = openBook(1000);
    await answer();
    book.want(300, 340);
    await answer();
    const place = book.row(320)?.id;
    state.total = 1007;
    book.refresh();
    book.refresh();
    book.refresh();
    book.want(400, 420);
    await answer();
    expect(book.total).toBe(1007);
    expect(book.row(0)?.id).toBe('t-1006');
    expect(book.row(327)?.id).toBe(place);
    expect(state.asked.filter((each) => each === 'newest 0')).toHaveLength(3);
  });

  it('says what went wrong and asks again after a while', async () => {
    const { book, answer, state } = openBook(500);
    await answer();
    state.fails = true;
    book.want(300, 310);
    await answer();
    expect(book.problem).toBeInstanceOf(Error);
    expect(state.asked.length).toBeGreaterThan(2);
    state.fails = false;
    await answer();
    expect([book.problem, book.row(300)?.id]).toEqual([null, 't-199']);
  });

  it('is still after it was disposed, with what it had', async () => {
    const { book, answer, seen } = openBook(500);
    await answer();
    book.refresh();
    book[Symbol.dispose]();
    await answer();
    expect([seen.changes, book.row(0)?.id]).toEqual([1, 't-499']);
  });
});
