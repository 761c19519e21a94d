/**
 * The dwell rule (docs/SCIENCE.md §2): success needs N of the last M judged frames, all in the clear view. A single
 * frame never decides. Pure.
 */
import type { DwellRule, VerdictValue } from '../../base/model/trial.ts';

/**
 * Over the verdicts of the clear view so far, oldest first: success as soon as `need` of the last `of` say so;
 * failure or undecided once `of` are in and success can no longer come from them; null while it is open.
 */
export function decideDwell(rule: DwellRule, seen: readonly VerdictValue[]): VerdictValue | null {
  const last = seen.slice(-rule.of);
  const count = (value: VerdictValue): number => last.filter((each) => each === value).length;
  const successes = count('success');
  const decidedSuccess = successes >= rule.need;
  const outstanding = Math.max(0, rule.of - seen.length);
  if (decidedSuccess && seen.length >= rule.need) return 'success';
  if (successes + outstanding >= rule.need) return null;
  return count('undecided') > count('failure') ? 'undecided' : 'failure';
}
