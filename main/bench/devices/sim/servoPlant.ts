/**
 * One servo as its bus sees it: the seam between the physics (`world.ts`) and the STS3215 emulator (`bus/`).
 * Counts are those of the real servo (4096 a turn, 2048 at mid-range). Reading never advances the physics; a write
 * takes effect at the next physics step. Knows no packets and no registers.
 */

/** Servo error bits as the status packet carries them (reference: STS3215 status packet). */
export const servoFaultBits = {
  voltage: 1 << 0,
  angle: 1 << 1,
  overheat: 1 << 2,
  overcurrent: 1 << 3,
  overload: 1 << 5,
} as const;

export interface ServoReading {
  readonly positionCounts: number;
  readonly velocityCountsS: number;
  /** Signed fraction of stall torque, −1…1; positive drives towards higher counts. */
  readonly loadFraction: number;
  readonly voltageV: number;
  readonly temperatureC: number;
  readonly currentA: number;
  /** The servo has not reached its goal yet. */
  readonly moving: boolean;
  readonly faultBits: number;
}

export interface ServoPlant {
  readonly id: number;
  setTorque(on: boolean): void;
  setGoalCounts(counts: number): void;
  /** 0…1 of stall torque. */
  setTorqueLimit(fraction: number): void;
  /** The servo's own ramp towards its goal; 0 is unlimited. */
  setProfile(profile: {
    readonly speedCountsS: number;
    readonly accelerationCountsS2: number;
  }): void;
  /** What it guards itself by: so much load, or so much current, for so long sets its error bit. */
  setProtection(protection: ServoProtection): void;
  read(): ServoReading;
}

export interface ServoProtection {
  /** Of stall torque. */
  readonly overloadFraction: number;
  readonly currentA: number;
  readonly afterS: number;
}
