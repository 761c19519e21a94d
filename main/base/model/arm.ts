/**
 * The arm as nouns: joints, their state, the calibration of a servo, and the envelope. SI and radians.
 * World frame: origin on the table under the pan axis, x away from the robot, y to its left, z up.
 */

export const jointNames = [
  'shoulder_pan',
  'shoulder_lift',
  'elbow_flex',
  'wrist_flex',
  'wrist_roll',
  'gripper',
] as const;
export type JointName = (typeof jointNames)[number];
export const jointCount = jointNames.length;

/** One number per joint, in the order of `jointNames`. */
export type Joints = readonly number[];

/** Position of the tool tip (the end of the fixed jaw) in the world. */
export interface Point3 {
  readonly xM: number;
  readonly yM: number;
  readonly zM: number;
}

/** moving: may move. holding: torque on, not moving. stopped: latched. limp: torque off. offline: no bus. */
export type RobotMode = 'moving' | 'holding' | 'stopped' | 'limp' | 'offline';

/** One row of the control loop: what was read, what was wanted, and what was really written. */
export interface ArmState {
  readonly tick: number;
  /** Bench time of the read, milliseconds since the bench was opened. */
  readonly atMs: number;
  readonly mode: RobotMode;
  readonly positionRad: Joints;
  readonly velocityRadS: Joints;
  /** Fraction of stall torque, −1…1. */
  readonly load: Joints;
  readonly temperatureC: Joints;
  readonly voltageV: Joints;
  /** The target as it was asked for, before the envelope; null when nobody asked. */
  readonly wantedRad: Joints | null;
  /** The goal as it was written to the bus. */
  readonly appliedRad: Joints;
  /** Why the envelope changed or refused the wanted target, or null. */
  readonly limitedBy: LimitReason | null;
}

export type LimitReason =
  | 'joint-range'
  | 'floor'
  | 'workspace'
  | 'tool-height'
  | 'gripper-lock'
  | 'tilt'
  | 'speed'
  | 'acceleration'
  | 'load'
  | 'lead';

/** Zero and direction of one servo: positionRad = sign · (counts − zeroCounts) · 2π/4096. */
export interface JointCalibration {
  readonly id: number;
  readonly name: JointName;
  readonly zeroCounts: number;
  /**
   * What the servo subtracted from its encoder (its register) when this was measured; absent where nobody asked: then
   * the counts mean what the servo says.
   */
  readonly homingCounts?: number | undefined;
  readonly sign: 1 | -1;
  readonly minRad: number;
  readonly maxRad: number;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Metres in the world frame. */
export interface Box {
  readonly x: Range;
  readonly y: Range;
  readonly z: Range;
}

/** Where and how fast the arm may move. The bench's, intersected with the task's, with the phase's locks. */
export interface Envelope {
  /** Per joint, radians. */
  readonly jointsRad: readonly Range[];
  /** The tool tip stays inside. */
  readonly workspaceM: Box;
  /**
   * Every link from the elbow to the jaws stays inside, its thickness included. Wider than the tip's box: an elbow
   * stands behind and above the tip.
   */
  readonly linksM: Box;
  /** Every link stays above, its thickness included. */
  readonly floorM: number;
  /** Per joint. */
  readonly speedRadS: readonly number[];
  readonly accelerationRadS2: readonly number[];
  /** Fraction of stall torque above which, for `overloadMs`, the arm holds. */
  readonly loadLimit: number;
  readonly overloadMs: number;
  readonly temperatureRestC: number;
  /** Episode lock: the gripper stays in this range (radians), or null. */
  readonly gripperLockRad: Range | null;
  /** Largest angle between tool axis and vertical, radians, or null. */
  readonly maxTiltRad: number | null;
}
