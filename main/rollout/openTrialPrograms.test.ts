/** All three programs of a trial or none: what was spawned before one could not be is gone again. */
import { expect, it } from 'vitest';
import { createProcessTable } from '../base/host/processTable.ts';
import { realClock } from '../base/lib/clock.ts';
import { silentLog } from '../base/lib/log.ts';
import { BenchError } from '../base/model/errors.ts';
import type { BenchLink } from '../bench/link.ts';
import type { ShelvedTask } from '../environment/task/shelveTask.ts';
import { openTrialPrograms } from './openTrialPrograms.ts';

const program = { main: 'x/x.mjs', memoryMb: 64, answerMs: 1000 };
const tree = (dir: string) => ({ dir, hash: 'h' });
const task = {
  manifest: { id: 'toy', crops: {}, policy: program, judge: program, reset: program },
  policy: tree('/policy'),
  judge: tree('/judge'),
  reset: tree('/reset'),
} as unknown as ShelvedTask;
const link = { pace: 'lockstep', cameras: [] } as unknown as BenchLink;
const facts = { link, start: { xM: 0, yM: 0, yawRad: 0 }, index: 0 };

function portsRefusing(refused: string) {
  const table = createProcessTable();
  const spawned: string[] = [];
  const ports = {
    clock: realClock,
    log: silentLog,
    table,
    programCommand: ({ dir }: { readonly dir: string }) => {
      if (dir === refused) throw new BenchError('bad-input', `${dir} cannot run`);
      spawned.push(dir);
      return { file: process.execPath, args: ['-e', 'process.stdin.resume()'], env: {} };
    },
  };
  return { ports, table, spawned };
}

it('ends the policy and the judge when the reset cannot be opened', async () => {
  const { ports, table, spawned } = portsRefusing('/reset');
  await expect(openTrialPrograms(ports, task, facts)).rejects.toMatchObject({ code: 'bad-input' });
  expect(spawned).toEqual(['/policy', '/judge']);
  expect(table.list()).toEqual([]);
});

it('ends all three when it is disposed', async () => {
  const { ports, table } = portsRefusing('');
  {
    await using _programs = await openTrialPrograms(ports, task, facts);
    expect(table.list().map(({ name }) => name)).toEqual(['policy', 'judge', 'reset']);
  }
  expect(table.list()).toEqual([]);
});
