/**
 * What the seal view remembers besides what the core says: the contract that would be signed, the budget as it is typed,
 * the rule that was picked, and how far going autonomous has come. Plain data, so that the gallery can show any state.
 */
import { type DecisionChoice, firstChoice } from '../../main/base/model/decisionRule.ts';
import type { PreflightLine } from '../../main/base/model/night.ts';
import type { SealPlan } from '../../main/base/model/seal.ts';
import { type BudgetText, firstBudget } from './budgetText.ts';
import type { Asked } from './judgeDesk.ts';

export interface GoDesk {
  /** On which clock the simulated bench runs the night. */
  readonly lockstep: boolean;
  /** `none`: the champion alone; else a recipe. */
  readonly agent: string;
  /** As typed: bench seconds that an agent's thinking is declared to take, in lockstep. */
  readonly think: string;
  /** Looked at before the countdown; `of` names clock and agent (`goKey`). */
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
  readonly choice: DecisionChoice;
  readonly signing: boolean;
  /** What was done last, as a sentence. */
  readonly said: string;
  readonly go: GoDesk;
}

export const firstGo: GoDesk = {
  lockstep: false,
  agent: 'none',
  think: '60',
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
  choice: firstChoice,
  signing: false,
  said: '',
  go: firstGo,
};
