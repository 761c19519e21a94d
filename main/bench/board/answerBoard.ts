/** The contract's commands on camera calibration with a board. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';

export type BoardAnswers = Answers<
  'board.begin' | 'board.take' | 'board.solve' | 'board.end' | 'sim.board'
>;

const notYet = (): never => {
  throw new BenchError('unavailable', 'this is being built');
};

export function answerBoard(): BoardAnswers {
  return {
    'board.begin': notYet,
    'board.take': notYet,
    'board.solve': notYet,
    'board.end': notYet,
    'sim.board': notYet,
  };
}
