/** What a trial left on the disk, checked: the record's reason, that its last row does not move, that it kept inside. */
import { expect } from 'vitest';
import { forwardKinematics, linkPointNames, linkPoints } from '../../main/base/arm/kinematics.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { Joints, Range } from '../../main/base/model/arm.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { StepRow } from '../../main/base/wire/recorder.ts';
import { simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import { trialDir } from '../../main/store/dataLayout.ts';
import { readRecord, readSteps } from '../../main/store/record/readRecord.ts';
import { type CoreUnderTest, never } from './coreUnderTest.ts';

export function stepsOf(core: CoreUnderTest, row: TrialRow): readonly StepRow[] {
  return [...readSteps(trialDir(core.dataDir, row.id))];
}

/** The row that was announced is in the ledger, and its verdict on the disk says the same. */
export async function expectRecorded(core: CoreUnderTest, row: TrialRow): Promise<void> {
  const { row: kept } = await core.api.call('trial.show', { id: row.id }, never);
  expect(kept).toEqual(row);
  const { verdict } = readRecord(trialDir(core.dataDir, row.id));
  const { kind: outcome, ...rest } = must(verdict, 'a finished trial has a verdict').outcome;
  expect({ outcome, reason: null, ...rest }).toEqual({ outcome: row.outcome, reason: row.reason });
}

/** How far outside the bench's envelope a pose is, metres or radians: joints, tip, links above the floor. */
function outsideBy(joints: Joints): number {
  const { jointsRad, workspaceM, floorM } = simulatedBenchEnvelope;
  const beyond = (value: number, range: Range): number =>
    Math.max(range.min - value, value - range.max, 0);
  const tip = forwardKinematics(joints);
  const points = new Float64Array(3 * linkPointNames.length);
  linkPoints(joints, points);
  const heights = linkPointNames.map((_, index) => must(points[3 * index + 2]));
  return Math.max(
    ...joints.map((value, joint) => beyond(value, must(jointsRad[joint]))),
    beyond(tip.xM, workspaceM.x),
    beyond(tip.yM, workspaceM.y),
    beyond(tip.zM, workspaceM.z),
    ...heights.map((heightM) => floorM - heightM),
  );
}

/** The play of a joint and of gravity at its end, radians and metres. */
const slack = 0.01;

export function expectInsideEnvelope(steps: readonly StepRow[]): void {
  expect(steps.length).toBeGreaterThan(0);
  const worst = Math.max(...steps.map((step) => outsideBy(step.positionRad)));
  expect(worst).toBeLessThan(slack);
}

/** In lockstep no tick is missed: every row of a trial follows the one before. */
export function expectNoGap(steps: readonly StepRow[]): void {
  const jumps = steps.slice(1).filter((step, i) => step.tick !== must(steps[i]).tick + 1);
  expect(jumps).toEqual([]);
}
