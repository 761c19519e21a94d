/** All that opening a bench takes, of one moment: which devices, and what is known of them. Pure. */
import { simulatedCalibration } from '../../base/arm/so101.ts';
import type { Envelope, JointCalibration } from '../../base/model/arm.ts';
import type { BenchChoice, CameraCalibration } from '../../base/model/phaseOne.ts';
import { editedEnvelope } from '../benchEnvelope.ts';
import type { StoredBench } from './benchFiles.ts';

export interface BenchSetup {
  readonly choice: BenchChoice;
  /** Of the follower; the arm's nominal one where none was made. */
  readonly calibration: readonly JointCalibration[];
  /** It was really calibrated; the simulated arm is by its making. */
  readonly isCalibrated: boolean;
  readonly cameraCalibrations: readonly CameraCalibration[];
  readonly envelope: Envelope;
}

export function setupFrom(choice: BenchChoice, stored: StoredBench): BenchSetup {
  const isReal = choice.kind === 'real';
  const calibration = stored.arms.follower ?? simulatedCalibration;
  return {
    choice,
    calibration,
    isCalibrated: !isReal || stored.arms.follower !== null,
    // A role that the bench no longer has leaves its file behind.
    cameraCalibrations: stored.cameras.filter(
      ({ role }) => !isReal || choice.cameras.some((camera) => camera.role === role),
    ),
    envelope: editedEnvelope(stored.envelope?.edit ?? null, calibration),
  };
}

/** Whether both open the same devices in the same way; their envelopes may differ. */
export function sameDevices(a: BenchSetup, b: BenchSetup): boolean {
  const of = ({ choice, calibration, isCalibrated, cameraCalibrations }: BenchSetup): string => {
    const { id, kind, followerPort, leaderPort, cameras } = choice;
    const devices = { id, kind, followerPort, leaderPort, cameras };
    return JSON.stringify([devices, calibration, isCalibrated, cameraCalibrations]);
  };
  return of(a) === of(b);
}
