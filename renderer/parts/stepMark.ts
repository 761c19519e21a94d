/** The mark and the word for the state of a step, the same in the rail and in every step's own view. */
import type { StepView } from '../../main/base/model/phaseOne.ts';
import type { MarkState } from './mark.tsx';

export const stepMarks: Readonly<Record<StepView['state'], MarkState>> = {
  todo: 'not-yet',
  doing: 'in-progress',
  done: 'passed',
  'needs-you': 'needs-you',
};

export const stepWords: Readonly<Record<StepView['state'], string>> = {
  todo: 'to do',
  doing: 'in progress',
  done: 'done',
  'needs-you': 'needs you',
};
