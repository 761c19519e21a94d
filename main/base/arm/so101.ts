/**
 * Dimensions of the SO-101-class arm, shared by the kinematics, the simulated world and the envelope. Public
 * dimensions (docs: shared facts on the scene, ARCHITECTURE.md "Arm"); metres and radians.
 *
 * All joints zero: upper arm and forearm stretched forward and level, hand level; positive shoulder_lift, elbow_flex
 * and wrist_flex lower the part beyond them (turn about +y). The tool axis runs from the wrist to the tip; "vertical"
 * means it points straight down, i.e. lift + elbow + wrist = π/2. wrist_roll turns about the tool axis. gripper 0 is
 * closed; positive opens the moving jaw.
 */
import type { JointCalibration, JointName } from '../model/arm.ts';
import { jointNames } from '../model/arm.ts';

export const so101 = {
  /** Shoulder-lift axis in front of the pan axis, and above the table. */
  liftForwardM: 0.03,
  liftUpM: 0.117,
  upperArmM: 0.116,
  forearmM: 0.135,
  /** Wrist-flex axis to the tip of the fixed jaw, which lies on the wrist-roll axis. */
  handM: 0.159,
  /** Round nose of the fixed jaw: the pusher. */
  noseRadiusM: 0.006,
  /** The moving jaw ends this far short of the tip, so that it clears a 20 mm object while pushing, closed. */
  movingJawShortM: 0.013,
  countsPerTurn: 4096,
} as const;

/**
 * The gripper in the hand's frame: heights above the tip along the tool axis, offsets along the jaw direction (from
 * the fixed jaw towards the moving one). The pad is upright when the gripper stands at `gripRad` around an object
 * `gripWidthM` wide whose near face touches the fixed jaw.
 */
export const gripperShape = {
  pivotAboveTipM: 0.088,
  pivotOffsetM: 0.018,
  /** Distance of the pad's face from the fixed jaw when closed. */
  closedGapM: 0.0005,
  padLengthM: 0.026,
  padHalfWidthM: 0.007,
  jawThicknessM: 0.006,
  gripWidthM: 0.014,
  gripRad: 0.17851,
  /** The pad's lower end above the tip when the pad is upright. */
  padAboveTipM: 0.014,
  /** Above the tip, everything wider than the jaws. */
  palmAboveTipM: 0.084,
} as const;

/** The servo as a motor: position loop, limits, and losses at the output (reference: measured STS3215 numbers). */
export const sts3215 = {
  stiffnessNmRad: 17.8,
  stallTorqueNm: 2.94,
  dampingNmSRad: 0.6,
  armatureKgM2: 0.028,
  frictionNm: 0.052,
} as const;

/** What the arm weighs, each with its centre of mass along the link from the link's axis. Servos sit at the far ends. */
export const armMasses = {
  upperArm: { massKg: 0.11, alongM: 0.07 },
  forearm: { massKg: 0.1, alongM: 0.08 },
  wrist: { massKg: 0.06, alongM: 0.02 },
  hand: { massKg: 0.08, alongM: 0.06 },
  jaw: { massKg: 0.02, alongM: 0.04 },
} as const;

export const jointRangesRad: Readonly<Record<JointName, readonly [number, number]>> = {
  shoulder_pan: [-1.92, 1.92],
  shoulder_lift: [-3.32, 0.18],
  elbow_flex: [-0.12, 3.26],
  wrist_flex: [-1.66, 1.66],
  wrist_roll: [-2.74, 2.84],
  gripper: [-0.05, 1.6],
};

/** Mid-scale (2048 counts) is mid-range: upper arm upright, elbow square. */
const midRangeRad: Readonly<Record<JointName, number>> = {
  shoulder_pan: 0,
  shoulder_lift: -Math.PI / 2,
  elbow_flex: Math.PI / 2,
  wrist_flex: 0,
  wrist_roll: 0,
  gripper: 0,
};

/** The calibration of the simulated arm: ids 1…6. */
export const simulatedCalibration: readonly JointCalibration[] = jointNames.map((name, index) => ({
  id: index + 1,
  name,
  zeroCounts: 2048 - Math.round((midRangeRad[name] * so101.countsPerTurn) / (2 * Math.PI)),
  sign: 1,
  minRad: jointRangesRad[name][0],
  maxRad: jointRangesRad[name][1],
}));
