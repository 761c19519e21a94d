/** Shares of a turn: what fits goes on at once, what does not waits, and many at once share the one turn. */
import { expect, it } from 'vitest';
import { realClock } from './clock.ts';
import { createTurns, turnBytes } from './turns.ts';

function counted() {
  let slept = 0;
  const sleep = (): Promise<void> => {
    slept++;
    return Promise.resolve();
  };
  return { turns: createTurns({ ...realClock, sleep }), slept: () => slept };
}

it('what fits into a turn does not wait', async () => {
  const { turns, slept } = counted();
  for (let i = 0; i < 64; i++) await turns.take(turnBytes / 64);
  expect(slept()).toBe(0);
  await turns.take(1);
  expect(slept()).toBe(1);
});

it('many at once go in order and have one turn together, not one each', async () => {
  const { turns, slept } = counted();
  const done: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let i = 0; i < 3; i++) {
      await turns.take(turnBytes);
      done.push(`${name} in turn ${slept()}`);
    }
  };
  await Promise.all(['a', 'b'].map(work));
  expect(new Set(done.map((one) => one.split(' in ')[1])).size).toBe(6);
  expect(done.map((one) => one[0]).join('')).toBe('ababab');
});

it('more than a share is a turn of its own', async () => {
  const { turns, slept } = counted();
  for (let i = 0; i < 3; i++) await turns.take(turnBytes * 16);
  expect(slept()).toBe(3);
});
