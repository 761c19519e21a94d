/** The envelope that a window is told is the one in force: the task's while one of its phases runs, else the bench's. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import { type CoreUnderTest, openTestCore, startRun } from '../lib/coreUnderTest.ts';

let core: CoreUnderTest;
beforeAll(async () => {
  core = await openTestCore();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
});

it('is narrowed by the task and widened again', async () => {
  const bench = simulatedBenchEnvelope.workspaceM.z.max;
  const tops: number[] = [];
  using _watching = core.api.state('bench', ({ envelope }) => {
    const top = envelope?.workspaceM.z.max;
    if (top !== undefined && top !== tops.at(-1)) tops.push(top);
  });
  const run = await startRun(core.api, { trials: 1, seed: 3 });
  await run.end;
  expect(tops[0]).toBe(bench);
  expect(tops).toContain(0.2); // tasks/touch: resetLimits and episodeLimits
  expect(tops.every((top) => top === bench || top === 0.2)).toBe(true);
});
