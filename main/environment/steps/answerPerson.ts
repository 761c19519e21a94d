/** The contract's command with which windows say that somebody is there. */
import type { Answers } from '../../base/api/answers.ts';
import type { HumanMinutes } from './humanMinutes.ts';

export function answerPerson(minutes: Pick<HumanMinutes, 'active'>): Answers<'person.active'> {
  return {
    'person.active': ({ step }) => {
      minutes.active(step);
      return null;
    },
  };
}
