/**
 * What a trial weighs in decisions, which is not what is shown of it (docs/SCIENCE.md §1): a policy that voids its trial
 * after it began to act has failed, so that voiding never pays. Knows no rule that decides.
 */
import type { Outcome } from '../../base/model/trial.ts';

/** Not the policy's doing whenever they come. */
const blameless: ReadonlySet<string> = new Set(['judge-fault', 'human-touched', 'aborted']);

/** The reset made no start of the scene: where it lies solved and out of reach, that is what its check says. */
const unready: ReadonlySet<string> = new Set(['reset-unverified', 'success-at-reset']);

/**
 * `success`, `failure`; `void`: it never was, run it again; `charge`: its reset failed, which is charged to the policy of
 * the trial before it, and it never was.
 */
export type TrialWeight = 'success' | 'failure' | 'void' | 'charge';

/** `acted`: the policy's first action was sent. */
export function trialWeight(outcome: Outcome, acted: boolean): TrialWeight {
  if (outcome.kind !== 'invalid') return outcome.kind;
  if (unready.has(outcome.reason)) return 'charge';
  return acted && !blameless.has(outcome.reason) ? 'failure' : 'void';
}
