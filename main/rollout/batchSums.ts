/**
 * The sums of one batch, trial by trial as they become durable: what the summary says is what the ledger holds, however
 * the batch ends. Only the referee reads the oracle's part.
 */
import type { Truth } from '../base/model/scene.ts';
import type { TrialRow } from '../base/model/trial.ts';
import type { BatchSummary } from '../base/model/view.ts';
import type { BenchLink } from '../bench/link.ts';
import { createTally } from './oracleTally.ts';

/** So many invalid trials in a row end a batch and call a person. */
export const maxVoidedInARow = 5;

export interface BatchSums {
  add(row: TrialRow, truth: Truth | null): void;
  /** Invalid trials in a row, up to now, and whether they are too many. */
  readonly voided: number;
  readonly needsPerson: boolean;
  /** The bench of the last trial. */
  last: BenchLink | null;
  read(): BatchSummary;
}

/** `mostVoided`: infinite where somebody else counts them. */
export function createBatchSums(
  nowMs: () => number,
  mostVoided: number = maxVoidedInARow,
): BatchSums {
  const tally = createTally();
  const counts = { success: 0, failure: 0, invalid: 0 };
  const startMs = nowMs();
  let benchSeconds = 0;
  let voided = 0;
  return {
    last: null,
    get voided() {
      return voided;
    },
    get needsPerson() {
      return voided >= mostVoided;
    },
    add(row, truth) {
      counts[row.outcome]++;
      benchSeconds += row.benchSeconds;
      if (row.outcome !== 'invalid' && truth !== null) tally.add(row.outcome, truth);
      voided = row.outcome === 'invalid' ? voided + 1 : 0;
    },
    read() {
      const { last } = this;
      return {
        trials: counts.success + counts.failure + counts.invalid,
        ...counts,
        benchSeconds: Math.round(benchSeconds * 1000) / 1000,
        wallSeconds: Math.round((nowMs() - startMs) / 10) / 100,
        ...(last === null || last.simulator === null ? {} : { oracle: tally.read() }),
        ...(last === null ? {} : { stages: last.meter.read() }),
        ...(this.needsPerson ? { needsPerson: true } : {}),
      };
    },
  };
}
