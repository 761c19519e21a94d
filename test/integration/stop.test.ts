/**
 * Stop in every phase of a lockstep trial, while nothing runs, twice, and while a run begins: latched, the trial void
 * and recorded, the run over, new runs refused until a person resumes, and then a run works.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { exitCodeOf } from '../../main/base/model/errors.ts';
import { ledgerPath } from '../../main/store/dataLayout.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';
import {
  type CoreUnderTest,
  never,
  openTestCore,
  startRun,
  tempDir,
  until,
} from '../lib/coreUnderTest.ts';
import { firstRow, followRun, isCounted } from '../lib/followRun.ts';
import { expectInsideEnvelope, expectRecorded, stepsOf } from '../lib/trialFacts.ts';

let core: CoreUnderTest;

beforeAll(async () => {
  core = await openTestCore();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
});

afterEach(() => resume());

const stop = (reason: string) => core.api.call('bench.stop', { reason }, never);
const resume = () => core.api.call('bench.resume', {}, never);

async function expectStopped(reason: string): Promise<void> {
  const bench = await until(core.api, 'bench', () => true);
  expect(bench).toMatchObject({ mode: 'stopped', stopped: { reason }, lease: 'none' });
  await expect(startRun(core.api, {})).rejects.toMatchObject({ code: 'refused' });
  expect(exitCodeOf('refused')).toBe(3);
}

async function expectWorksAgain(): Promise<void> {
  await resume();
  expect(await until(core.api, 'bench', () => true)).toMatchObject({ stopped: null });
  const row = firstRow(await (await startRun(core.api, { seed: 11 })).end);
  expect(isCounted(row)).toBe(true);
  await expectRecorded(core, row);
}

describe('stop', () => {
  it.each(['reset', 'check', 'episode', 'verdict'] as const)('in the %s', async (phase) => {
    using run = await followRun(core, { seed: 11 });
    await run.inPhase(phase);
    const { wroteAfterMs } = await stop(`in the ${phase}`);
    expect(wroteAfterMs).not.toBeNull();
    const { rows, why, summary } = await run.end;
    expect(rows).toMatchObject([{ outcome: 'invalid', reason: 'aborted' }]);
    expect(summary).toMatchObject({ trials: 1, invalid: 1 });
    expect(why).toBe('stopped');
    await expectStopped(`in the ${phase}`);
    const row = firstRow(await run.end);
    await expectRecorded(core, row);
    const steps = stepsOf(core, row);
    expectInsideEnvelope(steps);
    expect(steps.at(-1)).toMatchObject({ phase: 'record', mode: 'stopped' });
    if (phase === 'verdict') await expectWorksAgain();
  });

  it('while nothing runs, twice: the later one counts, and a resume of the first is refused', async () => {
    expect((await stop('first')).wroteAfterMs).not.toBeNull();
    const first = (await until(core.api, 'bench', () => true)).stopped?.count;
    expect((await stop('second')).wroteAfterMs).not.toBeNull();
    const late = core.api.call('bench.resume', { stop: first }, never);
    await expect(late).rejects.toMatchObject({ code: 'refused' });
    await expectStopped('second');
    await expectWorksAgain();
  });

  it('while a run begins: no trial begins', async () => {
    const { end } = await startRun(core.api, {});
    await stop('early');
    const { rows, why } = await end;
    expect({ rows, why }).toEqual({ rows: [], why: 'stopped' });
    await expectStopped('early');
    await resume();
  });

  it('while a run is asked for: it is refused', async () => {
    const asked = expect(startRun(core.api, {})).rejects.toMatchObject({ code: 'refused' });
    await stop('earlier');
    await asked;
    await expectStopped('earlier');
    await expectWorksAgain();
  });

  it('leaves a ledger that verifies, and no alert', async () => {
    using _none = core.api.state('alerts', (alerts) => expect(alerts).toEqual([]));
    expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  });
});

it('stands after the core has ended, whatever was alerted since, until somebody resumes', async () => {
  using folder = tempDir('stopped');
  const options = { dataDir: folder.path };
  const stopped = async (): Promise<string | null> => {
    await using next = await openTestCore(options);
    return (await until(next.api, 'bench', () => true)).stopped?.reason ?? null;
  };
  {
    await using first = await openTestCore(options);
    await first.api.call('bench.stop', { reason: 'a hand in the way' }, never);
  }
  {
    const clock = realClock;
    using ledger = openLedger(ledgerPath(folder.path), {
      clock,
      log: silentLog,
      softwareVersion: '',
    });
    for (let i = 0; i < 50; i++)
      ledger.append({ kind: 'alert', key: 'camera/front', message: 'slow' });
  }
  expect(await stopped()).toBe('a hand in the way');
  {
    await using again = await openTestCore(options);
    expect(await again.api.call('alert.list', { limit: 3 }, never)).toHaveLength(3);
    await again.api.call('bench.resume', {}, never);
  }
  expect(await stopped()).toBeNull();
});
