/** The mark and the word of each answer, the same in every view. */
import type { AnswerValue } from '../store/clipBook.ts';
import type { MarkState } from './mark.tsx';

export const answerMarks: Readonly<Record<AnswerValue, MarkState>> = {
  success: 'success',
  failure: 'failure',
  unclear: 'undecided',
  'left-out': 'invalid',
};

export const answerWords: Readonly<Record<AnswerValue, string>> = {
  success: 'Success',
  failure: 'Failure',
  unclear: 'Unclear',
  'left-out': 'Left out',
};
