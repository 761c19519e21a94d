/**
 * What needs real time to go wrong: a bus that is unplugged, noisy or slow in an episode, a policy that never answers,
 * and a stop while the servo process is dead. How the trial ends, that the arm holds, the alert and its end, and that
 * the next trial counts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultSwitch } from '../../main/base/model/scene.ts';
import { type CoreUnderTest, never, openTestCore, startRun, until } from '../lib/coreUnderTest.ts';
import { followRun, isCounted } from '../lib/followRun.ts';
import { sdkPolicy } from '../lib/rawPolicy.ts';
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
const settings = { lockstep: false, seed: 11 };

describe('in an episode the bus', () => {
  it.each([
    { fault: { kind: 'unplug' }, alert: 'servo/bus-lost/all' },
    { fault: { kind: 'corrupt', amount: 0.9 }, alert: 'servo/bus-corrupt/all' },
    { fault: { kind: 'delay', amount: 25 }, alert: 'servo/' },
  ] as const)('$fault.kind', async ({ fault, alert }) => {
    using run = await followRun(core, settings);
    const index = await run.inPhase('episode');
    await turn({ ...fault, on: true });
    const row = await run.row(() => true, index);
    await until(core.api, 'alerts', (alerts) => alerts.some((each) => each.key.startsWith(alert)));
    const { mode } = await until(core.api, 'bench', (bench) => bench.mode !== 'moving');
    expect(['holding', 'offline']).toContain(mode);
    await turn({ ...fault, on: false });
    await alertsGone();
    await until(core.api, 'bench', (bench) => bench.mode === 'holding');
    expect(row).toMatchObject({ outcome: 'invalid', reason: 'servo-fault' });
    await expectRecorded(core, row);
    expectInsideEnvelope(stepsOf(core, row));
    if (fault.kind === 'delay') await expectRecorded(core, await run.row(isCounted, index + 1));
    await run.cancel();
  });
});

it('a policy that never answers: action-stale, and the arm holds', async () => {
  using policy = sdkPolicy('return await new Promise(() => setInterval(() => {}, 1000));');
  using run = await followRun(core, { ...settings, policy: policy.path });
  const row = await run.row(isCounted);
  await run.cancel();
  expect(row).toMatchObject({ outcome: 'failure', reason: 'action-stale' });
  await expectRecorded(core, row);
  expectInsideEnvelope(stepsOf(core, row));
  await until(core.api, 'bench', (bench) => bench.mode === 'holding');
});

describe('stop while the servo process is dead', () => {
  it('is latched; the next servo process comes up stopped, and works after the resume', async () => {
    const all = await core.api.call('core.processes', {}, never);
    const servo = all.find((each) => each.name === 'servo');
    process.kill(servo?.pid ?? Number.NaN, 'SIGKILL');
    await until(core.api, 'bench', (bench) => bench.mode === 'offline');
    const { wroteAfterMs } = await core.api.call('bench.stop', { reason: 'dead' }, never);
    expect(wroteAfterMs).toBeNull();
    await expect(startRun(core.api, settings)).rejects.toMatchObject({ code: 'refused' });
    await alertsGone();
    const back = await until(
      core.api,
      'bench',
      ({ arm }) => arm !== null && arm.mode === 'stopped',
    );
    expect(back).toMatchObject({ mode: 'stopped', stopped: { reason: 'dead' } });
    await core.api.call('bench.resume', {}, never);
    await until(core.api, 'bench', ({ arm }) => arm?.mode === 'holding');
    expect(await core.api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  });
});
