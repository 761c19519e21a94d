/** The sender of a slider: nothing is lost at the end, nothing queues up, a failure stops nothing. */
import { expect, it } from 'vitest';
import { createLatestSender } from './latestSender.ts';

it('sends the first, then of those that came meanwhile the newest', async () => {
  const sent: number[] = [];
  const release: (() => void)[] = [];
  const sender = createLatestSender<number>(
    (value) => {
      sent.push(value);
      return new Promise<void>((resolve) => release.push(resolve));
    },
    () => undefined,
  );
  for (const value of [1, 2, 3, 4]) sender.send(value);
  expect(sent).toEqual([1]);
  release.shift()?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(sent).toEqual([1, 4]);
});

it('goes on after a failure, and tells it', async () => {
  const told: unknown[] = [];
  const sent: number[] = [];
  const sender = createLatestSender<number>(
    async (value) => {
      sent.push(value);
      if (value === 1) throw new Error('gone');
    },
    (thrown) => told.push(thrown),
  );
  sender.send(1);
  sender.send(2);
  await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(null))));
  await Promise.resolve();
  expect(sent).toEqual([1, 2]);
  expect(told).toHaveLength(1);
});
