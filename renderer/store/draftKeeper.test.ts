/** What is typed is kept: the newest of each form, none lost for another's, and a failure is told but stops nothing. */
import { expect, it } from 'vitest';
import { createDraftKeeper } from './draftKeeper.ts';

it('writes the newest of each form and drops none for another', async () => {
  const saved: string[] = [];
  const keeper = createDraftKeeper(
    async (key, text) => saved.push(`${key}=${text}`),
    () => undefined,
  );
  keeper.keep('a', '1');
  keeper.keep('a', '2');
  keeper.keep('b', '1');
  keeper.keep('a', '3');
  keeper.keep('b', null);
  await keeper.settled();
  expect(saved).toEqual(['a=1', 'a=3', 'b=null']);
});

it('tells a failure, and that it is over', async () => {
  const told: unknown[] = [];
  let full = true;
  const keeper = createDraftKeeper(
    async () => {
      if (full) throw new Error('the disk is full');
    },
    (failure) => told.push(failure === null ? 'kept' : String(failure)),
  );
  keeper.keep('a', '1');
  await keeper.settled();
  full = false;
  keeper.keep('a', '2');
  await keeper.settled();
  expect(told).toEqual(['Error: the disk is full', 'kept']);
});
