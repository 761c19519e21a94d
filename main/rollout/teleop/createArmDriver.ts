/**
 * The arm under a person's hand: one wish a control period becomes one target, no wish is a hold. The plan never runs
 * far ahead of the arm, and begins anew where the arm is after every hold and every refusal. Decides no safety: the servo
 * process checks each target and expires it.
 */
import type { Envelope, Joints, LimitReason } from '../../base/model/arm.ts';
import type { BenchLink, BenchTick } from '../../bench/link.ts';
import { violation } from '../../bench/servo/envelope.ts';
import { innerEnvelope } from './innerEnvelope.ts';
import { type JogState, type JogWish, planJog, startJog } from './planJog.ts';

export interface ArmDriver extends Disposable {
  /** The period after `tick`. */
  step(tick: BenchTick, wish: JogWish | null, speed: number): void;
  /** Where the plan stands, or the arm while it is held. */
  jointsRad(tick: BenchTick): Joints;
  readonly driving: boolean;
  readonly limitedBy: LimitReason | null;
}

/** The plan waits while any joint is further behind: something holds the arm. */
const leashRad = 0.35;
/**
 * A target lies so far ahead, at the speed of each joint: the servo loop brakes each joint before the end of its line, and
 * ends that are passed at speed would bend the path. A late period finds its way on as well.
 */
const aheadS = 0.08;
/** How much of it, where the envelope ends before. */
const aheadShares = [1, 0.5, 0.25] as const;

const behind = (plan: Joints, position: Joints): boolean =>
  plan.some((value, j) => j < 5 && Math.abs(value - (position[j] ?? value)) > leashRad);

export function createArmDriver(link: BenchLink, outer: Envelope): ArmDriver {
  const envelope = innerEnvelope(outer);
  const periodMs = 1000 / link.rateHz;
  let jog: JogState | null = null;
  let limitedBy: LimitReason | null = null;
  // The arm holds: what was planned is void.
  const listening = [
    link.robot.onLimit(({ reason }) => {
      limitedBy = reason;
      jog = null;
    }),
    link.robot.onFault(({ on }) => {
      if (on) jog = null;
    }),
  ];
  const hold = (): void => {
    if (jog !== null) link.robot.hold('nobody drives');
    jog = null;
    limitedBy = null;
  };
  const aim = (from: Joints, to: Joints): void => {
    for (const share of aheadShares) {
      const periods = (share * aheadS * 1000) / periodMs;
      const ahead = to.map((value, j) => value + periods * (value - (from[j] ?? value)));
      if (violation(ahead, envelope, to) !== null) continue;
      link.target(ahead, (1 + periods) * periodMs);
      return;
    }
    link.target(to, periodMs);
  };
  return {
    step({ state }, wish, speed) {
      if (wish === null || (state.mode !== 'moving' && state.mode !== 'holding')) return hold();
      const from = jog ?? startJog(state.positionRad);
      if (behind(from.jointsRad, state.positionRad)) {
        limitedBy = 'lead';
        jog = { ...from, velocityMS: [0, 0, 0] };
      } else {
        const step = planJog(from, wish, { envelope, speed, dtS: periodMs / 1000 });
        jog = step.state;
        limitedBy = step.limitedBy;
      }
      aim(from.jointsRad, jog.jointsRad);
    },
    jointsRad: ({ state }) => jog?.jointsRad ?? state.positionRad,
    get driving() {
      return jog !== null;
    },
    get limitedBy() {
      return limitedBy;
    },
    [Symbol.dispose]() {
      hold();
      for (const each of listening) each[Symbol.dispose]();
    },
  };
}
