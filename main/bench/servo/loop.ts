/**
 * The control loop: one read, one plan, one write per period, and the only code that writes goals. It joins driver,
 * motion and watchdogs: a fault ends whatever moved, and targets are refused while one is on. Stop goes to the bus at
 * once, between transactions. It is given its ticks and keeps no deadlines.
 */
import { assert, must } from '../../base/lib/assert.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Envelope, JointCalibration, Joints, RobotMode } from '../../base/model/arm.ts';
import { jointCount } from '../../base/model/arm.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { FromServo, ToServo } from '../../base/wire/servo.ts';
import { type ArmReading, armReading } from './armReading.ts';
import type { ReadOutcome, ServoDriver } from './bus.ts';
import type { GoalWrite } from './busBlocks.ts';
import { createFaultBoard, type FaultBoard } from './faultBoard.ts';
import { type ArmIdentity, identifyArm, writeHoming } from './identifyArm.ts';
import { countsOfRad } from './jointUnits.ts';
import { Motion, type MotionOutput } from './motion.ts';
import { createPlausibleReads } from './plausibleReads.ts';
import { seatCalibration } from './seatCalibration.ts';
import { createSectionTimer, type SectionTimer } from './sectionTimer.ts';
import { stateMessage } from './stateMessage.ts';
import { createWatchdogs, type Watchdogs } from './watchdogs.ts';

export interface LoopOptions {
  readonly driver: ServoDriver;
  readonly clock: Clock;
  readonly send: (message: FromServo) => void;
  readonly calibration: readonly JointCalibration[];
  readonly isCalibrated?: boolean | undefined; // false: it moves nowhere by itself
  readonly envelope: Envelope;
  readonly rateHz: number;
  /** Lateness of answers means something only where the world does not wait. */
  readonly realTime: boolean;
}

export interface TickFacts {
  readonly tick: number;
  readonly atMs: number;
  readonly missedTicks: number;
  readonly periodMs: number;
}

type Target = Extract<ToServo, { type: 'target' }>;

const maxTargetMs = 60_000;
/** The first position takes two reads that agree, and has no hurry: a bad cable gets so many chances. */
const firstReads = 10;

export class ControlLoop {
  readonly #options: LoopOptions;
  readonly #ids: readonly number[];
  readonly #faults: FaultBoard;
  readonly #watchdogs: Watchdogs;
  readonly #motion: Motion;
  readonly #sections: SectionTimer;
  readonly #believe = createPlausibleReads();
  #envelope: Envelope;
  /** In the servos' own counts. */
  #calibration: readonly JointCalibration[];
  #reading: ArmReading | null = null;
  #readAtMs = 0;
  #atMs = 0;
  /** When `#atMs` was, on the clock. */
  #tickedMs = 0;
  #tick = 0;
  #appliedRad: Joints = new Array<number>(jointCount).fill(0);
  /** Torque is on, as far as we know. The bus being away voids that: servos may have lost power. */
  #energised = false;
  /** Limp because a person asked: only who asks for torque again gets it. */
  #relaxed = false;

  constructor(options: LoopOptions) {
    assert(options.calibration.length === jointCount, 'an arm has six joints');
    this.#options = options;
    this.#envelope = options.envelope;
    this.#calibration = options.calibration;
    this.#ids = options.calibration.map((joint) => joint.id);
    this.#motion = new Motion(options.envelope, options.rateHz);
    this.#faults = createFaultBoard(options.send);
    this.#watchdogs = createWatchdogs(this.#faults, options.rateHz);
    this.#sections = createSectionTimer(options.clock.nowMs, options.realTime);
  }

