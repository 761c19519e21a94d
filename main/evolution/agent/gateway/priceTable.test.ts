/** Prices: strict, re-read, the longest beginning first, and never guessed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '../../../base/lib/clock.ts';
import { createLog } from '../../../base/lib/log.ts';
import { openPriceTable, usdOf } from './priceTable.ts';
import { noTally } from './protocol.ts';

let dir = '';
let nowMs = 0;
let log: string[] = [];
const clock = { ...realClock, nowMs: () => nowMs };
const price = { inFresh: 10, inCacheRead: 1, inCacheWrite: 12.5, out: 50 };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nb-prices-'));
  log = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

const path = (): string => join(dir, 'prices.json');
const open = () =>
  openPriceTable(
    path(),
    clock,
    createLog((line) => log.push(line), realClock.wallTime),
  );
function write(models: object, more: object = { asOf: 'now' }): void {
  writeFileSync(path(), JSON.stringify({ models, ...more }));
  nowMs += 2000;
}

describe('the price table', () => {
  it('is made with what is known, once', () => {
    expect(open().priceOf('claude-haiku-4-5-20251001')).toMatchObject({ inFresh: 1, out: 5 });
    write({ mine: price });
    expect(open().priceOf('claude-haiku-4-5-20251001')).toBeNull();
    expect(JSON.parse(readFileSync(path(), 'utf8')).models).toEqual({ mine: price });
    expect(log).toEqual([]);
  });

  it('finds the exact name, then the longest beginning', () => {
    write({ 'a*': price, 'a-b*': { ...price, out: 2 }, 'a-b-c': { ...price, out: 3 } });
    const table = open();
    expect(['a-x', 'a-b-x', 'a-b-c', 'a-b-c-d'].map((model) => table.priceOf(model)?.out)).toEqual([
      50, 2, 3, 2,
    ]);
    expect(table.priceOf('b')).toBeNull();
    expect(table.priceOf('toString')).toBeNull();
    expect(table.priceOf('')).toBeNull();
  });

  it('is read again when it changes; removed, there are no prices', () => {
    write({ m: price });
    const table = open();
    expect(table.priceOf('m')?.out).toBe(50);
    write({ m: { ...price, out: 60 } });
    expect(table.priceOf('m')?.out).toBe(60);
    rmSync(path());
    nowMs += 2000;
    expect(table.priceOf('m')).toBeNull();
    write({ m: price });
    expect(table.priceOf('m')?.out).toBe(50);
  });

  it.each<[string, string]>([
    ['no JSON', '{"models":'],
    ['a negative price', JSON.stringify({ models: { m: { ...price, out: -1 } }, asOf: '' })],
    ['a missing price', JSON.stringify({ models: { m: { inFresh: 1 } }, asOf: '' })],
    ['an unknown word', JSON.stringify({ models: {}, asOf: '', extra: 1 })],
    ['a star in the middle', JSON.stringify({ models: { 'a*b': price }, asOf: '' })],
    ['a price as text', JSON.stringify({ models: { m: { ...price, out: '5' } }, asOf: '' })],
    ['too long', ' '.repeat(1024 * 1024 + 1)],
  ])('%s: complained of once, and the prices before hold', (_what, text) => {
    write({ m: price });
    const table = open();
    expect(table.priceOf('m')?.out).toBe(50);
    writeFileSync(path(), text);
    for (let i = 0; i < 3; i++) {
      nowMs += 2000;
      expect(table.priceOf('m')?.out).toBe(50);
    }
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(/cannot be read.*mend the file/);
  });

  it('a folder that is not there is a complaint, not an error', () => {
    const nowhere = join(dir, 'no', 'where.json');
    const table = openPriceTable(
      nowhere,
      clock,
      createLog((line) => log.push(line), realClock.wallTime),
    );
    expect(table.priceOf('m')).toBeNull();
    expect(log).toHaveLength(1);
  });

  it('each kind of token has its price, and an hour in the cache its own', () => {
    const million = 1_000_000;
    const all = { inFresh: million, inCacheRead: million, inCacheWrite: million, out: million };
    const tally = { ...noTally, ...all, outReasoning: million };
    expect(usdOf(price, tally)).toBeCloseTo(10 + 1 + 12.5 + 50, 9);
    const hour = { ...tally, inCacheWrite1h: million / 2 };
    expect(usdOf(price, hour)).toBeNull();
    expect(usdOf({ ...price, inCacheWrite1h: 20 }, hour)).toBeCloseTo(10 + 1 + 6.25 + 10 + 50, 9);
    expect(usdOf(null, tally)).toBeNull();
  });
});
