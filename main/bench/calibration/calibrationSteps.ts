/**
 * The guided servo calibration as steps: centre → sweep → review. It takes counts as they come and says what a person
 * still has to do; it knows no device, no time and no store.
 */
import { must } from '../../base/lib/assert.ts';
import { type JointCalibration, type JointName, jointNames } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ArmName, ServoCalibrationView } from '../../base/model/phaseOne.ts';
import { fitJoint, placeRange, rangeOf, sweptEnough, sweptTooFar } from './fitJoint.ts';
import { createJointTracks } from './jointTracks.ts';

export interface CalibrationSteps {
  feed(counts: readonly number[] | null): void;
  /** @throws BenchError `refused` with what is missing. */
  next(): void;
  readonly view: ServoCalibrationView;
  /** @throws BenchError `refused` before the review. */
  result(): readonly JointCalibration[];
}

export interface CalibrationArm {
  readonly arm: ArmName;
  /** Ids and directions stay as they are: no sweep tells them. */
  readonly calibration: readonly JointCalibration[];
  readonly homingCounts: readonly number[];
}

const words = (names: readonly JointName[]): string =>
  names.map((name) => name.replaceAll('_', ' ')).join(', ');

const silentWords = 'The servos do not answer: check power and cables.';
const lostWords = 'The servos were away for a moment, and the sweep began anew. ';

export function createCalibrationSteps(options: CalibrationArm): CalibrationSteps {
  const { arm, calibration, homingCounts } = options;
  const tracks = createJointTracks();
  let step: ServoCalibrationView['step'] = 'centre';
  let centre: readonly number[] = [];
  let isSilent = true;
  let wasLost = false;

  const rangeNow = (j: number) => tracks.ranges[j] ?? { min: 0, max: 0 };
  const missing = (): readonly JointName[] =>
    jointNames.filter((name, j) => !sweptEnough(name, rangeNow(j)));
  const tooFar = (): readonly JointName[] =>
    jointNames.filter((name, j) => sweptTooFar(name, rangeNow(j)));
  const todo = (): string => {
    if (isSilent && step !== 'review') return silentWords;
    const first = wasLost ? lostWords : '';
    if (step === 'centre')
      return 'Put every joint in the middle of its range, the gripper half open, and go on.';
    const far = tooFar();
    if (far.length > 0)
      return `${first}${words(far)} turned further than this arm can: is a horn loose? Begin again.`;
    if (step === 'review') return 'Save, or begin again. Keep a hand on the arm: it holds then.';
    const left = missing();
    return left.length > 0
      ? `${first}Move each joint from stop to stop. Still to do: ${words(left)}.`
      : 'Every joint was moved from stop to stop: go on.';
  };
  const refuse = (): never => {
    const hint = 'the arm stays in your hands until you save or cancel';
    throw new BenchError('refused', todo(), { hint });
  };
  const fitted = (): readonly JointCalibration[] =>
    jointNames.map((name, j) => {
      const { id, sign } = must(calibration.find((joint) => joint.name === name));
      const swept = rangeOf(name, rangeNow(j), centre[j] ?? 0);
      return fitJoint({ id, name, sign, ...placeRange(swept, homingCounts[j] ?? 0) });
    });
  return {
    feed(counts) {
      if (step === 'review') return;
      isSilent = counts === null;
      if (counts !== null && tracks.feed(counts) && step === 'sweep') wasLost = true;
    },
    next() {
      if (step === 'review' || isSilent) refuse();
      if (step === 'centre') {
        centre = [...tracks.counts];
        tracks.restart();
        wasLost = false;
        step = 'sweep';
      } else {
        if (missing().length > 0 || tooFar().length > 0) refuse();
        step = 'review';
      }
    },
    get view() {
      return {
        arm,
        step,
        joints: jointNames.map((name, j) => {
          const range = rangeNow(j);
          return {
            name,
            id: calibration.find((joint) => joint.name === name)?.id ?? 0,
            counts: tracks.counts[j] ?? 0,
            minCounts: range.min,
            maxCounts: range.max,
            enough: step !== 'centre' && sweptEnough(name, range) && !sweptTooFar(name, range),
          };
        }),
        todo: todo(),
      };
    },
    result() {
      if (step !== 'review') refuse();
      return fitted();
    },
  };
}
