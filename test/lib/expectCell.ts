/** The questions asked of a cell's evidence: none is skipped but by the plan. */
import { expect } from 'vitest';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { type AnomalyBench, busyMachine, type CellEvidence } from './anomalyBench.ts';
import { strikesMotion } from './anomalyGroups.ts';
import type { RunnableCell } from './anomalyTable.ts';
import { never } from './coreUnderTest.ts';
import { isCounted } from './followRun.ts';
import { holdWithinMs } from './matrixSummary.ts';
import { expectInsideEnvelope, expectNoGap, expectRecorded, stepsOf } from './trialFacts.ts';

const movingRadS = 0.05;

async function expectKept(
  { core }: AnomalyBench,
  trial: TrialRow,
  gapless: boolean,
): Promise<void> {
  if (trial.stepHash === '') {
    const kept = await core.api.call('trial.show', { id: trial.id }, never);
    expect(kept).toMatchObject({ row: trial, verdict: null });
    return;
  }
  await expectRecorded(core, trial);
  const steps = stepsOf(core, trial);
  expectInsideEnvelope(steps);
  if (gapless) expectNoGap(steps);
}

export async function expectCell(
  bench: AnomalyBench,
  cell: RunnableCell,
  { row, end, heldMs, boxHeldMs, speedRadS, raised, next }: CellEvidence,
): Promise<void> {
  const { plan, name } = cell;
  const allowedMs = plan.noticeMs + holdWithinMs;
  if (plan.hold === 'unharmed') expect(heldMs, name).toBeNull();
  else expect(heldMs ?? Number.NaN, name).toBeLessThanOrEqual(allowedMs);
  if (boxHeldMs !== null) expect(boxHeldMs, `${name}, in the box`).toBeLessThanOrEqual(allowedMs);
  if (strikesMotion(cell))
    expect(speedRadS ?? 0, `${name}, before the blow`).toBeGreaterThan(movingRadS);
  // In real time, a machine that is too busy is the only other trouble that there may be.
  const other = raised.filter(
    (key) => plan.room === 'lockstep' || !(busyMachine.has(key) || key === 'run'),
  );
  if (plan.alert === null) expect(other, name).toEqual([]);
  else expect(raised.join(' '), `${name}, shown`).toContain(plan.alert);
  const gapless = plan.room === 'lockstep' && plan.hold === 'unharmed';
  for (const trial of [row, next]) if (trial !== null) await expectKept(bench, trial, gapless);
  if (plan.ends.length > 0) expect(plan.ends, name).toContain(end);
  if (next !== null) expect(isCounted(next)).toBe(true);
}
