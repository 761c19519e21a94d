/**
 * What the seal view remembers besides what the core says: the contract that would be signed, the budget as it is typed,
 * and how far going autonomous has come. Plain data, so that the gallery can show any state.
 */
import type { PreflightLine } from '../../main/base/model/night.ts';
import type { SealPlan } from '../../main/base/model/seal.ts';
import { type BudgetText, firstBudget } from './budgetText.ts';
import type { Asked } from './judgeDesk.ts';

export interface GoDesk {
  /** On which clock the simulated bench runs the night. */
  readonly lockstep: boolean;
  /** Looked at before the countdown; `of` names the clock. */
  readonly lines: Asked<readonly PreflightLine[]>;
  /** Whole seconds until it begins; null: nothing is counted down. */
  readonly leftS: number | null;
  /** The core was asked to begin. */
  readonly starting: boolean;
  /** Why it did not begin; null: nothing went wrong. */
  readonly why: string | null;
}

export interface SealDesk {
  /** The task that all of this is about; of another one nothing stays. */
  readonly task: string | null;
  /** `of` is what it was worked out for: `planKey`. */
  readonly plan: Asked<SealPlan>;
  /** A new contract is looked at although one is signed. */
  readonly anew: boolean;
  readonly budget: BudgetText;
  readonly signing: boolean;
  /** What was done last, as a sentence. */
  readonly said: string;
  readonly go: GoDesk;
}

export const firstGo: GoDesk = {
  lockstep: false,
  lines: { kind: 'none' },
  leftS: null,
  starting: false,
  why: null,
};

export const firstSealDesk: SealDesk = {
  task: null,
  plan: { kind: 'none' },
  anew: false,
  budget: firstBudget,
  signing: false,
  said: '',
  go: firstGo,
};
