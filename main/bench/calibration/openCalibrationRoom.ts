/** The contract's commands on servo calibration, on teaching the envelope by moving the arm, and on the simulated hand. */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ArmName } from '../../base/model/phaseOne.ts';
import { seatCalibration } from '../servo/seatCalibration.ts';
import { createEnvelopeTeaching } from './createEnvelopeTeaching.ts';
import { createServoCalibration, type ServoCalibrationParts } from './createServoCalibration.ts';
import { fromLeRobot, toLeRobot } from './leRobotFile.ts';
import { openLimpArm } from './limpArm.ts';

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

export interface CalibrationParts extends ServoCalibrationParts {
  /** Ends a run that gives way to whoever asks for the bench. */
  readonly giveWay: () => Promise<void>;
}

export type CalibrationRoom = ReturnType<typeof openCalibrationRoom>;

export function openCalibrationRoom(parts: CalibrationParts) {
  const { station, benches, giveWay } = parts;
  const servos = createServoCalibration(parts);
  const teaching = createEnvelopeTeaching(parts);
  const homingOf = (arm: ArmName): readonly number[] =>
    arm === 'follower' ? (station.link?.robot.identity.homingCounts ?? []) : [];
  const answers: CalibrationAnswers = {
    'sweep.begin': async ({ limp }) => {
      if (limp) await giveWay();
      await teaching.begin(limp);
      return null;
    },
    'sweep.end': async ({ save, marginM }) => {
      await teaching.end(save, marginM);
      return null;
    },
    'calibration.begin': async ({ arm }) => {
      await giveWay();
      await servos.begin(arm);
      return null;
    },
    'calibration.next': () => {
      servos.next();
      return null;
    },
    'calibration.end': async ({ save }) => {
      await servos.end(save);
      return null;
    },
    'calibration.read': ({ arm }) => toLeRobot(benches.calibration(arm), homingOf(arm)),
    'calibration.write': async ({ arm, joints }) => {
      const read = fromLeRobot(joints);
      await giveWay();
      const robot = arm === 'follower' ? station.link?.robot : undefined;
      const homing = robot?.identity.homingCounts;
      // A servo's own offset is only written while it is limp; without an open arm whoever opens it finds out.
      if (homing !== undefined && seatCalibration(read, homing).wrong.length > 0) {
        const limp = await openLimpArm({ ...parts, onEnd: () => undefined });
        try {
          benches.saveCalibration(arm, read);
        } catch (cause) {
          await limp.release(true);
          throw cause;
        }
        await limp.release(false);
      } else {
        using _held = station.lease('calibration');
        benches.saveCalibration(arm, read);
      }
      return null;
    },
    'sim.arm': async ({ arm, jointsRad }) => {
      const simulator = station.link?.simulator ?? null;
      if (simulator === null) throw new BenchError('unavailable', 'no simulated bench is open');
      await simulator.arm(arm, jointsRad);
      return null;
    },
  };
  return {
    answers,
    topics: { calibration: servos.topic, sweep: teaching.topic },
    async [Symbol.asyncDispose]() {
      await servos[Symbol.asyncDispose]();
      await teaching[Symbol.asyncDispose]();
    },
  };
}
