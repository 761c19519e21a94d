/**
 * Servo calibrations in LeRobot's format: a joint's name to id, drive_mode, homing_offset, range_min, range_max in counts
 * (huggingface/lerobot, src/lerobot/motors/motors_bus.py `MotorCalibration`; Present = Actual − homing_offset, by
 * feetech.py). Reading what was written gives the same file; that format has no zero, so an angle is where `fitJoint` puts
 * it. Unknown joints and keys are errors that name them.
 */
import { so101 } from '../../base/arm/so101.ts';
import { must } from '../../base/lib/assert.ts';
import { type JointCalibration, type JointName, jointNames } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { LeRobotJointCalibration } from '../../base/model/phaseOne.ts';
import { fitJoint } from './fitJoint.ts';

export type LeRobotFile = Readonly<Record<string, LeRobotJointCalibration>>;

const countRad = (2 * Math.PI) / so101.countsPerTurn;
const keys = ['id', 'drive_mode', 'homing_offset', 'range_min', 'range_max'] as const;
const bounds: Readonly<Record<(typeof keys)[number], readonly [number, number]>> = {
  id: [0, 252],
  drive_mode: [0, 1],
  homing_offset: [-2047, 2047],
  range_min: [0, so101.countsPerTurn - 1],
  range_max: [0, so101.countsPerTurn - 1],
};

/** `servoHoming`: of the servos as they are, for joints whose calibration does not say. */
export function toLeRobot(
  joints: readonly JointCalibration[],
  servoHoming: readonly number[] = [],
): LeRobotFile {
  return Object.fromEntries(
    joints.map((joint, j) => {
      const at = (rad: number): number =>
        joint.zeroCounts + Math.round((joint.sign * rad) / countRad);
      const ends = [at(joint.minRad), at(joint.maxRad)];
      return [
        joint.name,
        {
          id: joint.id,
          drive_mode: joint.sign > 0 ? 0 : 1,
          homing_offset: joint.homingCounts ?? servoHoming[j] ?? 0,
          range_min: Math.min(...ends),
          range_max: Math.max(...ends),
        },
      ];
    }),
  );
}

/** The first few of what may be thousands. */
const named = (keys: readonly string[]): string =>
  keys
    .slice(0, 3)
    .map((key) => key.slice(0, 40))
    .join(', ');

function bad(message: string): BenchError {
  const hint = 'a file of an SO-100 or SO-101 arm as LeRobot writes it is what fits here';
  return new BenchError('bad-input', `this is no calibration of the arm: ${message}`, { hint });
}

function readJoint(name: JointName, given: unknown): JointCalibration {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw bad(`${name} is not an object`);
  const entries = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(entries).filter((key) => !keys.some((known) => known === key));
  if (unknown.length > 0) throw bad(`${name} has an unknown key ${named(unknown)}`);
  const lacking = keys.filter((key) => entries[key] === undefined);
  if (lacking.length > 0) throw bad(`${name} lacks ${lacking.join(', ')}`);
  const value = (key: (typeof keys)[number]): number => {
    const [least, most] = bounds[key];
    const number = entries[key];
    if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most)
      throw bad(`${name}.${key} must be a whole number from ${least} to ${most}`);
    return number;
  };
  const min = value('range_min');
  const max = value('range_max');
  if (min >= max) throw bad(`${name}.range_min must be below range_max`);
  const sign = value('drive_mode') === 0 ? 1 : -1;
  return fitJoint({ id: value('id'), name, sign, homingCounts: value('homing_offset'), min, max });
}

/** @throws BenchError `bad-input` naming what is wrong; nothing is half read. */
export function fromLeRobot(file: Readonly<Record<string, unknown>>): readonly JointCalibration[] {
  const unknown = Object.keys(file).filter((key) => !jointNames.some((name) => name === key));
  if (unknown.length > 0) throw bad(`there is no joint ${named(unknown)}`);
  const missing = jointNames.filter((name) => !Object.hasOwn(file, name));
  if (missing.length > 0) throw bad(`${missing.join(', ')} is missing`);
  const joints = jointNames.map((name) => readJoint(name, file[name]));
  const ids = joints.map((joint) => joint.id);
  const twice = ids.findIndex((id, j) => ids.indexOf(id) !== j);
  if (twice >= 0) throw bad(`servo ${must(ids[twice])} is named twice`);
  return joints;
}
