/**
 * What is known of the arm around a blow, by three witnesses: the trial's control rows, the states as they were shown, and
 * the simulator's black box. Each measures from the blow on, and none knows what is allowed.
 */
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import type { ArmState } from '../../main/base/model/arm.ts';
import type { StepRow } from '../../main/base/wire/recorder.ts';
import { simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import type { BlackBoxFile } from '../../main/bench/devices/sim/blackBox.ts';
import type { Hold } from './anomalyTable.ts';
import { stillAfterMs } from './blackBox.ts';
import type { CoreUnderTest } from './coreUnderTest.ts';

export interface SeenArm {
  readonly arm: ArmState;
  readonly wallMs: number;
}

export interface ArmWatch extends Disposable {
  /** The last ones, oldest first. */
  readonly seen: readonly SeenArm[];
  /** What a moment of the wall's clock is on the bench's; not before something was seen. */
  benchMs(wallMs: number): number;
  /** Another run: another clock. */
  clear(): void;
}

/** Half a minute of rows: a frozen program is given ten seconds to end. */
const maxSeen = 1500;

export function watchArm({ api }: CoreUnderTest): ArmWatch {
  const seen: SeenArm[] = [];
  let offsetMs = Number.POSITIVE_INFINITY;
  const clear = (): void => {
    seen.length = 0;
    offsetMs = Number.POSITIVE_INFINITY;
  };
  const watching = api.state('bench', ({ arm }) => {
    if (arm === null) return;
    const wallMs = realClock.nowMs();
    // A new servo process counts from its own beginning.
    if (arm.atMs < (seen.at(-1)?.arm.atMs ?? 0)) clear();
    seen.push({ arm, wallMs });
    if (seen.length > maxSeen) seen.shift();
    offsetMs = Math.min(offsetMs, wallMs - arm.atMs);
  });
  return {
    seen,
    benchMs: (wallMs) => wallMs - offsetMs,
    clear,
    [Symbol.dispose]: () => watching[Symbol.dispose](),
  };
}

export interface BlowTime {
  /** The clock of the control rows. */
  readonly benchMs: number;
  readonly wallMs: number;
}

const after = (found: number | undefined, ms: number): number =>
  found === undefined ? Number.POSITIVE_INFINITY : found - ms;

/** Until the first state was shown in which nothing is asked to move. */
export function heldAsShown(seen: readonly SeenArm[], { benchMs, wallMs }: BlowTime, hold: Hold) {
  const still = seen.filter(({ arm }) => arm.mode !== 'moving');
  if (hold === 'told') return after(still.find((each) => each.wallMs >= wallMs)?.wallMs, wallMs);
  return after(still.find(({ arm }) => arm.atMs >= benchMs)?.arm.atMs, benchMs);
}

/** Until the first row in which nobody's wish moves the arm (`taken`: not the program's). */
export function heldByRows(all: readonly StepRow[], benchMs: number, hold: Hold): number {
  const rows = all.filter((each) => each.atMs >= benchMs);
  const source = rows[0]?.source;
  const held = rows.find((each) => {
    if (hold === 'taken') return each.source !== source;
    return hold === 'folds' ? each.wantedRad === null : each.mode !== 'moving';
  });
  return after(held?.atMs, benchMs);
}

/** Long enough to tell motion from play, short enough to be one motion. */
const spanMs = 100;

/** How fast the fastest joint went, on average, in the tenth of a second before the mark. */
export function speedInBox({ joints }: BlackBoxFile, clock: 'atMs' | 'benchMs', markMs: number) {
  const before = joints.filter((row) => row[clock] <= markMs && row[clock] >= markMs - spanMs);
  const from = before[0];
  const to = before.at(-1);
  if (from === undefined || to === undefined || to.benchMs <= from.benchMs) return 0;
  const turned = to.positionRad.map((rad, j) => Math.abs(rad - must(from.positionRad[j])));
  return (1000 * Math.max(...turned)) / (to.benchMs - from.benchMs);
}

/** The last moment of this process before the blow is a sample too: where no bench time passed, nothing moved. */
export function stoodMs(box: BlackBoxFile, fromMs: number, untilMs: number): number {
  const last = box.joints.findLast((row) => row.atMs <= fromMs);
  return last === undefined
    ? Number.POSITIVE_INFINITY
    : stillAfterMs(box, 'atMs', last.atMs, untilMs);
}

/** As `leadMs` of the box, of the last state before the blow: how far the arm could go when nobody writes any more. */
export function leadOf({ appliedRad, positionRad }: Pick<ArmState, 'appliedRad' | 'positionRad'>) {
  const ahead = appliedRad.slice(0, 5).map((rad, j) => {
    const speedRadS = must(simulatedBenchEnvelope.speedRadS[j]);
    return Math.abs(rad - must(positionRad[j])) / speedRadS;
  });
  return Math.round(1000 * Math.max(...ahead));
}
