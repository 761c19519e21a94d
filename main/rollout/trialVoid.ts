/**
 * Why a running trial must end now and does not count: the reason an `AbortSignal` carries. It is thrown through
 * every await of the procedure and caught once, in `runTrial`.
 */
import type { InvalidReason } from '../base/model/trial.ts';

export class TrialVoid extends Error {
  readonly reason: InvalidReason;

  constructor(reason: InvalidReason, why: string) {
    super(why);
    this.name = 'TrialVoid';
    this.reason = reason;
  }
}
