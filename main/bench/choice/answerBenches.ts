/** The contract's commands on choosing a bench: what is stored, what is plugged in. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';

export type BenchesAnswers = Answers<
  'bench.choices' | 'bench.devices' | 'bench.save' | 'bench.remove' | 'bench.choose'
>;

const notYet = (): never => {
  throw new BenchError('unavailable', 'this is being built');
};

export function answerBenches(): BenchesAnswers {
  return {
    'bench.choices': notYet,
    'bench.devices': notYet,
    'bench.save': notYet,
    'bench.remove': notYet,
    'bench.choose': notYet,
  };
}
