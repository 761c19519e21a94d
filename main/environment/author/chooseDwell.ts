/**
 * How many of how many judged frames a success needs: the strictest rule under which clips at their full pace do not
 * flicker and no success is lost. Pure.
 */
import { must } from '../../base/lib/assert.ts';
import { judgeGate } from '../../base/model/judge.ts';
import type { DwellRule, VerdictValue } from '../../base/model/trial.ts';
import { countFlips, slideDwell } from '../judge/clipTrace.ts';
import { judgeClips, type RuleWithDwell, type ScoredClip } from './judgeClips.ts';

/** A success at its full pace: what is said of its moments in order, and where its decision lies among them. */
export interface PacedClip {
  readonly verdicts: readonly VerdictValue[];
  /** Index of the first moment at which success counts. */
  readonly from: number;
}

export interface DwellChoice {
  readonly dwell: DwellRule;
  /** Most changes in one clip, clips with more than the gate allows, and successes found, of all. */
  readonly flipsMax: number;
  readonly flickering: number;
  readonly found: number;
  readonly of: number;
}

/** Strict ones first. */
const rules: readonly DwellRule[] = [
  { need: 3, of: 4 },
  { need: 3, of: 5 },
  { need: 4, of: 6 },
  { need: 3, of: 6 },
  { need: 4, of: 8 },
  { need: 3, of: 8 },
  { need: 4, of: 10 },
  { need: 3, of: 10 },
];

/** Counted as the locked clips will be: changes and successes from where the decision lies. */
function measured(clips: readonly PacedClip[], dwell: DwellRule): DwellChoice {
  const settled = clips.map(({ verdicts, from }) => slideDwell(dwell, verdicts).slice(from));
  const flips = settled.map(countFlips);
  return {
    dwell,
    flipsMax: Math.max(0, ...flips),
    flickering: flips.filter((count) => count > judgeGate.flips).length,
    found: settled.filter((states) => states.includes('success')).length,
    of: clips.length,
  };
}

/** `asked`: the task's own, taken where no other is better. `scored` are all clips, out of sample. */
export function chooseDwell(
  asked: DwellRule,
  paced: readonly PacedClip[],
  scored: readonly ScoredClip[],
  rule: RuleWithDwell,
): DwellChoice {
  const safe = judgeClips(scored, { ...rule, dwell: asked }).fp;
  const choices = [asked, ...rules]
    .filter((dwell) => judgeClips(scored, { ...rule, dwell }).fp <= safe)
    .map((dwell) => measured(paced, dwell));
  const [best] = choices.sort((a, b) => b.found - a.found || a.flickering - b.flickering);
  return must(best);
}
