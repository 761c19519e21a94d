/**
 * Why a running trial must end now and does not count: the reason an `AbortSignal` carries. It is thrown through
 * every await of the procedure and caught once, in `runTrial`.
 */
import { toBenchError } from '../base/model/errors.ts';
import type { InvalidReason, Outcome } from '../base/model/trial.ts';

export class TrialVoid extends Error {
  readonly reason: InvalidReason;

  constructor(reason: InvalidReason, why: string) {
    super(why);
    this.name = 'TrialVoid';
    this.reason = reason;
  }
}

/** What the bench says of itself; in real time nothing is asked of it while programs start. */
export const reasonsOfBench: ReadonlySet<InvalidReason> = new Set<InvalidReason>([
  'servo-fault',
  'camera-stale',
]);

export interface TrialEnd {
  readonly outcome: Outcome;
  /** What voided it, in words; empty when nothing did. */
  readonly why: string;
}

/** Turns whatever ended a trial's procedure into its end; programmer errors pass through. */
export function voided(thrown: unknown): TrialEnd {
  if (thrown instanceof TrialVoid) {
    return { outcome: { kind: 'invalid', reason: thrown.reason }, why: thrown.message };
  }
  const error = toBenchError(thrown);
  // A process of the bench that does not answer in time is killed: it is as gone as one that died.
  if (error.code === 'unavailable' || error.code === 'timeout') {
    return { outcome: { kind: 'invalid', reason: 'servo-fault' }, why: error.message };
  }
  throw thrown;
}
