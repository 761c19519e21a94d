/**
 * kill −9 of each process in the middle of an episode, one at a time, and the three questions each time: is the
 * robot held, is the trial recorded with its reason, is an alert shown (and gone when the bench is whole again)?
 * Real time, on the task that is small on purpose. The core's own death is in `crashCore.test.ts`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArmState } from '../../main/base/model/arm.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { type CoreUnderTest, never, openTestCore, startRun, until } from '../lib/coreUnderTest.ts';

let core: CoreUnderTest;

beforeAll(async () => {
  core = await openTestCore();
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
});

async function pidOf(name: string): Promise<number> {
  const all = await core.api.call('core.processes', {}, never);
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no process called ${name}`);
  return found.pid;
}

interface Aftermath {
  readonly row: TrialRow;
  readonly alerts: readonly string[];
  /** The last state of the arm before the kill, and a state after it when the bench stood again. */
  readonly before: ArmState;
  readonly after: ArmState;
  /** Control rows between the kill and the first row that does not move; null when rows stopped. */
  readonly movedTicks: number | null;
}

/** Starts an endless run, kills `name` in an episode while the arm moves, ends the run after that trial. */
async function killInEpisode(name: string): Promise<Aftermath> {
  const { api } = core;
  const raised: string[] = [];
  const rows: ArmState[] = [];
  using _alerts = api.state('alerts', (now) => raised.push(...now.map((alert) => alert.key)));
  const { batchId, end } = await startRun(api, { lockstep: false, trials: null, seed: 5 });
  await until(api, 'run', (run) => run?.trial?.phase === 'episode' && run.trial.attempt === 1);
  await until(api, 'bench', (bench) => bench.mode === 'moving');
  const pid = await pidOf(name);
  const before = (await until(api, 'bench', (bench) => bench.arm !== null)).arm as ArmState;
  process.kill(pid, 'SIGKILL');
  using _rows = api.state('bench', (bench) => {
    if (bench.arm !== null) rows.push(bench.arm);
  });
  await until(api, 'run', (run) => (run?.done ?? 0) >= 1);
  await until(api, 'bench', (bench) => bench.mode === 'holding' || bench.mode === 'moving');
  const after = (await until(api, 'bench', (bench) => bench.arm !== null)).arm as ArmState;
  await api.call('trial.cancel', { batchId }, never);
  const { rows: trials } = await end;
  const first = rows.find((row) => row.tick > before.tick && row.mode !== 'moving');
  return {
    row: trials[0] as TrialRow,
    alerts: raised,
    before,
    after,
    movedTicks: first === undefined ? null : first.tick - before.tick,
  };
}

/** 0.04 s at the joint's top speed, and what gravity and play add (radians). */
const leadRad = 3.5 * 0.04 + 0.06;

function farthest(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, joint) => Math.abs(value - (b[joint] ?? 0))));
}

/** Kills the servo process, and again each time the arm holds, until it stays off. */
async function killUntilGivenUp(): Promise<void> {
  const { api } = core;
  for (let deaths = 1; deaths <= 3; deaths++) {
    await until(api, 'bench', ({ mode, arm }) => mode === 'holding' && arm !== null);
    process.kill(await pidOf('servo'), 'SIGKILL');
    await until(api, 'bench', ({ mode }) => mode === 'offline');
  }
  const last = await until(api, 'alerts', (now) => now.some(({ key }) => key === 'servo-process'));
  expect(last).toMatchObject([{ message: expect.stringContaining('3 times within a minute') }]);
}

describe('kill −9 in an episode', () => {
  it('the policy: held, a counted failure, and the run goes on', async () => {
    const { row, movedTicks } = await killInEpisode('policy');
    expect(row).toMatchObject({ outcome: 'failure', reason: 'policy-crash' });
    expect(movedTicks).not.toBeNull();
  });

  it('the judge: held, invalid(judge-fault)', async () => {
    const { row } = await killInEpisode('judge');
    expect(row).toMatchObject({ outcome: 'invalid', reason: 'judge-fault' });
  });

  it('the recorder: held, invalid(aborted), alert until a trial is on disk again', async () => {
    const { row, alerts } = await killInEpisode('recorder');
    expect(row).toMatchObject({ outcome: 'invalid', reason: 'aborted' });
    expect(alerts).toContain('storage');
  });

  it('the servo process: the lead limit holds the arm, invalid(servo-fault), alert, back again', async () => {
    const { row, alerts, before, after } = await killInEpisode('servo');
    expect(row).toMatchObject({ outcome: 'invalid', reason: 'servo-fault' });
    expect(alerts).toContain('servo-process');
    expect(farthest(before.positionRad, after.positionRad)).toBeLessThan(leadRad);
    await until(core.api, 'alerts', (now) => now.length === 0);
  });

  it('the servo process again and again: stays off with an alert, until somebody resumes or starts a run', async () => {
    const { api } = core;
    await api.call('bench.resume', {}, never);
    await killUntilGivenUp();
    await expect(pidOf('servo')).rejects.toThrow('no process');
    await api.call('bench.resume', {}, never);
    await until(api, 'alerts', (now) => now.length === 0);
    await killUntilGivenUp();
    const { end } = await startRun(api, { lockstep: false, trials: 1, seed: 6 });
    expect((await end).rows.length).toBe(1);
    await until(api, 'alerts', (now) => now.length === 0);
  });

  it('the simulator: invalid(servo-fault), alert, and the bench stands again', async () => {
    const { row, alerts } = await killInEpisode('simulator');
    expect(row).toMatchObject({ outcome: 'invalid', reason: 'servo-fault' });
    expect(alerts).toContain('simulator');
    await until(core.api, 'alerts', (now) => now.length === 0);
  });

  it('leaves a ledger that verifies', async () => {
    expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  });
});
