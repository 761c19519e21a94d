/**
 * How often a property is tried: so many times with a fixed seed in the test run, so that a failure repeats and shrinks.
 * NIGHTBENCH_FUZZ=N makes it N times as many, from a seed of NIGHTBENCH_FUZZ_SEED (1 by default), for a longer look.
 */
export interface FuzzRuns {
  readonly seed: number;
  readonly numRuns: number;
}

const factor = Number(process.env.NIGHTBENCH_FUZZ ?? 1);
const seed = Number(process.env.NIGHTBENCH_FUZZ_SEED ?? 1);

/** Times in the long look that one in the test run stands for. */
export const fuzzFactor = Number.isFinite(factor) && factor >= 1 ? factor : 1;

export function fuzzRuns(numRuns: number): FuzzRuns {
  return { seed: Number.isSafeInteger(seed) ? seed : 1, numRuns: Math.ceil(numRuns * fuzzFactor) };
}

/** For a test's own time limit: as much longer as it tries more. */
export const fuzzTimeoutMs = (onceMs: number): number => onceMs * fuzzFactor;
