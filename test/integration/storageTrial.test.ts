/**
 * The data folder's disk fills up, or turns read-only, in the middle of a lockstep trial of a real core: the arm
 * holds, an alert says what to do, the core lives, and the trial is void and accounted for: at once when the ledger
 * can still be written, else at the next start.
 */
import { rmSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { type CoreUnderTest, never, openTestCore, startRun, until } from '../lib/coreUnderTest.ts';
import { firstRow, followRun, isCounted } from '../lib/followRun.ts';
import { itWhere } from '../lib/needs.ts';
import { fillDisk, may, openBreakingDisk, openSmallDisk } from '../lib/smallDisk.ts';

/** Runs into trouble in an episode; gives the id of the trial that met it. */
async function meetTrouble(core: CoreUnderTest, trouble: () => void): Promise<string> {
  using run = await followRun(core, { seed: 11 });
  await run.inPhase('episode');
  trouble();
  const standing = await until(core.api, 'alerts', (alerts) => alerts.length > 0);
  expect(standing).toMatchObject([{ key: 'storage', level: 'danger' }]);
  const { summary, rows } = await run.end;
  expect(summary.success + summary.failure).toBe(0);
  for (const row of rows) expect(row).toMatchObject({ outcome: 'invalid', reason: 'aborted' });
  const bench = await until(core.api, 'bench', ({ lease }) => lease === 'none');
  expect(bench.mode).toBe('holding');
  return `${run.batchId}-0001`;
}

async function expectAborted(core: CoreUnderTest, id: string): Promise<void> {
  const { row, verdict } = await core.api.call('trial.show', { id }, never);
  expect(row).toMatchObject({ outcome: 'invalid', reason: 'aborted', stepHash: '' });
  expect(verdict).toBeNull();
  expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
}

const where = 'needs the right to mount, not given on this machine';

describe('in a trial the disk', () => {
  const itFills = itWhere(may(openSmallDisk), where);
  for (const leaveKb of [0, 100]) {
    itFills(
      `fills up to ${leaveKb} kB: void, an alert, and on it goes with room again`,
      async () => {
        using disk = must(openSmallDisk(48));
        let id = '';
        {
          await using core = await openTestCore({ dataDir: disk.path });
          let ballast = '';
          id = await meetTrouble(core, () => {
            ballast = fillDisk(disk.path, leaveKb);
          });
          rmSync(ballast);
          const row = firstRow(await (await startRun(core.api, { seed: 11 })).end);
          expect(isCounted(row)).toBe(true);
          await until(core.api, 'alerts', (alerts) => alerts.length === 0);
          expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
        }
        await using again = await openTestCore({ dataDir: disk.path });
        await expectAborted(again, id);
      },
    );
  }

  const itBreaks = itWhere(may(openBreakingDisk), where);
  itBreaks('turns read-only: void, an alert, accounted for at the next start', async () => {
    using disk = must(openBreakingDisk(48));
    let id = '';
    {
      await using core = await openTestCore({ dataDir: disk.path });
      id = await meetTrouble(core, disk.turnReadOnly);
      await expect(startRun(core.api, {}).then(({ end }) => end)).resolves.toMatchObject({
        rows: [],
      });
    }
    disk.mend();
    await using again = await openTestCore({ dataDir: disk.path });
    await expectAborted(again, id);
    expect(isCounted(firstRow(await (await startRun(again.api, { seed: 11 })).end))).toBe(true);
  });
});
