/** One holder of the bench at a time: runs against runs, a run of the bench's own against a person's, and cancelling. */
import { describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import type { LeaseHolder } from '../../main/base/model/view.ts';
import { never, openTestCore, startRun, until } from '../lib/coreUnderTest.ts';
import { firstRow, followRun, isCounted } from '../lib/followRun.ts';
import { expectRecorded } from '../lib/trialFacts.ts';

describe('the lease', () => {
  it('is held by one run; another is busy, asked later or at the same moment', async () => {
    await using core = await openTestCore();
    const leases: LeaseHolder[] = [];
    using _lease = core.api.state('bench', ({ lease }) => {
      if (leases.at(-1) !== lease) leases.push(lease);
    });
    const asked = await Promise.allSettled([startRun(core.api, {}), startRun(core.api, {})]);
    const started = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const refused = asked.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused).toMatchObject([{ code: 'busy' }]);
    await until(core.api, 'run', (run) => run?.trial?.phase === 'episode');
    await expect(startRun(core.api, {})).rejects.toMatchObject({ code: 'busy' });
    const { rows } = await must(started[0]).end;
    expect(rows.map(isCounted)).toEqual([true]);
    expect(leases).toEqual(['none', 'trial', 'none']);
  });

  it('is given back by a run that is cancelled: invalid(aborted)', async () => {
    await using core = await openTestCore();
    using run = await followRun(core, {});
    await run.inPhase('episode');
    const wrong = core.api.call('trial.cancel', { batchId: 'run-99999' }, never);
    await expect(wrong).rejects.toMatchObject({ code: 'not-found' });
    const finished = await run.cancel();
    expect(finished).toMatchObject({
      why: 'ended by a person',
      summary: { trials: 1, invalid: 1 },
    });
    const row = firstRow(finished);
    expect(row).toMatchObject({ outcome: 'invalid', reason: 'aborted' });
    await expectRecorded(core, row);
    expect(await until(core.api, 'bench', () => true)).toMatchObject({ lease: 'none' });
    const again = core.api.call('trial.cancel', { batchId: run.batchId }, never);
    await expect(again).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is given up by the run that began by itself, when a person asks for one', async () => {
    await using core = await openTestCore({ autoRun: true });
    using _window = core.api.windowOpened();
    const own = await until(core.api, 'run', (run) => run?.trial != null);
    const { end, batchId } = await startRun(core.api, {});
    expect(batchId).not.toBe(own?.batchId);
    const { rows } = await end;
    expect(rows.map(isCounted)).toEqual([true]);
    const { rows: all } = await core.api.call('trial.list', { limit: 10, offset: 0 }, never);
    expect(all.map((row) => [row.task, row.outcome])).toContainEqual(['push-t', 'invalid']);
    expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  });
});
