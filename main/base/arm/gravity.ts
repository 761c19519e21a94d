/**
 * The arm's own weight at the joints, and the goal that cancels it. A position servo holds a load only by standing off
 * its goal (torque = stiffness × error), so an uncompensated arm hangs several millimetres low. Pure; masses and
 * stiffness from `so101.ts`; the gripper's contents weigh nothing here.
 */
import type { Joints } from '../model/arm.ts';
import { armMasses, gripperShape, so101, sts3215 } from './so101.ts';

const gravityMS2 = 9.81;
const jawAlongHandM = so101.handM - gripperShape.pivotAboveTipM + armMasses.jaw.alongM;
const handKg = armMasses.wrist.massKg + armMasses.hand.massKg + armMasses.jaw.massKg;
/** Mass times distance of everything beyond the wrist axis, along the tool axis. */
const handMomentKgM =
  armMasses.wrist.massKg * armMasses.wrist.alongM +
  armMasses.hand.massKg * armMasses.hand.alongM +
  armMasses.jaw.massKg * jawAlongHandM;
const foreMomentKgM = armMasses.forearm.massKg * armMasses.forearm.alongM + handKg * so101.forearmM;
const upperMomentKgM =
  armMasses.upperArm.massKg * armMasses.upperArm.alongM +
  (armMasses.forearm.massKg + handKg) * so101.upperArmM;

/** Torque of gravity on each joint, Nm, in the joint's positive direction (which lowers the part beyond it). */
export function gravityTorqueNm(joints: Joints): number[] {
  const upper = joints[1] ?? 0;
  const fore = upper + (joints[2] ?? 0);
  const hand = fore + (joints[3] ?? 0);
  const wristNm = gravityMS2 * handMomentKgM * Math.cos(hand);
  const elbowNm = wristNm + gravityMS2 * foreMomentKgM * Math.cos(fore);
  const liftNm = elbowNm + gravityMS2 * upperMomentKgM * Math.cos(upper);
  return [0, liftNm, elbowNm, wristNm, 0, 0];
}

/** The goal to write so that the arm comes to rest at `wanted`. */
export function goalAgainstSag(wanted: Joints): number[] {
  const torque = gravityTorqueNm(wanted);
  return wanted.map((rad, index) => rad - (torque[index] ?? 0) / sts3215.stiffnessNmRad);
}
