/**
 * Core ↔ servo process, over stdio frames (`base/host/frames.ts`). The servo process is the one owner of motion: it holds
 * on a lost core, a stale target, a stale read, and on anything it does not understand.
 */
import type { ArmState, Envelope, JointCalibration, Joints, LimitReason } from '../model/arm.ts';
import type { ErrorData } from '../model/errors.ts';

export type ToServo =
  | {
      readonly type: 'open';
      readonly port: string;
      /** lockstep: ticks come from the core. real: the process keeps its own absolute deadlines. */
      readonly clock: 'real' | 'lockstep';
      readonly rateHz: number;
      /** How long all answers to one packet may take; the process's own choice when not given. */
      readonly answerTimeoutMs?: number | undefined;
      readonly calibration: readonly JointCalibration[];
      /** False: nobody calibrated this arm, so it does not even fold itself away from heat; absent: it was. */
      readonly isCalibrated?: boolean | undefined;
      readonly envelope: Envelope;
    }
  /** Lockstep only: run one control period at bench time `atMs`, answer with `state`. */
  | { readonly type: 'tick'; readonly tick: number; readonly atMs: number }
  /**
   * Reach `jointsRad` on a straight line in joint space `arriveInMs` from now; hold when no newer target came
   * within `expiresInMs`. Refused (event `refused`) while stopped.
   */
  | {
      readonly type: 'target';
      readonly seq: number;
      readonly jointsRad: Joints;
      readonly arriveInMs: number;
      readonly expiresInMs: number;
    }
  | { readonly type: 'hold'; readonly reason: string }
  /** Latched. Written to the bus at once, between ticks if need be. Answered by event `stopped`. */
  | { readonly type: 'stop'; readonly reason: string; readonly seq: number }
  | { readonly type: 'resume' }
  /**
   * A person wants to move the arm by hand: its torque fades and stays off, and targets are refused until `energise`
   * makes it hold where it is. Both are answered by `asked`; refused while stopped or while a fault is on.
   */
  | { readonly type: 'relax'; readonly seq: number }
  | { readonly type: 'energise'; readonly seq: number }
  | { readonly type: 'envelope'; readonly envelope: Envelope }
  /** Real time: the core is alive. Without one for 100 ms the arm holds. Sent every 20 ms. */
  | { readonly type: 'alive' }
  | { readonly type: 'close' };

export type ServoFault =
  | 'bus-lost' // no answer from one or more servos
  | 'bus-corrupt' // more bad packets than retries cover
  | 'hot' // at or over temperatureRestC: parked, then torque off
  | 'overload'
  | 'stuck' // pushes and does not move: something is in the way, or the joint is broken
  | 'core-lost'
  | 'stale-read'
  | 'internal';

/** Milliseconds of the loop's own time. */
export interface LoopSections {
  /** From the reading to the goals: watchdogs, plan, envelope. */
  readonly decideMs: number;
  /** Goals handed to the port. */
  readonly writeMs: number;
  /** Telling the core, in the period before. */
  readonly reportMs: number;
  /** Nothing to do, before this period began. Null in lockstep, where the loop is told when to begin. */
  readonly slackMs: number | null;
}

export type FromServo =
  | {
      readonly type: 'opened';
      readonly models: readonly number[];
      readonly firmware: readonly string[];
      /** What each servo subtracts from its encoder before it answers. */
      readonly homingCounts: readonly number[];
    }
  | {
      readonly type: 'state';
      readonly state: ArmState;
      /** Bytes written to the bus since opening: lockstep's simulator waits until it has read as many. */
      readonly busBytes: number;
      /** Real time: deadlines missed since opening, and the last period and bus time. */
      readonly missedTicks: number;
      readonly periodMs: number;
      readonly busMs: number;
      /** Where the rest of this period went, beside `busMs` for reading. For figures only. */
      readonly sections: LoopSections;
    }
  /**
   * `wroteAfterMs`: from receipt of the stop to the hold packet handed to the bus. Null: no bytes left, because the bus
   * is away or the arm is limp. The stop is latched all the same.
   */
  | {
      readonly type: 'stopped';
      readonly seq: number;
      readonly wroteAfterMs: number | null;
      readonly reason: string;
    }
  /** A condition began (`on`) or ended. The arm already holds when it began. */
  | {
      readonly type: 'fault';
      readonly fault: ServoFault;
      readonly on: boolean;
      readonly servo: number | null;
      readonly message: string;
    }
  /** The envelope refused a target (did not merely shape speed); the arm holds until a target inside comes. */
  | { readonly type: 'limit'; readonly reason: LimitReason; readonly tick: number }
  | { readonly type: 'refused'; readonly seq: number; readonly reason: string }
  /** To `relax` and `energise`: done, or why not. */
  | { readonly type: 'asked'; readonly seq: number; readonly refused: string | null }
  | { readonly type: 'failed'; readonly error: ErrorData };
