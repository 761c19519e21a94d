/**
 * Exams and attacks: scenes drawn on the simulated bench (a port; the core constructs no device), judged by the judge's
 * own process for the full dwell, and compared with the hidden oracle, which nobody but the counts sees.
 */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { FindJudge } from '../../environment/judge/foundJudge.ts';
import type { JudgePorts } from '../../environment/judge/openJudge.ts';
import type { OpenExamScenes } from './examScenes.ts';

export interface ExamRoomPorts extends JudgePorts {
  readonly findJudge: FindJudge;
  readonly openExamScenes: OpenExamScenes;
  readonly templatesDir: string;
  readonly dataDir: string;
}

export interface ExamRoom {
  readonly answers: Answers<'judge.exam' | 'judge.attack'>;
}

const later = (): never => {
  throw new BenchError('unavailable', 'exams are not built yet');
};

export function openExamRoom(_ports: ExamRoomPorts): ExamRoom {
  return { answers: { 'judge.exam': later, 'judge.attack': later } };
}
