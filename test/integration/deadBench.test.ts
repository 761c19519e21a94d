/**
 * A lockstep bench whose simulator is killed: the trial that ran is void, no further trial is begun on a bench that is
 * not there, and nothing of the old bench is told of the new one.
 */
import { expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { never, openTestCore, startRun, until } from '../lib/coreUnderTest.ts';

it('ends the run with the trial that lost its bench, and shows no row of a bench that is closed', async () => {
  await using core = await openTestCore({ restBench: true });
  const { api } = core;
  await until(api, 'bench', (bench) => bench.arm !== null);
  const { end } = await startRun(api, { trials: 4, seed: 1 });
  await until(api, 'bench', (bench) => bench.clock === 'lockstep' && bench.arm !== null);
  await until(api, 'run', (run) => run?.trial?.phase === 'episode');
  const processes = await api.call('core.processes', {}, never);
  process.kill(must(processes.find(({ name }) => name === 'simulator')).pid, 'SIGKILL');
  await until(api, 'alerts', (alerts) => alerts.some(({ key }) => key === 'simulator'));
  const { rows, why } = await end;
  expect(rows.at(-1)).toMatchObject({ outcome: 'invalid', reason: 'servo-fault' });
  expect(rows.filter((row) => row.reason === 'servo-fault').length).toBe(1);
  expect(rows.length).toBeLessThan(4);
  expect(why).toBe('the bench is gone');

  await until(api, 'bench', (bench) => bench.clock === 'real' && bench.mode === 'holding');
  await until(api, 'alerts', (alerts) => alerts.length === 0);
}, 120_000);

it('has no arm and is offline while the next bench opens', async () => {
  await using core = await openTestCore({ restBench: true });
  const { api } = core;
  await until(api, 'bench', (bench) => bench.arm !== null);
  const { end } = await startRun(api, { trials: 1, seed: 1 });
  const first = await until(api, 'bench', (bench) => bench.clock === 'lockstep');
  expect(first).toMatchObject({ arm: null, mode: 'offline' });
  await end;
  const again = await until(api, 'bench', (bench) => bench.clock === 'real');
  expect(again).toMatchObject({ arm: null, mode: 'offline' });
}, 120_000);

it('clears what was lost also when the arm opens only at the second try', async () => {
  await using core = await openTestCore({ restBench: true });
  const { api } = core;
  const pidOf = async (name: string): Promise<number | null> => {
    const processes = await api.call('core.processes', {}, never);
    return processes.find((each) => each.name === name)?.pid ?? null;
  };
  await until(api, 'bench', (bench) => bench.arm !== null);
  const { end } = await startRun(api, { trials: 2, seed: 1 });
  await until(api, 'bench', (bench) => bench.clock === 'lockstep' && bench.arm !== null);
  const first = must(await pidOf('servo'));
  process.kill(must(await pidOf('simulator')), 'SIGKILL');
  await until(api, 'alerts', (alerts) => alerts.some(({ key }) => key === 'simulator'));
  await until(api, 'bench', (bench) => bench.clock === 'real');
  let second: number | null = null;
  while (second === null || second === first) second = await pidOf('servo');
  process.kill(second, 'SIGKILL');
  await until(api, 'alerts', (alerts) => alerts.some(({ key }) => key === 'bench'));
  await end;
  await until(api, 'bench', (bench) => bench.mode === 'holding' && bench.arm !== null);
  await until(api, 'alerts', (alerts) => alerts.length === 0);
}, 120_000);
