/** The last minute of the bench's health, two samples a second; a gap (no bench) is a null, never a zero. */
import type { BenchView } from '../../main/base/model/view.ts';

export const historyEveryMs = 500;
export const historyLength = 120;

export interface HealthSample {
  readonly loopHz: number;
  readonly cameraAgeMs: number;
  readonly hottestC: number;
  readonly cpuCores: number;
}

export type HealthHistory = readonly (HealthSample | null)[];

export function sampleOf(bench: BenchView | null): HealthSample | null {
  if (bench === null || bench.arm === null) return null;
  return {
    loopHz: bench.health.loopHz,
    cameraAgeMs: bench.cameras.reduce((worst, camera) => Math.max(worst, camera.ageMs), 0),
    hottestC: bench.health.hottestC,
    cpuCores: bench.health.cpuCores,
  };
}

export function pushSample(history: HealthHistory, sample: HealthSample | null): HealthHistory {
  return [...history.slice(Math.max(0, history.length - historyLength + 1)), sample];
}
