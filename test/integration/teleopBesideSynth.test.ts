/** A hand that reaches for the arm while another records: it is refused, and the recording under way is left alone. */
import { expect, it } from 'vitest';
import { never, openTestCore, until } from '../lib/coreUnderTest.ts';
import { beginTeleop } from '../lib/teleopHand.ts';

it('is refused, and mends nothing that is still written', async () => {
  await using core = await openTestCore();
  const { api } = core;
  const wish = { task: 'push-t', success: 1, failure: 1, nearMiss: 0, labelErrors: 0 } as const;
  const shown = api.call('demo.synth', { ...wish, negatives: 59, seed: 1 }, never);
  await until(api, 'bench', ({ lease, mode }) => lease === 'teleop' && mode === 'moving');
  await expect(beginTeleop(api, { task: 'push-t' })).rejects.toMatchObject({ code: 'busy' });
  const report = await shown;
  const demos = await api.call('demo.list', { task: 'push-t' }, never);
  expect(demos.map(({ why }) => why)).toEqual(demos.map(() => ''));
  expect(demos).toHaveLength(report.demos);
  expect((await api.call('core.verify', {}, never)).firstProblem).toBeUndefined();
}, 120_000);
