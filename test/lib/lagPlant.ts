/**
 * A servo for tests that need a moving arm but no physics: it runs towards its goal with a lag, no faster than its
 * top speed, and ends `sagCounts` short of it (a proportional servo under load), more so at a lower torque limit.
 * Time passes only in `advance`.
 */
import type { ServoPlant, ServoReading } from '../../main/bench/devices/sim/servoPlant.ts';

export interface LagPlant extends ServoPlant {
  advance(ms: number): void;
  /** What the servo was told and what it feels; tests read and set these. */
  readonly facts: {
    positionCounts: number;
    goalCounts: number;
    torque: boolean;
    torqueLimit: number;
    temperatureC: number;
    loadFraction: number;
    faultBits: number;
    velocityCountsS: number;
  };
}

export function createLagPlant(id: number, startCounts = 2048, sagCounts = 0): LagPlant {
  const topCountsS = 3400;
  const lagMs = 30;
  const facts: LagPlant['facts'] = {
    positionCounts: startCounts,
    goalCounts: startCounts,
    torque: false,
    torqueLimit: 1,
    temperatureC: 31,
    loadFraction: 0.04,
    faultBits: 0,
    velocityCountsS: 0,
  };
  const read = (): ServoReading => ({
    positionCounts: Math.round(facts.positionCounts),
    velocityCountsS: Math.round(facts.velocityCountsS),
    loadFraction: facts.loadFraction,
    voltageV: 12.1,
    temperatureC: facts.temperatureC,
    currentA: 0.05,
    moving: Math.abs(facts.velocityCountsS) > 1,
    faultBits: facts.faultBits,
  });
  return {
    id,
    facts,
    read,
    setTorque: (on) => {
      facts.torque = on;
    },
    setGoalCounts: (counts) => {
      facts.goalCounts = counts;
    },
    setTorqueLimit: (fraction) => {
      facts.torqueLimit = fraction;
    },
    setProfile: () => undefined,
    setProtection: () => undefined,
    advance: (ms) => {
      if (!facts.torque) {
        facts.velocityCountsS = 0;
        return;
      }
      const sag = sagCounts / Math.max(0.2, facts.torqueLimit);
      const gap = facts.goalCounts - sag - facts.positionCounts;
      const wish = (gap / lagMs) * 1000;
      const speed = Math.max(-topCountsS, Math.min(topCountsS, wish));
      const step = gap * (1 - Math.exp(-ms / lagMs));
      const bound = (topCountsS * ms) / 1000;
      facts.positionCounts += Math.max(-bound, Math.min(bound, step));
      facts.velocityCountsS = speed;
    },
  };
}
