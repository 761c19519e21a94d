/** Counts of an exam and of an attack against the oracle's truth, the edge apart; an undecided scene is no success. */
import type {
  AttackKind,
  AttackKindName,
  AttackReport,
  ExamCounts,
} from '../../base/model/examScene.ts';
import { attacks } from './attackKinds.ts';
import type { Examined } from './examineScenes.ts';

const isSuccess = ({ answer }: Examined): boolean => answer.verdict === 'success';

export function countExam(examined: readonly Examined[]): ExamCounts {
  const clear = examined.filter(({ truth }) => !truth.edge);
  const inside = clear.filter(({ truth }) => truth.success);
  const outside = clear.filter(({ truth }) => !truth.success);
  const tp = inside.filter(isSuccess).length;
  const fp = outside.filter(isSuccess).length;
  const undecided = clear.filter(
    ({ answer }) => answer.verdict === 'undecided' && answer.flags.length > 0,
  ).length;
  return {
    ...{ scenes: examined.length, inside: inside.length, outside: outside.length },
    edge: examined.length - clear.length,
    ...{ tp, fp, fn: inside.length - tp, tn: outside.length - fp, undecided },
    faults: examined.filter(({ fault }) => fault !== null).length,
  };
}

export function countAttack(kind: AttackKindName, examined: readonly Examined[]): AttackKind {
  const { inside, outside, tp, fp, undecided, faults } = countExam(examined);
  return {
    ...{ kind, words: attacks[kind].words, scenes: examined.length },
    ...{ positives: inside, negatives: outside, fp, undecided, faults },
    recall: inside === 0 ? null : tp / inside,
  };
}

export function sumAttack(
  of: Pick<AttackReport, 'task' | 'judge' | 'seed'>,
  kinds: readonly AttackKind[],
): AttackReport {
  return {
    ...of,
    kinds,
    falsePositives: Object.fromEntries(kinds.map(({ kind, fp }) => [kind, fp])),
    total: kinds.reduce((sum, { fp }) => sum + fp, 0),
  };
}
