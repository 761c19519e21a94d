/** The last minute of the bench's health, two samples a second; a gap (no bench) is a null, never a zero. */
import type { BenchView } from '../../main/base/model/view.ts';
import { isLastKnown } from './armReading.ts';

export const historyEveryMs = 500;
export const historyLength = 120;

export interface HealthSample {
  /** Bench milliseconds and the wall's, to tell how fast bench time runs. */
  readonly benchMs: number;
  readonly atMs: number;
  /** Since the bench was opened: a difference of two samples says what happened between them. */
  readonly ticks: number;
  readonly missedTicks: number;
  readonly loopHz: number;
  readonly cameraAgeMs: number;
  /** Null while no servo answers: what was read last is not from now. */
  readonly hottestC: number | null;
  readonly cpuCores: number;
}

export type HealthHistory = readonly (HealthSample | null)[];

export function sampleOf(bench: BenchView | null, atMs: number): HealthSample | null {
  if (bench === null || bench.arm === null) return null;
  return {
    benchMs: bench.arm.atMs,
    atMs,
    ticks: bench.health.ticks,
    missedTicks: bench.health.missedTicks,
    loopHz: bench.health.loopHz,
    cameraAgeMs: bench.cameras.reduce((worst, camera) => Math.max(worst, camera.ageMs), 0),
    hottestC: isLastKnown(bench) ? null : bench.health.hottestC,
    cpuCores: bench.health.cpuCores,
  };
}

export function pushSample(history: HealthHistory, sample: HealthSample | null): HealthHistory {
  return [...history.slice(Math.max(0, history.length - historyLength + 1)), sample];
}

/**
 * How many ticks were missed of how many over the samples that are shown; only since the bench was opened, when that
 * was meanwhile. Null: too few samples to say.
 */
export function missedShown(
  history: HealthHistory,
): { readonly missed: number; readonly of: number } | null {
  const samples = history.filter((sample) => sample !== null);
  const last = samples.at(-1);
  if (last === undefined) return null;
  const anew = samples.findLastIndex(
    (sample, at) => sample.ticks > (samples[at + 1]?.ticks ?? sample.ticks),
  );
  const first = samples[anew + 1];
  if (first === undefined || first === last) return null;
  const missed = last.missedTicks - first.missedTicks;
  return { missed, of: last.ticks - first.ticks + missed };
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
