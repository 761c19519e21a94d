/**
 * Where the gripper takes the T by its knob and where it puts it down, as pure geometry. The knob is square, so there
 * are four ways to take it; one is chosen that reaches at both ends. The fixed jaw touches one face of the knob and
 * the moving jaw closes on the other, so the knob's centre lies a known step from the tip.
 */
import type { ToolTarget } from 'nightbench/sdk/motion.ts';
import type { PlanarPose } from 'nightbench/sdk/program.ts';

/** Half the knob and the radius of the fixed jaw: from the tip to the knob's centre once gripped. */
const gripOffsetM = 0.013;
/** Room between fixed jaw and knob while going down. */
const looseM = 0.003;

export interface Grasp {
  /** Which of the four faces; the jaw's direction in the T's frame is this many quarter turns. */
  readonly quarter: number;
  readonly pick: ToolTarget;
  readonly place: ToolTarget;
  /** Unit vectors from the fixed jaw to the moving one, at both ends. */
  readonly pickJaw: { readonly x: number; readonly y: number };
  readonly placeJaw: { readonly x: number; readonly y: number };
}

/** `known`: what placing is off by every time, in the T's frame at the goal; it is subtracted. */
export interface PlacingError {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** The four ways to take the knob at `from` and put it down at `to`, tip at `heightM`. */
export function graspsOf(from: PlanarPose, to: PlanarPose, heightM: number): readonly Grasp[] {
  return [0, 1, 2, 3].map((quarter) => {
    const pickYaw = from.yawRad + (quarter * Math.PI) / 2;
    const placeYaw = to.yawRad + (quarter * Math.PI) / 2;
    const pickJaw = { x: Math.cos(pickYaw), y: Math.sin(pickYaw) };
    const placeJaw = { x: Math.cos(placeYaw), y: Math.sin(placeYaw) };
    const before = gripOffsetM + looseM;
    return {
      quarter,
      pickJaw,
      placeJaw,
      pick: {
        xM: from.xM - before * pickJaw.x,
        yM: from.yM - before * pickJaw.y,
        zM: heightM,
        turn: { jawYawRad: pickYaw },
      },
      place: {
        xM: to.xM - gripOffsetM * placeJaw.x,
        yM: to.yM - gripOffsetM * placeJaw.y,
        zM: heightM,
        turn: { jawYawRad: placeYaw },
      },
    };
  });
}

/** The same target at another height. */
export function above(target: ToolTarget, zM: number): ToolTarget {
  return { ...target, zM };
}

export function wrapRad(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));
}

/** The middle of several looks: medians of position, mean turn around the first. */
export function middlePose(poses: readonly PlanarPose[]): PlanarPose | null {
  const [first] = poses;
  if (first === undefined) return null;
  const median = (values: readonly number[]): number => {
    const sorted = [...values].sort((a, b) => a - b);
    const half = sorted.length >> 1;
    const upper = sorted[half] ?? 0;
    return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? 0)) / 2;
  };
  return {
    xM: median(poses.map((pose) => pose.xM)),
    yM: median(poses.map((pose) => pose.yM)),
    yawRad: wrapRad(
      first.yawRad + median(poses.map((pose) => wrapRad(pose.yawRad - first.yawRad))),
    ),
  };
}

/** Distance and turn between two poses, both ≥ 0. */
export function offBy(a: PlanarPose, b: PlanarPose): { positionM: number; yawRad: number } {
  return {
    positionM: Math.hypot(a.xM - b.xM, a.yM - b.yM),
    yawRad: Math.abs(wrapRad(a.yawRad - b.yawRad)),
  };
}
