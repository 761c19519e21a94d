/**
 * Which judge, of those that can be made of the fitted parts: no false positive out of sample first, then the highest
 * recall (a second witness may cost one success), then the widest gap, then the fewest parts. A threshold leaves 0.5
 * only where that buys fewer mistakes. Pure.
 */
import { must } from '../../base/lib/assert.ts';
import { type FusionRule, fusionRules } from '../../base/model/judgeFile.ts';
import type { DwellRule } from '../../base/model/trial.ts';
import { joinParts, type PartScore } from '../sdk/authoredJudge.ts';
import { judgeClips, type Outcome, type RuleWithDwell, type ScoredClip } from './judgeClips.ts';

/** Out-of-sample scores of one part: clip id → its moments in order. */
export type PartTable = ReadonlyMap<string, readonly PartScore[]>;

export interface Choice {
  /** Ids of the parts, all of which must say success. */
  readonly parts: readonly string[];
  readonly rule: RuleWithDwell;
  readonly outcome: Outcome;
}

/** Below this a judge is no use, however few false positives it has. */
const leastRecall = 0.5;
/** Gaps that differ by less are the same. */
const sameMargin = 0.05;
/** More parts than this make a judge no safer, only slower. */
const mostWitnesses = 2;
const thresholds = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.4, 0.3];

/** Negative: `a` is better. */
export function compareOutcomes(a: Outcome, b: Outcome): number {
  const useless = (outcome: Outcome): number => (outcome.recall < leastRecall ? 1 : 0);
  return useless(a) - useless(b) || a.fp - b.fp || b.recall - a.recall;
}

const fewer = (a: Outcome, b: Outcome): boolean => compareOutcomes(a, b) < 0;

/** Each camera in turn, until no other threshold of one makes fewer mistakes. */
function calibrate(
  clips: readonly ScoredClip[],
  roles: readonly string[],
  fusion: FusionRule,
  dwell: DwellRule,
): Omit<Choice, 'parts'> {
  const ruleOf = (at: ReadonlyMap<string, number>): RuleWithDwell => ({
    cameras: Object.fromEntries(roles.map((role) => [role, { threshold: must(at.get(role)) }])),
    fusion,
    dwell,
  });
  let best = new Map(roles.map((role) => [role, 0.5]));
  let outcome = judgeClips(clips, ruleOf(best));
  for (let round = 0; round < 2; round++) {
    for (const role of roles) {
      for (const threshold of thresholds) {
        const tried = new Map(best).set(role, threshold);
        const reached = judgeClips(clips, ruleOf(tried));
        if (fewer(reached, outcome)) [best, outcome] = [tried, reached];
      }
    }
  }
  return { rule: ruleOf(best), outcome };
}

/** Several parts' tables as one. */
export function joinTables(tables: readonly PartTable[]): PartTable {
  const [first, ...others] = tables;
  return new Map(
    [...must(first)].map(([id, moments]) => [
      id,
      moments.map((moment, i) =>
        joinParts([moment, ...others.map((table) => must(table.get(id)?.[i]))]),
      ),
    ]),
  );
}

export function scoredClips(
  table: PartTable,
  labels: ReadonlyMap<string, boolean>,
): readonly ScoredClip[] {
  return [...labels].flatMap(([id, positive]) => {
    const moments = table.get(id);
    return moments === undefined ? [] : [{ id, positive, moments }];
  });
}

/** The best rule over these parts together; fusion by the same order as everything. */
export function bestRule(
  parts: readonly string[],
  clips: readonly ScoredClip[],
  roles: readonly string[],
  dwell: DwellRule,
): Choice {
  const tried = fusionRules.map((fusion) => ({
    parts,
    ...calibrate(clips, roles, fusion, dwell),
  }));
  return must(rankChoices(tried)[0]);
}

/**
 * Best first. A judge of two parts that misses at most one success more than the best goes before one of a single part:
 * what fools one of them and was never shown in the clips seldom fools the other.
 */
export function rankChoices(choices: readonly Choice[]): readonly Choice[] {
  const first = must([...choices].sort((a, b) => compareOutcomes(a.outcome, b.outcome))[0]);
  const inReach = ({ outcome }: Choice): boolean =>
    outcome.fp <= first.outcome.fp && outcome.fn <= first.outcome.fn + 1;
  const witnesses = (choice: Choice): number =>
    inReach(choice) ? Math.min(mostWitnesses, choice.parts.length) : 0;
  return [...choices].sort((a, b) => {
    const apart = b.outcome.margin - a.outcome.margin;
    return (
      witnesses(b) - witnesses(a) ||
      compareOutcomes(a.outcome, b.outcome) ||
      (Math.abs(apart) < sameMargin ? 0 : apart) ||
      a.parts.length - b.parts.length
    );
  });
}
