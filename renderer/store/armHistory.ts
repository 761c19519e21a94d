/**
 * The last minute of every joint: a ring that is written as the bench speaks and read when a plot is drawn. It changes
 * in place, so that no sample draws React; `count` tells a reader whether there is something new. Bounded in samples
 * and in time. A gap (no arm, another bench) is a row of nulls, never a line across it.
 */
import type { ArmState } from '../../main/base/model/arm.ts';
import { jointCount } from '../../main/base/model/arm.ts';

export const historyMs = 60_000;
/** Ten samples a second for a minute, and a few more for gaps. */
const capacity = 660;
/** Longer without a sample is a gap. */
const gapMs = 1_500;

/** Columns over time; each as long as `atS`. */
export interface JointSeries {
  /** Seconds before the newest sample, ascending to 0. */
  readonly atS: readonly number[];
  readonly positionRad: readonly (readonly (number | null)[])[];
  /** Signed share of stall torque. */
  readonly load: readonly (readonly (number | null)[])[];
  readonly temperatureC: readonly (readonly (number | null)[])[];
}

interface Sample {
  readonly atMs: number;
  readonly arm: Pick<ArmState, 'positionRad' | 'load' | 'temperatureC'> | null;
}

export interface ArmHistory {
  /** `nowMs`: this window's clock. The same row again (same tick) is not a sample. */
  push(arm: ArmState | null, nowMs: number): void;
  series(): JointSeries;
  /** Of all pushes that were kept, also those that have left. */
  readonly count: number;
  readonly size: number;
}

export function createArmHistory(): ArmHistory {
  const samples: Sample[] = [];
  let count = 0;
  let lastTick: number | null = null;
  const keep = (sample: Sample): void => {
    samples.push(sample);
    count++;
    while (samples.length > capacity || (samples[0]?.atMs ?? 0) < sample.atMs - historyMs) {
      samples.shift();
    }
  };
  return {
    push(arm, nowMs) {
      const before = samples.at(-1);
      if (arm === null) {
        if (before !== undefined && before.arm !== null) keep({ atMs: nowMs, arm: null });
        lastTick = null;
        return;
      }
      if (arm.tick === lastTick) return;
      const broken =
        before !== undefined &&
        before.arm !== null &&
        (nowMs - before.atMs > gapMs || arm.tick < (lastTick ?? 0));
      if (broken) keep({ atMs: nowMs, arm: null });
      lastTick = arm.tick;
      keep({ atMs: nowMs, arm });
    },
    series() {
      const newestMs = samples.at(-1)?.atMs ?? 0;
      const columns = (of: (arm: NonNullable<Sample['arm']>) => readonly number[]) =>
        Array.from({ length: jointCount }, (_, joint) =>
          samples.map(({ arm }) => (arm === null ? null : (of(arm)[joint] ?? null))),
        );
      return {
        atS: samples.map((sample) => (sample.atMs - newestMs) / 1000),
        positionRad: columns((arm) => arm.positionRad),
        load: columns((arm) => arm.load),
        temperatureC: columns((arm) => arm.temperatureC),
      };
    },
    get count() {
      return count;
    },
    get size() {
      return samples.length;
    },
  };
}
