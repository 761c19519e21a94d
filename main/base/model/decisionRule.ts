/**
 * How one policy may take another's place (docs/SCIENCE.md §4, §5): what a person may choose before signing, the figures
 * that belong to it, and what each choice means in words. The arithmetic is in `main/improvement/evidence`, which takes
 * these figures.
 */
import type { DecisionRule } from './seal.ts';

export const ruleNames = [
  'stack',
  'strict',
  'none',
] as const satisfies readonly DecisionRule['rule'][];
export type RuleName = (typeof ruleNames)[number];
export const metricNames = ['pass-k', 'pass-1'] as const;
export type MetricName = (typeof metricNames)[number];

/** As a person picks it: the metric stays chosen while the rule asks for none. */
export interface DecisionChoice {
  readonly rule: RuleName;
  readonly metric: MetricName;
}
export const firstChoice: DecisionChoice = { rule: 'stack', metric: 'pass-k' };

export const decisionOf = ({ rule, metric }: DecisionChoice): DecisionRule =>
  rule === 'none' ? { rule } : { rule, metric };

/** Which choice makes this contract. */
export const choiceOf = (decision: DecisionRule): DecisionChoice => ({
  ...firstChoice,
  ...decision,
});

export const decisionFigures = {
  /** The error budget of a whole campaign. */
  level: 0.05,
  /** Ideas that one duel proves, at most. */
  ideas: { stack: 5, strict: 1 },
} as const;

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

const howWords: Readonly<Record<Exclude<RuleName, 'none'>, string>> = {
  stack: `up to ${decisionFigures.ideas.stack} ideas duel together`,
  strict: 'each idea duels by itself',
};

/** Of the champion. */
export function ruleWords({ rule }: Pick<DecisionChoice, 'rule'>): string {
  if (rule === 'none') return 'stays: nothing takes its place';
  return `loses its place only to a policy that wins a duel against it on fresh paired starts; ${howWords[rule]}`;
}

/** `attempts`: how many a trial has; null: not known. */
export function metricWords(metric: MetricName, attempts: number | null): string {
  if (attempts === 1) return 'a trial is solved when its only attempt is';
  if (metric === 'pass-1')
    return 'a trial is solved when its first attempt is (pass@1), whatever those after it do';
  const any = attempts === null ? 'its attempts' : `its ${attempts} attempts`;
  return `a trial is solved when any of ${any} is (pass@k by retries, not by independent samples)`;
}

export const errorBudgetWords =
  `${decisionFigures.level} in all: a chance of at most ${percent(decisionFigures.level)} that any promotion of the ` +
  'campaign is false, however many ideas and nights';

/** In one breath, where the card is not in view. */
export function decisionWords(decision: DecisionRule): string {
  if (decision.rule === 'none') return 'the champion stays';
  const counted = { 'pass-k': 'any attempt counts', 'pass-1': 'first attempts count' };
  return `${howWords[decision.rule]}, ${counted[decision.metric]}`;
}
