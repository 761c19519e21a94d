/** The contract's commands on clips, their labels and the locked split. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';

export type ClipsAnswers = Answers<
  | 'clip.list'
  | 'clip.cut'
  | 'clip.cutTrials'
  | 'clip.label'
  | 'clip.amend'
  | 'clip.undo'
  | 'clip.summary'
  | 'clip.split'
>;

const notYet = (): never => {
  throw new BenchError('unavailable', 'this is being built');
};

export function answerClips(): ClipsAnswers {
  return {
    'clip.list': notYet,
    'clip.cut': notYet,
    'clip.cutTrials': notYet,
    'clip.label': notYet,
    'clip.amend': notYet,
    'clip.undo': notYet,
    'clip.summary': notYet,
    'clip.split': notYet,
  };
}
