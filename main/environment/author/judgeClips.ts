/**
 * What a rule makes of clips whose moments were scored by parts that never learnt from them: the dwell over each clip,
 * mistakes, and the gap between the classes. A clip counts as in docs/SCIENCE.md §3. Pure.
 */
import { must } from '../../base/lib/assert.ts';
import type { DwellRule } from '../../base/model/trial.ts';
import { decideMoment, type JudgeRule, type PartScore } from '../sdk/authoredJudge.ts';

/** A clip's moments in order, scored out of sample by all parts of one judge together. */
export interface ScoredClip {
  readonly id: string;
  readonly positive: boolean;
  readonly moments: readonly PartScore[];
}

export interface Outcome {
  readonly positives: number;
  readonly negatives: number;
  readonly fp: number;
  readonly fn: number;
  readonly recall: number;
  readonly fpr: number;
  /**
   * From the best negative to the worst positive that is found, in units of the threshold (0.5 after scaling); 0 without
   * either.
   */
  readonly margin: number;
}

export interface RuleWithDwell extends JudgeRule {
  readonly dwell: DwellRule;
}

/**
 * The largest score that `need` of any `of` moments in a row reach: success where it is 0.5 or more. Undecided moments
 * count as 0.
 */
export function dwelledScore(scores: readonly number[], { need, of }: DwellRule): number {
  let best = 0;
  for (let end = need; end <= scores.length; end++) {
    const last = scores.slice(Math.max(0, end - of), end).sort((a, b) => b - a);
    best = Math.max(best, must(last[need - 1]));
  }
  return best;
}

/** A clip with fewer moments than the dwell asks for is judged by those it has. */
export function clipScore({ moments }: ScoredClip, rule: RuleWithDwell): number {
  const scores = moments.map((moment) => decideMoment(moment, rule).score);
  const need = Math.min(rule.dwell.need, scores.length);
  return need === 0 ? 0 : dwelledScore(scores, { need, of: rule.dwell.of });
}

export function judgeClips(clips: readonly ScoredClip[], rule: RuleWithDwell): Outcome {
  let positives = 0;
  let fp = 0;
  let fn = 0;
  let worstPositive = 1;
  let bestNegative = 0;
  for (const clip of clips) {
    const score = clipScore(clip, rule);
    if (clip.positive) {
      positives++;
      if (score < 0.5) fn++;
      else worstPositive = Math.min(worstPositive, score);
    } else {
      if (score >= 0.5) fp++;
      bestNegative = Math.max(bestNegative, score);
    }
  }
  const negatives = clips.length - positives;
  const found = positives - fn;
  return {
    ...{ positives, negatives, fp, fn },
    recall: positives === 0 ? 0 : found / positives,
    fpr: negatives === 0 ? 0 : fp / negatives,
    margin: found === 0 || negatives === 0 ? 0 : (worstPositive - bestNegative) / 0.5,
  };
}
