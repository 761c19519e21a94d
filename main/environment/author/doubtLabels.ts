/**
 * Labels that every part which can tell contradicts, out of sample and with confidence. A clip that was looked at twice is
 * never doubted, and never more than a twentieth of all. Pure.
 */
import type { DoubtedClip } from '../../base/model/judgeWork.ts';
import type { DwellRule } from '../../base/model/trial.ts';
import type { AuthorClip } from '../../base/wire/author.ts';
import { decideMoment } from '../sdk/authoredJudge.ts';
import type { Choice, PartTable } from './chooseRule.ts';
import { clipScore, type RuleWithDwell } from './judgeClips.ts';

/** A part that is worse than this out of sample doubts nobody. */
const able = { recall: 0.7, fpr: 0.12 } as const;
/** All parts say success and are this sure of it together; one alone must be surer. */
const sureSuccess = { together: 0.75, alone: 0.8 } as const;
const sureFailure = 0.2;
const mostShare = 0.05;

export interface PartFindings {
  readonly table: PartTable;
  /** Its own best rule and what that reached. */
  readonly choice: Choice;
}

/** 0 is sure failure, 1 sure success; null: it cannot tell. */
function scoreOfClip(
  id: string,
  positive: boolean,
  { table, choice }: PartFindings,
  dwell: DwellRule,
): number | null {
  const moments = table.get(id) ?? [];
  // Not its calibrated thresholds: a wrong label may have set them.
  const cameras = Object.fromEntries(
    Object.keys(choice.rule.cameras).map((role) => [role, { threshold: 0.5 }]),
  );
  const rule: RuleWithDwell = { cameras, fusion: 'seeing', dwell };
  const decided = moments.filter((moment) => decideMoment(moment, rule).value !== 'undecided');
  if (decided.length * 2 < moments.length) return null;
  if (!positive) return clipScore({ id, positive, moments }, rule);
  // A success is contradicted when no moment of it comes near one.
  return Math.max(...decided.map((moment) => decideMoment(moment, rule).score));
}

export function doubtLabels(
  clips: readonly Pick<AuthorClip, 'id' | 'label' | 'sure'>[],
  findings: readonly PartFindings[],
  dwell: DwellRule,
): readonly DoubtedClip[] {
  const telling = findings.filter(
    ({ choice: { outcome } }) => outcome.recall >= able.recall && outcome.fpr <= able.fpr,
  );
  if (telling.length === 0) return [];
  const doubted = clips.flatMap(({ id, label, sure }) => {
    if (sure) return [];
    const positive = label === 'success';
    const scores = telling
      .map((part) => scoreOfClip(id, positive, part, dwell))
      .filter((score) => score !== null);
    if (scores.length === 0) return [];
    const score = scores.reduce((sum, each) => sum + each, 0) / scores.length;
    const enough = scores.length > 1 ? sureSuccess.together : sureSuccess.alone;
    const against = positive
      ? scores.every((each) => each <= sureFailure)
      : scores.every((each) => each >= 0.5) && score >= enough;
    return against ? [{ clipId: id, label, score }] : [];
  });
  const confidence = ({ label, score }: DoubtedClip): number =>
    label === 'success' ? 1 - score : score;
  return doubted
    .sort((a, b) => confidence(b) - confidence(a) || (a.clipId < b.clipId ? -1 : 1))
    .slice(0, Math.max(1, Math.ceil(mostShare * clips.length)));
}
