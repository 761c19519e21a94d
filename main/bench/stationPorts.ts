/**
 * What a station is to others, and the ports through which it opens real or simulated devices: it builds none itself.
 */
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import type { StateTopic } from '../base/lib/topic.ts';
import type { Envelope, JointCalibration } from '../base/model/arm.ts';
import type { BenchError } from '../base/model/errors.ts';
import type { BenchChoice } from '../base/model/phaseOne.ts';
import type { FaultSwitch, PlanarPose, SceneSettings } from '../base/model/scene.ts';
import type { InvalidReason } from '../base/model/trial.ts';
import type { BenchView, DebugView, LeaseHolder } from '../base/model/view.ts';
import type { ServoFault } from '../base/wire/servo.ts';
import type { BenchDevices } from './benchDevices.ts';
import type { BenchBook } from './choice/benchBook.ts';
import type { BenchSetup } from './choice/benchSetup.ts';
import type { Leader, LeaderPort } from './leader.ts';
import type { BenchLink, LinkFrame } from './link.ts';
import type { Robot } from './robot.ts';

export interface StationPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  /** Wall time between two views of the bench; the monitor's own choice when not given. */
  readonly viewEveryMs?: number | undefined;
  readonly benches: BenchBook;
  readonly openDevices: (options: DevicesPort) => Promise<BenchDevices>;
  readonly openRobot: (options: RobotPort) => Promise<Robot>;
  /** An arm that a person moves by hand and that is only read. */
  readonly openLeader: (options: LeaderPort) => Promise<Leader>;
}

export interface DevicesPort {
  readonly bench: BenchChoice;
  readonly pace: 'real' | 'lockstep';
  /** Simulated bench: the task whose scene lies on the table, its chance, and what a person changed of it. */
  readonly taskDir: string;
  readonly seed: number;
  readonly settings: SceneSettings;
}

export interface RobotPort {
  readonly port: string;
  readonly pace: 'real' | 'lockstep';
  readonly rateHz: number;
  readonly calibration: readonly JointCalibration[];
  /** False: nobody calibrated this arm, and its calibration is the nominal one. */
  readonly isCalibrated: boolean;
  readonly envelope: Envelope;
}

export interface OpenOptions {
  readonly pace: 'real' | 'lockstep';
  /** The task whose scene lies on the table. */
  readonly taskDir: string;
  readonly seed: number;
}

/** A stop as it came: `atMs` on the core's own clock. */
export interface StopPress {
  readonly reason: string;
  readonly atMs: number;
  /** Milliseconds to the hold packet, null when none left. */
  readonly wroteAfterMs: Promise<number | null>;
}

/** `fault`: of the servo process, where it said one. */
export type OnVoid = (reason: InvalidReason, why: string, fault?: ServoFault) => void;

export interface Station {
  readonly view: StateTopic<BenchView>;
  /** Null while nothing is open or a part of it is gone. */
  readonly link: BenchLink | null;
  /** The bench's own, as it is set now. */
  readonly envelope: Envelope;
  readonly settings: SceneSettings;
  /** Which bench is open or opened next, and what is known of it. */
  readonly setup: BenchSetup;
  /** What a camera's device says of itself where it gives nothing; empty otherwise. */
  cameraWords(role: string): string;
  /** Counted when called; null parts where nothing is open. */
  debug(): Pick<DebugView, 'loop' | 'faults'>;
  /** The arm stands and nothing is wrong with it or with a camera: a trial may begin. */
  readonly healthy: boolean;
  /** Why no trial and no hand at a distance may move this arm, whatever its state; null when they may. */
  readonly motionRefusal: BenchError | null;
  /** A fault of the arm or of a camera stands. */
  readonly faulty: boolean;
  /** A process of it died too often: it stays off until somebody opens it, or resumes. */
  readonly givenUp: boolean;
  isOpen(pace: 'real' | 'lockstep', taskDir: string): boolean;
  /** @throws BenchError `refused` for lockstep on a real bench. */
  open(options: OpenOptions): Promise<BenchLink>;
  /**
   * Another bench becomes the current one once it stands; one that does not open leaves the old one, opened again.
   * @throws BenchError `busy`, `not-found`, `storage`, or why it did not open.
   */
  choose(benchId: string): Promise<void>;
  /** @throws BenchError `busy` with who holds it, `refused` for motion of an arm that nobody calibrated. */
  lease(holder: Exclude<LeaseHolder, 'none'>): Disposable;
  /** Latched. Resolves with milliseconds to the hold packet, null when the bus is gone. */
  stop(reason: string): Promise<number | null>;
  /** `count`: the stop one means to end; a newer stop stands. @throws BenchError `refused`. */
  resume(count?: number): void;
  /** Every stop, whoever pressed it. */
  onStop(on: (press: StopPress) => void): Disposable;
  onVoid(on: OnVoid): Disposable;
  onFrame(on: (frame: LinkFrame) => void): Disposable;
  setScene(settings: SceneSettings): Promise<void>;
  setFault(fault: FaultSwitch): Promise<void>;
  hand(object: string, pose: PlanarPose): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
