/** Scripts: restarts at attempts, done stays done, errors pass through. */
import { expect, test } from 'vitest';
import type { Observed } from './program.ts';
import { playScripts, type Script } from './script.ts';

const joints = [0, 0, 0, 0, 0, 0];
const seen = (attempt: number, atMs = 0): Observed => ({
  attempt,
  observation: { atMs, positionRad: joints, velocityRadS: joints, load: joints },
  frames: [],
});

async function* waitThenTell(first: Observed): Script<string> {
  const next = yield { type: 'wait' };
  return `from ${first.observation.atMs} to ${next.observation.atMs}`;
}

test('yield gives the next observation; a finished script stays done', async () => {
  const player = playScripts(waitThenTell);
  expect(await player.onObserve(seen(1, 10))).toEqual({ type: 'wait' });
  expect(await player.onObserve(seen(1, 20))).toEqual({ type: 'done', note: 'from 10 to 20' });
  expect(await player.onObserve(seen(1, 30))).toEqual({ type: 'done', note: 'from 10 to 20' });
});

test('a new attempt drops the old script in its midst; restart does within an attempt', async () => {
  const player = playScripts(waitThenTell);
  await player.onObserve(seen(1, 10));
  expect(await player.onObserve(seen(2, 20))).toEqual({ type: 'wait' });
  expect(await player.onObserve(seen(2, 30))).toMatchObject({ note: 'from 20 to 30' });
  player.restart();
  expect(await player.onObserve(seen(2, 40))).toEqual({ type: 'wait' });
});

test('an error of a script is the error of the program', async () => {
  const player = playScripts(async function* (): Script<string> {
    yield { type: 'wait' };
    throw new Error('out of reach');
  });
  await player.onObserve(seen(1));
  await expect(player.onObserve(seen(1))).rejects.toThrow('out of reach');
});
