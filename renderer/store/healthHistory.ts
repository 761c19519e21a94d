/** The last minute of the bench's health, two samples a second; a gap (no bench) is a null, never a zero. */
import type { BenchView } from '../../main/base/model/view.ts';

export const historyEveryMs = 500;
export const historyLength = 120;

export interface HealthSample {
  /** Bench milliseconds and the wall's, to tell how fast bench time runs. */
  readonly benchMs: number;
  readonly atMs: number;
  readonly loopHz: number;
  readonly cameraAgeMs: number;
  readonly hottestC: number;
  readonly cpuCores: number;
}

export type HealthHistory = readonly (HealthSample | null)[];

export function sampleOf(bench: BenchView | null, atMs: number): HealthSample | null {
  if (bench === null || bench.arm === null) return null;
  return {
    benchMs: bench.arm.atMs,
    atMs,
    loopHz: bench.health.loopHz,
    cameraAgeMs: bench.cameras.reduce((worst, camera) => Math.max(worst, camera.ageMs), 0),
    hottestC: bench.health.hottestC,
    cpuCores: bench.health.cpuCores,
  };
}

export function pushSample(history: HealthHistory, sample: HealthSample | null): HealthHistory {
  return [...history.slice(Math.max(0, history.length - historyLength + 1)), sample];
}

const speedSamples = 4;

/**
 * Bench seconds per wall second, over the two seconds before each sample. Null where that cannot be told: too few
 * samples, a gap, or a bench clock that started anew.
 */
export function speeds(history: HealthHistory): readonly (number | null)[] {
  return history.map((now, index) => {
    const before = history[index - speedSamples] ?? null;
    if (now === null || before === null || now.benchMs < before.benchMs) return null;
    return (now.benchMs - before.benchMs) / Math.max(1, now.atMs - before.atMs);
  });
}
