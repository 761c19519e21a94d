/**
 * One control row as one line of steps.ndjson: the only place where recorded numbers are rounded, so that equal
 * trials give equal bytes and one hash. Angles to 1e-5 rad (0.6 millidegrees, an eightieth of a servo count),
 * loads to 1e-3 of stall torque, times to a microsecond.
 */
import type { Joints } from '../../base/model/arm.ts';
import type { StepRow } from '../../base/wire/recorder.ts';

/** Half away from zero is not needed: `Math.round` is one rule for all platforms. Never gives −0. */
export function roundTo(value: number, perUnit: number): number {
  const rounded = Math.round(value * perUnit) / perUnit;
  return rounded === 0 ? 0 : rounded;
}

const angle = (value: number): number => roundTo(value, 1e5);
const angles = (joints: Joints): number[] => joints.map(angle);

export function roundStep(row: StepRow): StepRow {
  return {
    tick: row.tick,
    atMs: roundTo(row.atMs, 1e3),
    phase: row.phase,
    attempt: row.attempt,
    source: row.source,
    mode: row.mode,
    wantedRad: row.wantedRad === null ? null : angles(row.wantedRad),
    appliedRad: angles(row.appliedRad),
    positionRad: angles(row.positionRad),
    load: row.load.map((load) => roundTo(load, 1e3)),
    limitedBy: row.limitedBy,
  };
}

/** Keys always in the same order. A number that is no number becomes null, as JSON has it. */
export function encodeStep(row: StepRow): string {
  return `${JSON.stringify(roundStep(row))}\n`;
}
