/** The film of a row says what is on it, and never that it is uncut where it was cut. */
import { expect, it } from 'vitest';
import type { NightRow } from '../../../main/base/model/night.ts';
import { rowCutWords, rowWords } from './rowWords.ts';

const row: NightRow = {
  ...{ from: 'a-0001', to: 'a-0052', trials: 52, inARow: 50, camera: 'overhead', rateHz: 10 },
  ...{ pictures: 12000, longestGapMs: 100, cuts: 0, film: null, why: '', factsHash: '' },
};

it('tells what ran between', () => {
  expect(rowWords(row)).toMatch(/^50 successes in a row, with 2 other trials .* 20\.0 minutes/);
  expect(rowWords({ ...row, trials: 50 })).not.toMatch(/between/);
});

it('is uncut only without a cut', () => {
  expect(rowCutWords(row)).toBe('Uncut: 12,000 pictures, at most 100 ms apart.');
  expect(rowCutWords({ ...row, cuts: 1 })).toMatch(/^Cut in 1 place, /);
});
