/**
 * The arm under a person's hand: one wish a control period becomes one target, no wish is a hold. The plan never runs
 * far ahead of the arm, and begins anew where the arm is after every hold and every refusal. Decides no safety: the servo
 * process checks each target and expires it.
 */
import type { Envelope, Joints, LimitReason } from '../../base/model/arm.ts';
import type { BenchLink, BenchTick } from '../../bench/link.ts';
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
/** A late period still finds its target. */
const arrivePeriods = 2;

const behind = (plan: Joints, position: Joints): boolean =>
  plan.some((value, j) => j < 5 && Math.abs(value - (position[j] ?? value)) > leashRad);

export function createArmDriver(link: BenchLink, envelope: Envelope): ArmDriver {
  const periodMs = 1000 / link.rateHz;
  let jog: JogState | null = null;
  let limitedBy: LimitReason | null = null;
  const refusals = link.robot.onLimit(({ reason }) => {
    // The arm holds: what was planned is void.
    limitedBy = reason;
    jog = null;
  });
  const hold = (): void => {
    if (jog !== null) link.robot.hold('nobody drives');
    jog = null;
    limitedBy = null;
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
      link.target(jog.jointsRad, arrivePeriods * periodMs);
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
      refusals[Symbol.dispose]();
    },
  };
}
