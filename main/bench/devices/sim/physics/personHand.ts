/**
 * A person's hand on the arm: a spring towards the pose the person wants, which itself moves no faster than a hand does.
 * Strong enough for a limp arm and bounded; against an arm under torque it presses for half a second like one who
 * notices, and lets go. It is how `sim.arm` reaches the follower; it knows no servo but whether torque is on.
 */
import { jointRangesRad } from '../../../../base/arm/so101.ts';
import { jointNames } from '../../../../base/model/arm.ts';

const springNmRad = 80;
const damperNmSRad = 1.5;
const limpNm = 6;
const torqueNm = 0.8;
const speedRadS = 3;
const pressS = 0.5;
/** Into the mechanical stop, so that the joint really reaches it. */
const beyondRad = 0.02;

/** What a hand can want of a joint: no further than its stops give way. */
export function reachable(wantedRad: readonly number[]): readonly number[] {
  return jointNames.map((name, j) => {
    const [min, max] = jointRangesRad[name];
    return Math.max(min - beyondRad, Math.min(max + beyondRad, wantedRad[j] ?? 0));
  });
}

/** Towards `to`, no faster than a hand. */
export function handStep(fromRad: number, toRad: number, stepS: number): number {
  const bound = speedRadS * stepS;
  return fromRad + Math.max(-bound, Math.min(bound, toRad - fromRad));
}

export interface PersonHand {
  /** Takes the arm where it is and moves it there. */
  move(wantedRad: readonly number[], presentRad: readonly number[]): void;
  /** Once per physics step, before `torque`. */
  step(stepS: number, underTorque: boolean): void;
  /** What it exerts on a joint now. */
  torque(joint: number, positionRad: number, velocityRadS: number, underTorque: boolean): number;
  /** Everything that changes, for repeatability checks. */
  state(): readonly number[];
}

export function createPersonHand(): PersonHand {
  let wanted: readonly number[] = [];
  let at: number[] = [];
  let leftS = 0;
  return {
    move(wantedRad, presentRad) {
      wanted = reachable(wantedRad);
      at = [...presentRad];
      leftS = pressS;
    },
    step(stepS, underTorque) {
      if (at.length === 0) return;
      if (underTorque) leftS -= stepS;
      if (leftS > 0) at = at.map((rad, j) => handStep(rad, wanted[j] ?? rad, stepS));
      else at = [];
    },
    torque(joint, positionRad, velocityRadS, underTorque) {
      const toRad = at[joint];
      if (toRad === undefined) return 0;
      const bound = underTorque ? torqueNm : limpNm;
      const pull = springNmRad * (toRad - positionRad) - damperNmSRad * velocityRadS;
      return Math.max(-bound, Math.min(bound, pull));
    },
    state: () => [leftS, ...at, ...(at.length > 0 ? wanted : [])],
  };
}
