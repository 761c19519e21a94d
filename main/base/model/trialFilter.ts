/** Which trials somebody wants to see, and how many there are of each kind: the words of list, window and shell. */
import type { FailureReason, InvalidReason, TrialRow } from './trial.ts';

/** All that is given must fit. */
export interface TrialFilter {
  readonly outcome?: TrialRow['outcome'] | undefined;
  readonly reason?: FailureReason | InvalidReason | undefined;
  readonly task?: string | undefined;
  readonly batchId?: string | undefined;
  readonly clock?: TrialRow['clock'] | undefined;
  readonly seed?: number | undefined;
  /** Part of the id. */
  readonly text?: string | undefined;
  /** Ended at or after: a date (UTC) or an ISO time with Z. */
  readonly since?: string | undefined;
  /** Ended before. */
  readonly until?: string | undefined;
}

/** A date, or a time to the minute, second or millisecond; UTC. */
export const momentPattern = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/;

export interface FacetValue<T> {
  readonly value: T;
  readonly n: number;
}

/**
 * How many trials of the whole ledger there are by value. Each facet counts what fits the *other* parts of the
 * filter, so that it says what choosing one of its values would give.
 */
export interface TrialFacets {
  /** Fits the whole filter. */
  readonly total: number;
  /** In the ledger. */
  readonly all: number;
  readonly outcomes: readonly FacetValue<TrialRow['outcome']>[];
  /** The most frequent first. */
  readonly reasons: readonly FacetValue<FailureReason | InvalidReason>[];
  readonly tasks: readonly FacetValue<string>[];
  readonly clocks: readonly FacetValue<TrialRow['clock']>[];
  /** The newest first; no more than `maxFacetValues`. */
  readonly batches: readonly FacetValue<string>[];
  readonly seeds: readonly FacetValue<number>[];
}

export const maxFacetValues = 200;
