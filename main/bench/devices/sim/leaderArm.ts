/**
 * The emulated leader: six servos of the follower's build that a hand moves, with no mechanics but their stops. It rests
 * in the follower's cradle pose. Whoever switches its torque on feels it hold; it then follows its goals as a light arm
 * does. Time passes only in `advance`.
 */
import { simulatedCalibration } from '../../../base/arm/so101.ts';
import { must } from '../../../base/lib/assert.ts';
import { handStep, reachable } from './physics/personHand.ts';
import { cradleRad } from './physics/world.ts';
import type { ServoPlant } from './servoPlant.ts';

export interface LeaderArm {
  readonly plants: readonly ServoPlant[];
  /** A hand moves it there, as fast as a hand does. */
  move(wantedRad: readonly number[]): void;
  advance(nowMs: number): void;
}

const radPerCount = (2 * Math.PI) / 4096;
const longestStepS = 0.1;

export function createLeaderArm(): LeaderArm {
  const rad = [...cradleRad];
  const speedRadS = rad.map(() => 0);
  const goalRad = [...cradleRad];
  const torque = rad.map(() => false);
  let wanted: readonly number[] = [...cradleRad];
  let atMs = 0;
  const plants = simulatedCalibration.map(({ id, sign, zeroCounts }, j): ServoPlant => {
    return {
      id,
      setTorque: (on) => {
        torque[j] = on;
      },
      setGoalCounts: (counts) => {
        goalRad[j] = sign * (counts - zeroCounts) * radPerCount;
      },
      setTorqueLimit: () => undefined,
      setProfile: () => undefined,
      setProtection: () => undefined,
      read: () => ({
        positionCounts: Math.round((sign * must(rad[j])) / radPerCount) + zeroCounts,
        velocityCountsS: Math.round((sign * must(speedRadS[j])) / radPerCount),
        loadFraction: 0,
        voltageV: 5,
        temperatureC: 26,
        currentA: 0.05,
        moving: torque[j] === true && Math.abs(must(speedRadS[j])) > 0.02,
        faultBits: 0,
      }),
    };
  });
  return {
    plants,
    move: (wantedRad) => {
      wanted = reachable(wantedRad);
    },
    advance(nowMs) {
      const stepS = Math.min(longestStepS, (nowMs - atMs) / 1000);
      if (stepS <= 0) return;
      atMs = nowMs;
      for (const [j, from] of rad.entries()) {
        const to = torque[j] === true ? must(goalRad[j]) : must(wanted[j]);
        const next = handStep(from, to, stepS);
        speedRadS[j] = (next - from) / stepS;
        rad[j] = next;
      }
    },
  };
}
