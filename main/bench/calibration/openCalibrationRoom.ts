/** The contract's commands on servo calibration and on teaching the envelope by moving the arm. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';

export type CalibrationAnswers = Answers<
  | 'sweep.begin'
  | 'sweep.end'
  | 'calibration.begin'
  | 'calibration.next'
  | 'calibration.end'
  | 'calibration.read'
  | 'calibration.write'
  | 'sim.arm'
>;

const notYet = (): never => {
  throw new BenchError('unavailable', 'this is being built');
};

export function answerCalibration(): CalibrationAnswers {
  return {
    'sweep.begin': notYet,
    'sweep.end': notYet,
    'calibration.begin': notYet,
    'calibration.next': notYet,
    'calibration.end': notYet,
    'calibration.read': notYet,
    'calibration.write': notYet,
    'sim.arm': notYet,
  };
}
