/** The three questions asked of a cell's evidence. */
import { expect } from 'vitest';
import type { AnomalyBench, CellEvidence } from './anomalyBench.ts';
import type { RunnableCell } from './anomalyTable.ts';
import { never } from './coreUnderTest.ts';
import { isCounted } from './followRun.ts';
import { expectInsideEnvelope, expectRecorded, stepsOf } from './trialFacts.ts';

/** What the issue promises; the time until a fault can be known at all comes before it. */
export const holdWithinMs = 100;

const busyMachine = new Set(['run', 'servo/core-lost/all', 'servo/stale-read/all']);

export async function expectCell(
  { core }: AnomalyBench,
  { plan, name }: RunnableCell,
  { row, end, heldMs, raised, next }: CellEvidence,
): Promise<void> {
  if (heldMs !== null) expect(heldMs, name).toBeLessThanOrEqual(plan.noticeMs + holdWithinMs);
  // In real time, a machine that is too busy is the only other trouble that there may be.
  const other = raised.filter((key) => plan.room === 'lockstep' || !busyMachine.has(key));
  if (plan.alert === null) expect(other).toEqual([]);
  for (const trial of [row, next]) {
    if (trial === null) continue;
    if (trial.stepHash === '') {
      const kept = await core.api.call('trial.show', { id: trial.id }, never);
      expect(kept).toMatchObject({ row: trial, verdict: null });
    } else {
      await expectRecorded(core, trial);
      expectInsideEnvelope(stepsOf(core, trial));
    }
  }
  if (plan.ends.length > 0) expect(plan.ends).toContain(end);
  if (next !== null) expect(isCounted(next)).toBe(true);
}
