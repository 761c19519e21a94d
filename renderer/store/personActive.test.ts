/** What counts as a person's time is told often enough to be counted, and no more often. */
import { expect, it } from 'vitest';
import type { StepId } from '../../main/base/model/phaseOne.ts';
import { createPersonTeller } from './personActive.ts';

it('tells at once, then every five seconds at most, and at once in another step', () => {
  const told: (readonly [number, StepId | null])[] = [];
  let nowMs = 0;
  let step: StepId | null = 'bench';
  const teller = createPersonTeller(
    { nowMs: () => nowMs },
    () => step,
    (said) => told.push([nowMs, said]),
  );
  for (; nowMs <= 11_000; nowMs += 100) teller.felt();
  expect(told).toEqual([
    [0, 'bench'],
    [5_000, 'bench'],
    [10_000, 'bench'],
  ]);
  step = null;
  teller.felt();
  step = 'task';
  teller.felt();
  teller.felt();
  expect(told.slice(3).map(([, said]) => said)).toEqual([null, 'task']);
});
