/**
 * What a servo with a proportional loop needs added to its goal to be where it shall be: the sag under the arm's own
 * weight (nominal masses), the lag of a moving joint, and a small slow integral of what is left while the plan stands
 * still. The gripper gets none: its offset is how hard it squeezes. Bounded; the lead limit still cuts what comes out.
 */
import { armMasses, gripperShape, so101, sts3215 } from '../../base/arm/so101.ts';
import type { Joints } from '../../base/model/arm.ts';
import { countRad } from './envelope.ts';

export interface Tracking {
  /** Call once per period with fresh readings, before `correction`. */
  observe(planRad: Joints, planRadS: Joints, presentRad: Joints, dtS: number): void;
  /** To be added to the plan, radians. */
  correction(planRad: Joints, planRadS: Joints): readonly number[];
  /** Forget what was learnt (torque was off, arm was moved by hand). */
  reset(): void;
}

const gravity = 9.81;
const integralPerS = 4;
const integralBoundRad = 0.03;
/** Below this speed the plan counts as standing still. */
const stillRadS = 0.05;
/** An error below this is the encoder's grain. */
const deadbandRad = 0.7 * countRad;
const trackedJoints = 5;

/** Torque of gravity about lift, elbow and wrist, positive where it lowers; N·m. */
export function gravityTorque(joints: Joints): readonly [number, number, number] {
  const upper = joints[1] ?? 0;
  const fore = upper + (joints[2] ?? 0);
  const hand = fore + (joints[3] ?? 0);
  const { upperArm, forearm, wrist, hand: palm, jaw } = armMasses;
  const jawAlongM = so101.handM - gripperShape.pivotAboveTipM + jaw.alongM;
  const handMoment =
    wrist.massKg * wrist.alongM + palm.massKg * palm.alongM + jaw.massKg * jawAlongM;
  const handMass = wrist.massKg + palm.massKg + jaw.massKg;
  const atWrist = gravity * handMoment * Math.cos(hand);
  const foreMoment = forearm.massKg * forearm.alongM + handMass * so101.forearmM;
  const atElbow = atWrist + gravity * foreMoment * Math.cos(fore);
  const upperMoment =
    upperArm.massKg * upperArm.alongM + (forearm.massKg + handMass) * so101.upperArmM;
  return [atElbow + gravity * upperMoment * Math.cos(upper), atElbow, atWrist];
}

export function createTracking(): Tracking {
  let integral = [0, 0, 0, 0, 0, 0];
  const lagS = sts3215.dampingNmSRad / sts3215.stiffnessNmRad;
  return {
    observe: (planRad, planRadS, presentRad, dtS) => {
      integral = integral.map((sum, j) => {
        if (j >= trackedJoints || Math.abs(planRadS[j] ?? 0) > stillRadS) return sum;
        const error = (planRad[j] ?? 0) - (presentRad[j] ?? 0);
        if (!Number.isFinite(error) || Math.abs(error) < deadbandRad) return sum;
        const next = sum + integralPerS * dtS * error;
        return Math.max(-integralBoundRad, Math.min(integralBoundRad, next));
      });
    },
    correction: (planRad, planRadS) => {
      const torque = gravityTorque(planRad);
      return integral.map((sum, j) => {
        if (j >= trackedJoints) return 0;
        const sag = j >= 1 && j <= 3 ? (torque[j - 1] ?? 0) / sts3215.stiffnessNmRad : 0;
        return sum - sag + lagS * (planRadS[j] ?? 0);
      });
    },
    reset: () => {
      integral = integral.map(() => 0);
    },
  };
}
