/** The contract's commands of the bench check: measuring, the stop test, the envelope by numbers. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';

export type CheckAnswers = Answers<'check.run' | 'check.stopTest' | 'envelope.set'>;

const notYet = (): never => {
  throw new BenchError('unavailable', 'this is being built');
};

export function answerCheck(): CheckAnswers {
  return {
    'check.run': notYet,
    'check.stopTest': notYet,
    'envelope.set': notYet,
  };
}
