/**
 * The electrical and thermal half of one simulated servo: its own goal ramp, play in the gears, torque limit, load,
 * current, heat and protection bits. The mechanics (stiffness, damping, friction) are in the MJCF; `world.ts` calls
 * `before` and `after` around each physics step. Until torque is first switched on the joint rests in its cradle.
 */
import { so101, sts3215 } from '../../../../base/arm/so101.ts';
import type { JointCalibration } from '../../../../base/model/arm.ts';
import {
  type ServoPlant,
  type ServoProtection,
  type ServoReading,
  servoFaultBits,
} from '../servoPlant.ts';

const radPerCount = (2 * Math.PI) / so101.countsPerTurn;
const stallCurrentA = 2.7;
const idleCurrentA = 0.05;
const supplyV = 12;
const supplyOhm = 0.12;
const roomC = 24;
/** A stalled servo ends 80 °C above the room, with this time constant. */
const stallRiseC = 80;
const heatTimeS = 240;
export const overheatC = 70;
/** As the real servo's registers say when it is new. */
const factoryProtection: ServoProtection = {
  overloadFraction: 0.8,
  currentA: 2.015,
  afterS: 2,
};

/** What all servos share: one supply. */
export interface Supply {
  currentA: number;
}

export interface ServoModel {
  readonly plant: ServoPlant;
  /** What the position loop pulls towards in the next step; call once per step, before it. */
  before(positionRad: number, stepS: number): number;
  /** Torque is on, or the joint rests in its cradle, which nobody lifts it out of. */
  readonly isHeld: boolean;
  /** Largest torque the motor may give now; 0 with torque off. */
  limitNm(): number;
  after(positionRad: number, velocityRadS: number, torqueNm: number, stepS: number): void;
  setSlackRad(slackRad: number): void;
  /** Fault switch: a temperature to report, or null for the model's own. */
  forceTemperatureC(temperatureC: number | null): void;
  /** Everything that changes, for repeatability checks. */
  state(): readonly number[];
}

export function createServoModel(
  calibration: JointCalibration,
  startRad: number,
  supply: Supply,
): ServoModel {
  let torqueOn = false;
  let inCradle = true;
  let goalRad = startRad;
  let rampRad = startRad;
  let rampSpeed = 0;
  let limit = 1;
  let slackRad = 0;
  let speedRadS = 0;
  let accelerationRadS2 = 0;
  let position = startRad;
  let velocity = 0;
  let load = 0;
  let temperatureC = roomC + 4;
  let forcedC: number | null = null;
  let overloadedS = 0;
  let overcurrentS = 0;
  let protection = factoryProtection;
  let ownCurrentA = idleCurrentA;

  const lasts = (seconds: number): boolean => seconds > 0 && seconds >= protection.afterS;
  const shownC = (): number => forcedC ?? temperatureC;
  const toCounts = (rad: number): number =>
    Math.round((calibration.sign * rad) / radPerCount) + calibration.zeroCounts;
  /** The encoder sits on the motor's side of the play. */
  const shaftRad = (): number =>
    Math.min(position + slackRad / 2, Math.max(position - slackRad / 2, rampRad));

  function ramp(stepS: number): void {
    const left = goalRad - rampRad;
    if (speedRadS === 0 && accelerationRadS2 === 0) {
      rampRad = goalRad;
      return;
    }
    const top = speedRadS === 0 ? Number.POSITIVE_INFINITY : speedRadS;
    const braking =
      accelerationRadS2 === 0 ? top : Math.sqrt(2 * accelerationRadS2 * Math.abs(left));
    const wanted = Math.sign(left) * Math.min(top, braking, Math.abs(left) / stepS);
    const change = accelerationRadS2 === 0 ? Number.POSITIVE_INFINITY : accelerationRadS2 * stepS;
    rampSpeed += Math.max(-change, Math.min(change, wanted - rampSpeed));
    rampRad += rampSpeed * stepS;
  }

  const plant: ServoPlant = {
    id: calibration.id,
    setTorque(on) {
      if (on && !torqueOn) {
        inCradle = false;
        rampRad = position;
        rampSpeed = 0;
      }
      torqueOn = on;
      if (on) return;
      overloadedS = 0;
      overcurrentS = 0;
    },
    setGoalCounts(counts) {
      goalRad = calibration.sign * (counts - calibration.zeroCounts) * radPerCount;
    },
    setTorqueLimit(fraction) {
      limit = Math.max(0, Math.min(1, fraction));
    },
    setProfile(profile) {
      speedRadS = Math.max(0, profile.speedCountsS) * radPerCount;
      accelerationRadS2 = Math.max(0, profile.accelerationCountsS2) * radPerCount;
    },
    setProtection(next) {
      protection = next;
    },
    read(): ServoReading {
      const hot = shownC() >= overheatC;
      return {
        positionCounts: toCounts(torqueOn ? shaftRad() : position),
        velocityCountsS: Math.round((calibration.sign * velocity) / radPerCount),
        loadFraction: calibration.sign * load,
        voltageV: supplyV - supplyOhm * supply.currentA,
        temperatureC: shownC(),
        currentA: ownCurrentA,
        moving: torqueOn && (Math.abs(velocity) > 0.02 || Math.abs(goalRad - rampRad) > 0.003),
        faultBits:
          (hot ? servoFaultBits.overheat : 0) |
          (lasts(overloadedS) ? servoFaultBits.overload : 0) |
          (lasts(overcurrentS) ? servoFaultBits.overcurrent : 0),
      };
    },
  };

  return {
    plant,
    before(positionRad, stepS) {
      position = positionRad;
      if (inCradle) return startRad;
      ramp(stepS);
      const error = rampRad - positionRad;
      if (Math.abs(error) <= slackRad / 2) return positionRad;
      return rampRad - (Math.sign(error) * slackRad) / 2;
    },
    get isHeld() {
      return inCradle || torqueOn;
    },
    limitNm: () => (inCradle ? 1 : torqueOn ? limit : 0) * sts3215.stallTorqueNm,
    after(positionRad, velocityRadS, torqueNm, stepS) {
      position = positionRad;
      velocity = velocityRadS;
      load = torqueOn ? torqueNm / sts3215.stallTorqueNm : 0;
      const drive = Math.abs(load);
      supply.currentA -= ownCurrentA;
      ownCurrentA = idleCurrentA + drive * stallCurrentA;
      supply.currentA += ownCurrentA;
      temperatureC += ((stallRiseC * drive * drive - (temperatureC - roomC)) / heatTimeS) * stepS;
      overloadedS = drive >= protection.overloadFraction ? overloadedS + stepS : 0;
      overcurrentS = ownCurrentA >= protection.currentA ? overcurrentS + stepS : 0;
    },
    setSlackRad(value) {
      slackRad = value;
    },
    forceTemperatureC(value) {
      forcedC = value;
    },
    state: () => [rampRad, rampSpeed, temperatureC, overloadedS, overcurrentS, ownCurrentA, load],
  };
}
