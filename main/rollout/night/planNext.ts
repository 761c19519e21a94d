/** Whether a night goes on with another trial, ends, or calls a person: from its counts and its contract alone. Pure. */
import type { CampaignBudget, SealContract } from '../../base/model/seal.ts';
import type { NightTally } from './countNight.ts';

export interface NightRules extends Pick<SealContract, 'target' | 'caps'> {
  /** The sealed one, narrowed by whoever started the night. */
  readonly budget: CampaignBudget;
}

export type NightNext =
  | { readonly kind: 'go' }
  /** `rowFrom`: it met its target, with the row that this trial began. */
  | { readonly kind: 'end'; readonly why: string; readonly rowFrom?: string }
  /** A person is needed. */
  | { readonly kind: 'pause'; readonly why: string };

const hourS = 3600;

function spent({ counts }: NightTally, budget: CampaignBudget, wallHours: number): string | null {
  const { trials, robotHours, wallHours: mostHours } = budget;
  if (trials !== null && counts.trials >= trials) return `the budget of ${trials} trials is used`;
  if (robotHours !== null && counts.benchSeconds >= robotHours * hourS)
    return `the budget of ${robotHours} robot hours is used`;
  if (mostHours !== null && wallHours >= mostHours)
    return `the budget of ${mostHours} hours is used`;
  return null;
}

function overCap(recent: string, { inARow, of50 }: NightRules['caps']): string | null {
  const row = /i*$/.exec(recent)?.[0].length ?? 0;
  if (row > 0 && row >= inARow) return `${row} invalid trials in a row`;
  const invalid = recent.split('i').length - 1;
  if (invalid > 0 && invalid >= of50)
    return `${invalid} of the last ${recent.length} trials were invalid`;
  return null;
}

/** `wallHours` since it began, whatever it did in them. The target is asked first: what reached it is done. */
export function planNext(tally: NightTally, rules: NightRules, wallHours: number): NightNext {
  const { inARow } = rules.target;
  const { counts, rowFrom } = tally;
  if (counts.streak >= inARow && rowFrom !== null)
    return { kind: 'end', why: `${inARow} in a row`, rowFrom };
  const budget = spent(tally, rules.budget, wallHours);
  if (budget !== null) return { kind: 'end', why: budget };
  const cap = overCap(tally.recent, rules.caps);
  return cap === null ? { kind: 'go' } : { kind: 'pause', why: cap };
}

/** Trials that the budget leaves; null: no bound. */
export function trialsLeft({ counts }: NightTally, { trials }: CampaignBudget): number | null {
  return trials === null ? null : Math.max(0, trials - counts.trials);
}
