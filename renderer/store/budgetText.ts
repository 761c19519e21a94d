/** A campaign's budget as a person types it: nothing means no bound, anything else is a number. Pure. */
import type { CampaignBudget } from '../../main/base/model/seal.ts';
import { type NumberRule, readBound } from '../parts/numberText.ts';

export type BudgetText = Readonly<Record<keyof CampaignBudget, string>>;

/** A night's worth of trials: what a first night needs is a bound, and a person changes it. */
export const firstBudget: BudgetText = {
  trials: '200',
  robotHours: '',
  wallHours: '12',
  tokens: '',
  usd: '',
};

export interface BudgetField {
  readonly id: keyof CampaignBudget;
  readonly name: string;
  readonly unit: string;
  readonly rule: NumberRule;
}

const hours: NumberRule = { min: 0.01, max: 1000, whole: false };

export const budgetFields: readonly BudgetField[] = [
  { id: 'trials', name: 'Trials', unit: '', rule: { min: 1, max: 100_000, whole: true } },
  { id: 'robotHours', name: 'Robot time', unit: 'h', rule: hours },
  { id: 'wallHours', name: 'Wall clock', unit: 'h', rule: hours },
  { id: 'tokens', name: 'Tokens', unit: '', rule: { min: 1, max: 1e12, whole: true } },
  { id: 'usd', name: 'Money', unit: '$', rule: { min: 0.01, max: 100_000, whole: false } },
];

export type BudgetRead =
  | { readonly ok: true; readonly budget: CampaignBudget }
  | { readonly ok: false; readonly why: string };

export function readBudget(text: BudgetText): BudgetRead {
  const budget: Record<keyof CampaignBudget, number | null> = {
    ...{ trials: null, robotHours: null, wallHours: null, tokens: null, usd: null },
  };
  for (const { id, name, rule } of budgetFields) {
    const read = readBound(text[id], rule);
    if (!read.ok) return { ok: false, why: `${name}: ${read.why}.` };
    budget[id] = read.value;
  }
  return { ok: true, budget };
}

/** As it would have been typed. */
export function budgetText(budget: CampaignBudget): BudgetText {
  const typed = (value: number | null): string => (value === null ? '' : String(value));
  return {
    trials: typed(budget.trials),
    robotHours: typed(budget.robotHours),
    wallHours: typed(budget.wallHours),
    tokens: typed(budget.tokens),
    usd: typed(budget.usd),
  };
}
