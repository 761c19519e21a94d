/** The contract's commands on task packages: the form, copies, the archive, export and import. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';

export type TasksAnswers = Answers<
  | 'task.open'
  | 'task.form'
  | 'task.save'
  | 'task.duplicate'
  | 'task.archive'
  | 'task.export'
  | 'task.import'
  | 'person.active'
>;

const notYet = (): never => {
  throw new BenchError('unavailable', 'this is being built');
};

export function answerTasks(): TasksAnswers {
  return {
    'task.open': notYet,
    'task.form': notYet,
    'task.save': notYet,
    'task.duplicate': notYet,
    'task.archive': notYet,
    'task.export': notYet,
    'task.import': notYet,
    'person.active': notYet,
  };
}
