/**
 * Ctrl-C, or a terminal that is closed, reaches every process of its group at once: the core ends the trial and its own
 * processes in order all the same, and the record is finished: all of it but the films, whose encoders the terminal ends.
 */
import path from 'node:path';
import { expect, it } from 'vitest';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { openCoreProcess } from '../lib/coreProcess.ts';
import { never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';

it.each(['SIGINT', 'SIGHUP'] as const)('%s to the whole group ends in order', async (signal) => {
  using folder = tempDir('ctrl-c');
  const dataDir = path.join(folder.path, 'data');
  {
    await using core = await openCoreProcess(dataDir, path.join(folder.path, 'box.json'), {
      ownGroup: true,
    });
    const args = { task: 'touch', trials: null, seed: 1, lockstep: true };
    await core.client.call('trial.run', args);
    await core.until('run', (run) => run?.trial?.phase === 'episode');
    process.kill(-core.pid, signal);
    await core.ended;
  }
  await using next = await openTestCore({ dataDir });
  const rows: TrialRow[] = [];
  using _rows = next.api.log('trials', 0, (row) => rows.push(row));
  expect(rows.at(-1)).toMatchObject({ outcome: 'invalid', reason: 'aborted' });
  expect(rows.at(-1)?.stepHash).toMatch(/^[0-9a-f]{64}$/);
  const raised = await next.api.call('alert.list', { limit: 100 }, never);
  const ofProcesses = /^(servo-process|simulator|storage|aborted)$/;
  expect(raised.filter(({ key }) => ofProcesses.test(key))).toEqual([]);
  expect(await next.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
});
