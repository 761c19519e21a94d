/** One read of all servos as the arm's own angles, speeds and loads, by its calibration. Pure. */
import { must } from '../../base/lib/assert.ts';
import type { JointCalibration, Joints } from '../../base/model/arm.ts';
import type { ReadOutcome } from './bus.ts';
import type { ServoReadout } from './busBlocks.ts';
import { countRad } from './envelope.ts';
import { radOfCounts } from './jointUnits.ts';
import { errorBits } from './sts3215.ts';

export interface ArmReading {
  readonly positionRad: Joints;
  readonly velocityRadS: Joints;
  readonly load: Joints;
  readonly temperatureC: Joints;
  readonly voltageV: Joints;
  /** A servo protected itself by letting go. */
  readonly unloaded: boolean;
}

const unloading = errorBits.overheat | errorBits.overcurrent | errorBits.overload;

/** Null unless every servo answered. */
export function armReading(
  outcome: ReadOutcome,
  calibration: readonly JointCalibration[],
): ArmReading | null {
  const all = outcome.readouts.filter((each): each is ServoReadout => each !== null);
  if (all.length !== calibration.length) return null;
  const joint = (j: number): JointCalibration => must(calibration[j]);
  return {
    positionRad: all.map((each, j) => radOfCounts(joint(j), each.positionCounts)),
    velocityRadS: all.map((each, j) => joint(j).sign * each.velocityCountsS * countRad),
    load: all.map((each, j) => joint(j).sign * each.load),
    temperatureC: all.map((each) => each.temperatureC),
    voltageV: all.map((each) => each.voltageV),
    unloaded: all.some((each) => (each.errorByte & unloading) !== 0),
  };
}
