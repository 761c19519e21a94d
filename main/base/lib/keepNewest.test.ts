/** What a bounded map forgets first. */
import { expect, it } from 'vitest';
import { keepNewest } from './keepNewest.ts';

it('forgets what was given longest ago, and an entry that is given again is the newest', () => {
  const kept = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  expect(keepNewest(kept, 'a', 3, 2)).toBe(3);
  expect([...kept]).toEqual([
    ['b', 2],
    ['a', 3],
  ]);
  keepNewest(kept, 'c', 4, 2);
  expect([...kept.keys()]).toEqual(['a', 'c']);
});
