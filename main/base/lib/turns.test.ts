/** Shares of a turn: what fits goes on at once, what does not waits, and many at once share the one turn. */
import { expect, it } from 'vitest';
import { countTurns } from '../../../test/lib/countTurns.ts';
import { turnBytes } from './turns.ts';

it('what fits into a turn does not wait', async () => {
  const { turns, seen } = countTurns();
  for (let i = 0; i < 64; i++) await turns.take(turnBytes / 64);
  expect(seen.slept).toBe(0);
  await turns.take(1);
  expect(seen.slept).toBe(1);
});

it('many at once go in order and have one turn together, not one each', async () => {
  const { turns, seen } = countTurns();
  const done: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let i = 0; i < 3; i++) {
      await turns.take(turnBytes);
      done.push(`${name} in turn ${seen.slept}`);
    }
  };
  await Promise.all(['a', 'b'].map(work));
  expect(new Set(done.map((one) => one.split(' in ')[1])).size).toBe(6);
  expect(done.map((one) => one[0]).join('')).toBe('ababab');
});

it('more than a share is a turn of its own', async () => {
  const { turns, seen } = countTurns();
  for (let i = 0; i < 3; i++) await turns.take(turnBytes * 16);
  expect(seen.slept).toBe(3);
});
