/**
 * What the arm is about, and the goal that follows for each period. It moves only along a line somebody asked for and
 * that has not expired, or to fold itself away from heat; in every other case it holds a position latched once (never
 * read again, so nothing creeps), with reduced torque; the gripper then keeps its grip. Stop is latched beside all that
 * until `resume`: whatever happens in between, torque may fade but nothing moves. Knows radians and bench time; no bus.
 */
import { never } from '../../base/lib/assert.ts';
import type { Envelope, Joints, LimitReason } from '../../base/model/arm.ts';
import { leadS, planHold, planStep } from './envelope.ts';
import { type Line, linePosition, lineSpeed } from './line.ts';
import { createTracking } from './tracking.ts';

type Intent =
  | { readonly kind: 'hold'; readonly limitedBy: LimitReason | null }
  | { readonly kind: 'line'; readonly line: Line; readonly expiresMs: number }
  | { readonly kind: 'park'; readonly line: Line }
  /** Torque fades, so that the arm comes to rest gently. `asked`: by a person, and not for heat. */
  | { readonly kind: 'sink'; readonly startMs: number; readonly asked: boolean }
  | { readonly kind: 'limp' };

/** What the bus is to be told. `refused`: why the line ended in this hold. */
export type MotionOutput =
  | {
      readonly kind: 'goals';
      readonly goalRad: Joints;
      readonly torqueLimit: number;
      readonly refused: LimitReason | 'internal' | null;
    }
  | { readonly kind: 'torque-off' }
  | { readonly kind: 'nothing' };

export interface Kinematic {
  readonly positionRad: Joints;
  readonly velocityRadS: Joints;
}

/**
 * Share of stall torque of a hold. The stretched arm's own weight needs a quarter (`tracking.ts`); friction of a table
 * or a stalled joint then meets half a stall at most.
 */
export const holdTorque = 0.5;
/** Folded over its base, where it rests without torque. */
export const parkRad: Joints = [0, -2.2, 2.2, 1.6, 0, 0];
const parkRadS = 0.4;
const parkGraceMs = 500;
const sinkMs = 3000;
const gripper = 5;

export class Motion {
  readonly #tracking = createTracking();
  readonly #dtS: number;
  #envelope: Envelope;
  #intent: Intent = { kind: 'limp' };
  #stopped = false;
  /** Of a hold; it fades in a sink. */
  #torqueLimit = holdTorque;
  /** Where the plan stands; the held position while holding. Empty until the first hold. */
  #planRad: Joints = [];
  #planRadS: Joints = [];
  #limitedBy: LimitReason | null = null;

  constructor(envelope: Envelope, rateHz: number) {
    this.#envelope = envelope;
    this.#dtS = 1 / rateHz;
  }

