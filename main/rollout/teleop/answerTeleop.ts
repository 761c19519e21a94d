/** The contract's commands on teleoperation and on the demos that it records. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';

export type TeleopAnswers = Answers<
  | 'teleop.begin'
  | 'teleop.use'
  | 'teleop.input'
  | 'teleop.end'
  | 'demo.record'
  | 'demo.mark'
  | 'demo.stop'
  | 'demo.discard'
  | 'demo.reset'
  | 'demo.list'
  | 'demo.show'
  | 'demo.trim'
  | 'demo.split'
  | 'demo.remove'
  | 'demo.undo'
>;

const notYet = (): never => {
  throw new BenchError('unavailable', 'this is being built');
};

export function answerTeleop(): TeleopAnswers {
  return {
    'teleop.begin': notYet,
    'teleop.use': notYet,
    'teleop.input': notYet,
    'teleop.end': notYet,
    'demo.record': notYet,
    'demo.mark': notYet,
    'demo.stop': notYet,
    'demo.discard': notYet,
    'demo.reset': notYet,
    'demo.list': notYet,
    'demo.show': notYet,
    'demo.trim': notYet,
    'demo.split': notYet,
    'demo.remove': notYet,
    'demo.undo': notYet,
  };
}
