/**
 * The fault switches of the simulated bench in the middle of a lockstep episode, one at a time: how the trial ends,
 * that the arm holds, that it is recorded with its reason, that an alert stands while the fault does and not after it,
 * and that the same run goes on to a trial that counts. What costs wall time is in `faultRealTime.test.ts`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultSwitch } from '../../main/base/model/scene.ts';
import type { InvalidReason, TrialRow } from '../../main/base/model/trial.ts';
import { type CoreUnderTest, never, openTestCore, until } from '../lib/coreUnderTest.ts';
import { followRun, isCounted } from '../lib/followRun.ts';
import { expectInsideEnvelope, expectRecorded, stepsOf } from '../lib/trialFacts.ts';

let core: CoreUnderTest;

beforeAll(async () => {
  core = await openTestCore();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
});

const turn = (fault: FaultSwitch) => core.api.call('sim.fault', { fault }, never);
const alertsGone = () => until(core.api, 'alerts', (alerts) => alerts.length === 0);

async function expectHeldAndRecorded(row: TrialRow, reason: InvalidReason): Promise<void> {
  expect(row).toMatchObject({ outcome: 'invalid', reason });
  await expectRecorded(core, row);
  const steps = stepsOf(core, row);
  expectInsideEnvelope(steps);
  expect(steps.at(-1)?.phase).toBe('record');
}

interface Case {
  readonly fault: Omit<FaultSwitch, 'on'>;
  readonly reason: InvalidReason;
  readonly alert: string;
  /** The arm's mode in the last row: it folds itself away when it is too hot. */
  readonly mode: 'holding' | 'moving';
}

const cases: readonly Case[] = [
  {
    fault: { kind: 'overheat', servo: 3 },
    reason: 'servo-fault',
    alert: 'servo/hot/3',
    mode: 'moving',
  },
  {
    fault: { kind: 'freeze-camera', role: 'front' },
    reason: 'camera-stale',
    alert: 'camera/front',
    mode: 'holding',
  },
];

describe('in an episode', () => {
  it.each(cases)('$fault.kind', async ({ fault, reason, alert, mode }) => {
    using run = await followRun(core, { seed: 11 });
    await run.inPhase('episode');
    await turn({ ...fault, on: true });
    const row = await run.row(() => true);
    await until(core.api, 'alerts', (alerts) => alerts.some((each) => each.key === alert));
    await turn({ ...fault, on: false });
    await alertsGone();
    const next = await run.row(isCounted);
    await run.cancel();
    await expectHeldAndRecorded(row, reason);
    expect(stepsOf(core, row).at(-1)?.mode).toBe(mode);
    await expectRecorded(core, next);
    expectInsideEnvelope(stepsOf(core, next));
  });

  it('a stalled joint: an end with a reason, never a hang, and the arm holds', async () => {
    using run = await followRun(core, { seed: 11 });
    await run.inPhase('episode');
    await turn({ kind: 'stall', servo: 2, on: true });
    const row = await run.row(() => true);
    await turn({ kind: 'stall', servo: 2, on: false });
    await run.row(isCounted, row.index + 1);
    await run.cancel();
    expect(row.reason).toBe('servo-fault');
    await expectRecorded(core, row);
    const steps = stepsOf(core, row);
    expectInsideEnvelope(steps);
    expect(steps.at(-1)).toMatchObject({ phase: 'record', mode: 'holding' });
  });

  it('half-rate of a camera: an alert, and trials go on', async () => {
    using run = await followRun(core, { seed: 11 });
    await run.inPhase('reset');
    await turn({ kind: 'half-rate', role: 'front', on: true });
    const alerts = await until(core.api, 'alerts', (all) => all.length > 0);
    expect(alerts).toMatchObject([{ key: 'camera/front', level: 'warning' }]);
    const shown = await until(core.api, 'run', (now) => now?.trial != null);
    const from = (shown?.trial?.index ?? 0) + 1;
    const next = await run.row(() => true, from);
    expect(isCounted(next)).toBe(true);
    await turn({ kind: 'half-rate', role: 'front', on: false });
    await alertsGone();
    const { rows } = await run.cancel();
    expect(rows.filter((row) => row.outcome === 'invalid').map((row) => row.reason)).toEqual([
      'aborted',
    ]);
  });

  it('a hand: the trial does not count', async () => {
    using run = await followRun(core, { seed: 11 });
    await run.inPhase('episode');
    const pose = { xM: 0.27, yM: 0.12, yawRad: 0 };
    const wrong = core.api.call('sim.hand', { object: 'nothing', pose }, never);
    await expect(wrong).rejects.toMatchObject({ code: 'bad-input' });
    await core.api.call('sim.hand', { object: 'puck', pose }, never);
    const row = await run.row(() => true);
    const next = await run.row(isCounted);
    await run.cancel();
    await expectHeldAndRecorded(row, 'human-touched');
    expect(next.index).toBe(1);
  });

  it('leaves a ledger that verifies', async () => {
    expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  });
});