  get mode(): 'moving' | 'holding' | 'stopped' | 'limp' {
    if (this.#stopped) return 'stopped';
    const { kind } = this.#intent;
    if (kind === 'line' || kind === 'park' || kind === 'sink') return 'moving';
    return kind === 'hold' ? 'holding' : kind;
  }

  /** Torque is off and shall be; stopped or not. */
  get limp(): boolean {
    return this.#intent.kind === 'limp';
  }

  get wantedRad(): Joints | null {
    return this.#intent.kind === 'line' ? this.#intent.line.toRad : null;
  }

  get limitedBy(): LimitReason | null {
    return this.#intent.kind === 'hold' ? this.#intent.limitedBy : this.#limitedBy;
  }

  set envelope(envelope: Envelope) {
    this.#envelope = envelope;
  }

  /** False (and nothing changes) while stopped, parking or fading. */
  target(toRad: Joints, atMs: number, arriveInMs: number, expiresInMs: number): boolean {
    const { kind } = this.#intent;
    if (this.#stopped || (kind !== 'hold' && kind !== 'line')) return false;
    const line = { fromRad: this.#planRad, toRad, startMs: atMs, arriveMs: atMs + arriveInMs };
    this.#intent = { kind: 'line', line, expiresMs: atMs + expiresInMs };
    return true;
  }

  /**
   * Holds where the arm is `ageS` after `now` was read. A hold that is there already keeps its position. An arm on its
   * way out of the heat goes on: held, it would stay hot. One that was asked to go limp is caught while it fades.
   */
  hold(now: Kinematic, ageS: number, limitedBy: LimitReason | null): void {
    const { kind } = this.#intent;
    const caught = this.#intent.kind === 'sink' && this.#intent.asked;
    if (kind !== 'line' && kind !== 'hold' && !caught) return;
    if (kind !== 'hold') this.#latch(now, ageS);
    if (caught) this.#torqueLimit = holdTorque;
    this.#intent = { kind: 'hold', limitedBy: this.#stopped ? null : limitedBy };
  }

  /** A person wants the arm limp: its torque fades where it is. False (and nothing changes) while stopped. */
  relax(now: Kinematic, ageS: number, atMs: number): boolean {
    if (this.#stopped) return false;
    const { kind } = this.#intent;
    if (kind === 'line' || kind === 'hold') this.#sink(now, ageS, atMs, true);
    return true;
  }

  /** Latched: only `resume` ends it. A limp arm stays limp; a folding one stops folding and its torque fades there. */
  stop(now: Kinematic, ageS: number, atMs: number): void {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.#intent.kind === 'park') this.#sink(now, ageS, atMs);
    else this.hold(now, ageS, null);
  }

  resume(): void {
    this.#stopped = false;
  }

  /** Too hot to go on: folds slowly where the envelope lets it, then lets the torque fade; stopped, that alone. */
  park(now: Kinematic, ageS: number, atMs: number): void {
    const { kind } = this.#intent;
    if (this.#intent.kind === 'sink') this.#intent = { ...this.#intent, asked: false };
    if (kind === 'park' || kind === 'sink' || kind === 'limp') return;
    if (this.#stopped) {
      this.#sink(now, ageS, atMs);
      return;
    }
    if (kind === 'line') this.#latch(now, ageS);
    const fromRad = this.#planRad;
    const toRad = parkRad.map((rad, j) => (j === gripper ? (fromRad[j] ?? rad) : rad));
    const far = Math.max(...fromRad.map((from, j) => Math.abs((toRad[j] ?? 0) - from)));
    const arriveMs = atMs + (1000 * far) / parkRadS;
    this.#intent = { kind: 'park', line: { fromRad, toRad, startMs: atMs, arriveMs } };
  }

  /** Hot after torque or bus were away: fades where the arm is now. A fade that has begun keeps its time. */
  fade(presentRad: Joints, atMs: number): void {
    const intent = this.#intent;
    if (intent.kind === 'limp') return;
    this.#tracking.reset();
    this.#stand(presentRad);
    const startMs = intent.kind === 'sink' ? intent.startMs : atMs;
    this.#intent = { kind: 'sink', startMs, asked: false };
  }

  /** After torque or bus were away: what was planned or learnt is void; holds here. A stop stays a stop. */
  rebase(presentRad: Joints): void {
    this.#tracking.reset();
    this.#stand(presentRad);
    this.#torqueLimit = holdTorque;
    this.#intent = { kind: 'hold', limitedBy: null };
  }

  /** The goal of a hold, for writing at once. */
  heldGoal(presentRad: Joints): MotionOutput {
    const correction = this.#tracking.correction(this.#planRad, this.#planRadS);
    const goalRad = planHold(presentRad, this.#planRad, correction, this.#envelope);
    return { kind: 'goals', goalRad, torqueLimit: this.#torqueLimit, refused: null };
  }

  step(now: Kinematic, atMs: number): MotionOutput {
    const intent = this.#intent;
    const presentRad = now.positionRad;
    switch (intent.kind) {
      case 'limp':
        return { kind: 'nothing' };
      case 'hold':
        this.#limitedBy = null;
        if (this.#pushedAway(presentRad)) this.#latch(now, 0);
        this.#tracking.observe(this.#planRad, this.#planRadS, presentRad, this.#dtS);
        return this.heldGoal(presentRad);
      case 'sink':
        return this.#stepSink(intent.startMs, presentRad, atMs);
      case 'park':
        if (atMs < intent.line.arriveMs + parkGraceMs)
          return this.#stepLine(intent.line, now, atMs);
        this.#sink(now, 0, atMs);
        return this.heldGoal(presentRad);
      case 'line':
        if (atMs <= intent.expiresMs) return this.#stepLine(intent.line, now, atMs);
        this.hold(now, 0, null);
        return this.heldGoal(presentRad);
      default:
        return never(intent);
    }
  }

  #stand(atRad: Joints): void {
    this.#planRad = atRad;
    this.#planRadS = atRad.map(() => 0);
  }

  /** Where the arm is, carried on by the reading's age, no further than the lead. */
  #latch(now: Kinematic, ageS: number): void {
    const carryS = Math.min(leadS, Math.max(0, ageS));
    const moved = (j: number): number => (now.velocityRadS[j] ?? 0) * carryS;
    this.#stand(
      now.positionRad.map((position, j) =>
        j === gripper ? (this.#planRad[j] ?? position) : position + moved(j),
      ),
    );
  }

  /** A held arm yields to who pushes it further than this, instead of swinging back when let go. */
  #pushedAway(presentRad: Joints): boolean {
    return this.#planRad.some((held, j) => {
      const yieldRad = 2 * leadS * (this.#envelope.speedRadS[j] ?? 0);
      return j !== gripper && Math.abs(held - (presentRad[j] ?? held)) > yieldRad;
    });
  }

  #stepLine(line: Line, now: Kinematic, atMs: number): MotionOutput {
    const previousRad = this.#planRad;
    const previousRadS = this.#planRadS;
    this.#tracking.observe(previousRad, previousRadS, now.positionRad, this.#dtS);
    const step = planStep(
      {
        presentRad: now.positionRad,
        previousRad,
        previousRadS,
        setpointRad: linePosition(line, atMs),
        setpointRadS: lineSpeed(line, atMs, this.#dtS),
        endRad: line.toRad,
        correctionRad: this.#tracking.correction(previousRad, previousRadS),
        dtS: this.#dtS,
      },
      this.#envelope,
    );
    if (step.kind === 'hold') return this.#refuse(step.reason, now, atMs);
    this.#planRad = step.planRad;
    this.#planRadS = step.planRadS;
    this.#limitedBy = step.limitedBy;
    return { kind: 'goals', goalRad: step.goalRad, torqueLimit: 1, refused: null };
  }

  #refuse(reason: LimitReason | 'internal', now: Kinematic, atMs: number): MotionOutput {
    if (this.#intent.kind === 'park') {
      this.#sink(now, 0, atMs);
      return this.heldGoal(now.positionRad);
    }
    this.hold(now, 0, reason === 'internal' ? null : reason);
    const held = this.heldGoal(now.positionRad);
    return held.kind === 'goals' ? { ...held, refused: reason } : held;
  }

  #sink(now: Kinematic, ageS: number, atMs: number, asked = false): void {
    if (this.#intent.kind !== 'hold') this.#latch(now, ageS);
    this.#intent = { kind: 'sink', startMs: atMs, asked };
  }

  #stepSink(startMs: number, presentRad: Joints, atMs: number): MotionOutput {
    const left = 1 - (atMs - startMs) / sinkMs;
    if (left <= 0) {
      this.#intent = { kind: 'limp' };
      return { kind: 'torque-off' };
    }
    this.#torqueLimit = holdTorque * left;
    return this.heldGoal(presentRad);
  }
}
