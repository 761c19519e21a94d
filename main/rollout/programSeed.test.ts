/** A program's random seed: repeatable, its own, and without a trace of the batch's seed. */
import { expect, it } from 'vitest';
import { programSeed } from './programSeed.ts';

const tree = 'a'.repeat(64);

it('is 31 bits, the same every time, and another for each kind, tree and trial', () => {
  const all = [
    ...Array.from({ length: 200 }, (_, index) => programSeed('policy', tree, index)),
    programSeed('judge', tree, 0),
    programSeed('reset', tree, 0),
    programSeed('policy', 'b'.repeat(64), 0),
  ];
  expect(new Set(all).size).toBe(all.length);
  for (const seed of all) {
    expect(Number.isSafeInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
  }
  expect(Math.max(...all)).toBeGreaterThan(2 ** 30);
  expect(programSeed('policy', tree, 7)).toBe(all[7]);
});
