/** The contract's commands that bring demos in and out. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';

export type ExchangeAnswers = Answers<'demo.import' | 'demo.export'>;

const notYet = (): never => {
  throw new BenchError('unavailable', 'this is being built');
};

export function answerExchange(): ExchangeAnswers {
  return {
    'demo.import': notYet,
    'demo.export': notYet,
  };
}