  /**
   * Identifies the arm and makes it hold where two reads say that it is. Rejects `unavailable`; `refused` where a servo
   * with torque on would have to get another homing offset.
   */
  async start(): Promise<ArmIdentity> {
    const { driver, calibration } = this.#options;
    const identity = await identifyArm(driver, this.#ids);
    const seating = seatCalibration(calibration, identity.homingCounts);
    await writeHoming(driver, seating.wrong);
    this.#calibration = seating.calibration;
    let reading: ArmReading | null = null;
    for (let reads = 0; reading === null && reads < firstReads; reads++)
      reading = armReading(await this.#read(), this.#calibration);
    if (reading === null) throw new BenchError('unavailable', 'the arm cannot be read');
    this.#take(reading);
    this.#energise(reading);
    return { ...identity, homingCounts: seating.homingCounts };
  }

  get #busAway(): boolean {
    return this.#faults.isOn('bus-lost') || this.#faults.isOn('bus-corrupt');
  }

  get mode(): RobotMode {
    return this.#busAway ? 'offline' : this.#motion.mode;
  }

  /** One control period; always ends in a `state`. Never rejects but on assertions. */
  async tick(facts: TickFacts): Promise<void> {
    const { realTime } = this.#options;
    this.#atMs = facts.atMs;
    this.#tick = facts.tick;
    this.#tickedMs = this.#sections.begin();
    const outcome = await this.#read();
    const busMs = this.#sections.read();
    const reading = armReading(outcome, this.#calibration);
    const seen = realTime ? { ...outcome, busMs } : { ...outcome, tries: 1, busMs: 0 };
    if (this.#watchdogs.read(seen, this.#ids)) this.hold();
    if (this.#busAway) this.#energised = false;
    if (reading !== null) {
      this.#take(reading);
      if (this.#watchdogs.arm(reading, this.#ids, this.#envelope)) this.hold();
      this.#step(reading);
    }
    this.#sections.report(() => this.#sendState(facts, busMs));
  }

  target(message: Target): void {
    const { seq, jointsRad, arriveInMs, expiresInMs } = message;
    let why = this.#refusal(message);
    if (why === null && this.#motion.limp && this.#reading !== null) {
      // The next period switches the torque on, with the goal where the arm is then.
      this.#motion.rebase(this.#reading.positionRad);
      why = 'torque was off and comes on now: ask again';
    }
    const nowMs = this.#benchNowMs();
    if (why === null && this.#motion.target(jointsRad, nowMs, arriveInMs, expiresInMs)) return;
    this.#options.send({ type: 'refused', seq, reason: why ?? `the arm is ${this.mode}` });
  }

  /** Lockstep: the last tick. Real time: that, carried on by the clock. */
  #benchNowMs(): number {
    if (!this.#options.realTime) return this.#atMs;
    return this.#atMs + this.#options.clock.nowMs() - this.#tickedMs;
  }

  #refusal(message: Target): string | null {
    const { jointsRad, arriveInMs, expiresInMs } = message;
    const standing = this.#standing();
    if (standing !== null) return standing;
    if (this.#relaxed) return 'limp because a person asked: torque must be asked for';
    const finite = Array.isArray(jointsRad) && jointsRad.every((rad) => Number.isFinite(rad));
    if (!finite || jointsRad.length !== jointCount) return 'a target is six finite joint angles';
    const bounded = [arriveInMs, expiresInMs].every((ms) => ms >= 0 && ms <= maxTargetMs);
    return bounded ? null : `a target's times are 0…${maxTargetMs} ms`;
  }

  /** The core wants rest. An arm that folds itself away because it is hot is on its way there and goes on. */
  hold(): void {
    const limitedBy = this.#faults.isOn('overload') ? 'load' : null;
    if (this.#reading !== null) this.#motion.hold(this.#reading, this.#ageS(), limitedBy);
  }

  /** Torque fades where the arm is, and stays off. What it answers is why not, or null. */
  relax(): string | null {
    const why = this.#standing();
    if (why !== null) return why;
    this.#motion.relax(must(this.#reading), this.#ageS(), this.#benchNowMs());
    this.#relaxed = true;
    return null;
  }

  /** The arm holds where it is read next. What it answers is why not, or null; then the next target asks for it. */
  energise(): string | null {
    this.#relaxed = false;
    const why = this.#standing();
    if (why !== null) return why;
    if (this.#motion.limp) this.#motion.rebase(must(this.#reading).positionRad);
    else this.hold();
    return null;
  }

  /** Why nothing may be asked of the arm now. */
  #standing(): string | null {
    if (this.#motion.mode === 'stopped') return 'stopped: resume first';
    if (this.#faults.any !== null) return `fault ${this.#faults.any} is on`;
    return this.#reading === null ? 'the arm has not been read yet' : null;
  }

  /** Latches the stop, writes the hold at once, says how long that took. `receivedMs`: on the loop's clock. */
  async stop(reason: string, seq: number, receivedMs: number): Promise<void> {
    const reading = must(this.#reading);
    this.#motion.stop(reading, this.#ageS(), this.#benchNowMs());
    this.#relaxed = false;
    const wrote = await this.#writeHeldNow();
    const wroteAfterMs = wrote ? this.#options.clock.nowMs() - receivedMs : null;
    this.#options.send({ type: 'stopped', seq, wroteAfterMs, reason });
  }

  resume(): void {
    this.#motion.resume();
  }

  setEnvelope(envelope: Envelope): void {
    this.#envelope = envelope;
    this.#motion.envelope = envelope;
  }

  /** Real time: how long the core has been silent. Holds at once when that is too long. */
  coreSilence(silentMs: number): void {
    if (!this.#watchdogs.core(silentMs)) return;
    this.hold();
    void this.#writeHeldNow();
  }

  /** Nobody listens: states would fill the pipe and block the loop. */
  get coreLost(): boolean {
    return this.#faults.isOn('core-lost');
  }

  /** The last act before this process ends: the arm holds. */
  async farewell(): Promise<void> {
    this.hold();
    await this.#writeHeldNow();
  }

  async #read(): Promise<ReadOutcome> {
    const { driver, clock, realTime } = this.#options;
    const outcome = await driver.readState(this.#ids);
    return this.#believe(outcome, realTime ? clock.nowMs() : this.#atMs);
  }

  #ageS(): number {
    return this.#options.realTime ? (this.#options.clock.nowMs() - this.#readAtMs) / 1000 : 0;
  }

  /** False: nothing left for the bus. It is away, or there is no torque that could hold. */
  async #writeHeldNow(): Promise<boolean> {
    if (this.#reading === null || !this.#energised || this.#motion.limp) return false;
    const output = this.#motion.heldGoal(this.#reading.positionRad);
    if (output.kind !== 'goals') return false;
    return this.#options.driver.writeGoalsNow(this.#goals(output.goalRad, output.torqueLimit));
  }

  #take(reading: ArmReading): void {
    this.#reading = reading;
    this.#readAtMs = this.#options.clock.nowMs();
  }

  #goals(goalRad: Joints, torqueLimit: number): GoalWrite[] {
    this.#appliedRad = goalRad;
    return this.#calibration.map((joint, j) => ({
      id: joint.id,
      goalCounts: countsOfRad(joint, must(goalRad[j])),
      torqueLimit,
    }));
  }

  /** Goal at the present position first, then torque: nothing jumps. */
  #energise(reading: ArmReading): void {
    this.#motion.rebase(reading.positionRad);
    this.#write(this.#motion.heldGoal(reading.positionRad));
    this.#switchTorque(1);
    this.#energised = true;
  }

  #step(reading: ArmReading): void {
    if (reading.unloaded) this.#energised = false;
    if (!this.#faults.isOn('hot')) {
      if (!this.#energised && !this.#motion.limp) {
        this.#energise(reading);
        return;
      }
    } else if (this.#energised && this.#options.isCalibrated !== false)
      this.#motion.park(reading, 0, this.#atMs);
    // Bus or servos were away, and nobody knows whether the arm still holds itself up; or where it would fold to.
    else this.#motion.fade(reading.positionRad, this.#atMs);
    this.#write(this.#motion.step(reading, this.#atMs));
  }

  #write(output: MotionOutput): void {
    if (output.kind === 'nothing') return;
    if (output.kind === 'torque-off') {
      this.#switchTorque(0);
      this.#energised = false;
      return;
    }
    const { refused } = output;
    const failed = this.#watchdogs.internal(refused === 'internal', 'a step could not be computed');
    if (refused !== null && refused !== 'internal') {
      this.#options.send({ type: 'limit', reason: refused, tick: this.#tick });
    }
    if (failed) this.hold();
    const goals = this.#goals(output.goalRad, output.torqueLimit);
    this.#sections.write(() => this.#options.driver.writeGoals(goals));
  }

  #switchTorque(on: 0 | 1): void {
    this.#sections.write(() => this.#options.driver.writeAll(this.#ids, 'torqueEnable', on));
  }

  #sendState(facts: TickFacts, busMs: number): void {
    if (this.coreLost) return;
    const row = {
      ...facts,
      busMs,
      mode: this.mode,
      limitedBy: this.#motion.limitedBy,
      wantedRad: this.#motion.wantedRad,
      appliedRad: this.#appliedRad,
      busBytes: this.#options.driver.bytesWritten(),
      sections: this.#sections.times(),
    };
    this.#options.send(stateMessage(this.#reading, row));
  }
}
