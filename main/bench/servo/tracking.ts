/**
 * What a servo with a proportional loop needs added to its goal to be where it shall be: the sag under the arm's own
 * weight (nominal masses), the lag of a moving joint, and a small slow integral of what is left while the plan stands
 * still. The gripper gets none: its offset is how hard it squeezes. Bounded; the lead limit still cuts what comes out.
 */
import { gravityTorqueNm } from '../../base/arm/gravity.ts';
import { sts3215 } from '../../base/arm/so101.ts';
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

const integralPerS = 4;
const integralBoundRad = 0.03;
/** Below this speed the plan counts as standing still. */
const stillRadS = 0.05;
/** An error below this is the encoder's grain. */
const deadbandRad = 0.7 * countRad;
const trackedJoints = 5;

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
      const torque = gravityTorqueNm(planRad);
      return integral.map((sum, j) => {
        if (j >= trackedJoints) return 0;
        const sag = (torque[j] ?? 0) / sts3215.stiffnessNmRad;
        return sum - sag + lagS * (planRadS[j] ?? 0);
      });
    },
    reset: () => {
      integral = integral.map(() => 0);
    },
  };
}
