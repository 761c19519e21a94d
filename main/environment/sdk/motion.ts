/**
 * Motions of the arm as scripts: straight lines of the tip, joint moves, waiting, settling, gripping. Every motion
 * starts where the last one commanded the arm to be and yields one joint target per observation, inside the speed
 * limits it was given. The servo process takes out sag and lag, and checks every target anyway. Knows no task, no
 * camera and no envelope.
 */
import {
  forwardKinematics,
  type HandTurn,
  inverseKinematics,
  type ToolPose,
} from '../../base/arm/kinematics.ts';
import type { Joints, Point3 } from '../../base/model/arm.ts';
import { type SpeedLimit, sampleTravel } from './profile.ts';
import type { Observed } from './program.ts';
import type { Script } from './script.ts';

export { forwardKinematics, type HandTurn, type ToolPose } from '../../base/arm/kinematics.ts';
export type { Point3 } from '../../base/model/arm.ts';

export interface MotionLimits {
  /** Each joint, rad/s and rad/s². */
  readonly joint: SpeedLimit;
  /** The tip on a line, m/s and m/s². */
  readonly tip: SpeedLimit;
  /** Largest lean of the tool on lines. */
  readonly maxTiltRad: number;
}

/** Gentle enough for the torque of the servos anywhere in reach. */
export const calmLimits: MotionLimits = {
  joint: { speed: 2.2, acceleration: 9 },
  tip: { speed: 0.2, acceleration: 0.8 },
  maxTiltRad: Math.PI / 9,
};

export interface ToolTarget extends Point3 {
  /** The hand's turn at the end; kept as it is when absent. */
  readonly turn?: HandTurn;
  /** The jaw's angle at the end; kept as it is when absent. */
  readonly gripperRad?: number;
}

export interface Grip {
  /** Jaw angle where it stood still, radians. */
  readonly angleRad: number;
  /** |load| of the gripper, fraction of stall torque. */
  readonly load: number;
}

export interface Arm {
  /** What was seen last. */
  seen(): Observed;
  /** The pose that was asked for last. */
  commanded(): ToolPose;
  commandedJoints(): Joints;
  /** Where the tip really is, by the joints as measured. */
  measured(): ToolPose;
  /** The joints for a target, or null when it is out of reach. */
  reach(target: ToolTarget): Joints | null;
  /** Straight line of the tip; false, and nothing moved, when a point of it is out of reach. */
  line(target: ToolTarget, tip?: SpeedLimit): Script<boolean>;
  /** The line where that stays in reach, else the joints' straight way; false when the end is out of reach. */
  go(target: ToolTarget, tip?: SpeedLimit): Script<boolean>;
  /** All joints together, straight in joint space. */
  joints(to: Joints, joint?: SpeedLimit): Script;
  wait(seconds: number): Script;
  /** Stays for one observation. */
  stand(): Script;
  /** Stands until every joint is slower than `slowRadS`, at least `minS`, at most `maxS`. */
  settle(limits?: { minS?: number; maxS?: number; slowRadS?: number }): Script;
  /** Moves the jaw alone. */
  jaw(toRad: number, speedRadS?: number): Script;
  /**
   * Closes the jaw until it stands still against something or is closed, then holds it `squeezeRad` further in:
   * the servo's stiffness makes that the gripping force.
   */
  grip(options: { squeezeRad: number; speedRadS: number; maxS: number }): Script<Grip>;
}

const gripper = 5;

export function createArm(rateHz: number, first: Observed, limits: MotionLimits = calmLimits): Arm {
  const periodS = 1 / rateHz;
  let seen = first;
  let commanded: Joints = first.observation.positionRad;

  async function* step(to: Joints): Script {
    commanded = to;
    seen = yield { type: 'act', jointsRad: to };
  }

  async function* follow(path: readonly Joints[]): Script {
    for (const joints of path) yield* step(joints);
  }

  const reach = (target: ToolTarget): Joints | null =>
    inverseKinematics(target, target.turn ?? { rollRad: commanded[4] ?? 0 }, {
      maxTiltRad: limits.maxTiltRad,
      gripperRad: target.gripperRad ?? commanded[gripper] ?? 0,
    });

  async function* joints(to: Joints, joint: SpeedLimit = limits.joint): Script {
    const length = largestChange(commanded, to);
    const from = commanded;
    yield* follow(sampleTravel(length, joint, periodS).map((u) => between(from, to, u)));
  }

  async function* wait(seconds: number): Script {
    for (let k = 0; k < Math.round(seconds * rateHz); k++) yield* step(commanded);
  }

  async function* line(target: ToolTarget, tip: SpeedLimit = limits.tip): Script<boolean> {
    const path = planLine(commanded, reach(target), { ...limits, tip }, periodS);
    if (path !== null) yield* follow(path);
    return path !== null;
  }

  return {
    seen: () => seen,
    commanded: () => forwardKinematics(commanded),
    commandedJoints: () => commanded,
    measured: () => forwardKinematics(seen.observation.positionRad),
    reach,
    line,
    async *go(target, tip) {
      if (yield* line(target, tip)) return true;
      const end = reach(target);
      if (end !== null) yield* joints(end);
      return end !== null;
    },
    joints,
    wait,
    stand: () => step(commanded),
    async *settle({ minS = 0.1, maxS = 0.6, slowRadS = 0.04 } = {}) {
      for (let k = 1; k <= Math.ceil(maxS * rateHz); k++) {
        yield* step(commanded);
        const still = seen.observation.velocityRadS.every((speed) => Math.abs(speed) < slowRadS);
        if (still && k >= minS * rateHz) return;
      }
    },
    async *jaw(toRad, speedRadS = limits.joint.speed) {
      const to = commanded.with(gripper, toRad);
      yield* joints(to, { speed: speedRadS, acceleration: limits.joint.acceleration });
    },
    async *grip({ squeezeRad, speedRadS, maxS }) {
      const jawNow = (): number => seen.observation.positionRad[gripper] ?? 0;
      let before = jawNow();
      for (let k = 0; k < maxS * rateHz; k++) {
        // The command leads the jaw by no more than the squeeze, so that contact never becomes a blow.
        const next = Math.max(
          (commanded[gripper] ?? 0) - speedRadS * periodS,
          jawNow() - squeezeRad,
          0,
        );
        yield* step(commanded.with(gripper, next));
        const still = Math.abs(jawNow() - before) < 0.05 * speedRadS * periodS;
        before = jawNow();
        if (k > 2 && (still || next <= 0)) break;
      }
      const angleRad = jawNow();
      yield* step(commanded.with(gripper, Math.max(angleRad - squeezeRad, -0.02)));
      yield* wait(0.15);
      return { angleRad: jawNow(), load: Math.abs(seen.observation.load[gripper] ?? 0) };
    },
  };
}

function between(from: Joints, to: Joints, u: number): Joints {
  return from.map((angle, joint) => angle + u * ((to[joint] ?? angle) - angle));
}

function largestChange(from: Joints, to: Joints): number {
  return from.reduce((most, angle, k) => Math.max(most, Math.abs((to[k] ?? angle) - angle)), 0);
}

/**
 * The joints at the end of each period on a straight line of the tip from `from` to `to`, the roll turning evenly.
 * Null when `to` is null or a point between is out of reach.
 */
export function planLine(
  from: Joints,
  to: Joints | null,
  limits: MotionLimits,
  periodS: number,
): Joints[] | null {
  if (to === null) return null;
  const a = forwardKinematics(from);
  const b = forwardKinematics(to);
  const lengthM = Math.hypot(b.xM - a.xM, b.yM - a.yM, b.zM - a.zM);
  const turn = largestChange(from, to);
  const unit = {
    speed: Math.min(limits.tip.speed / lengthM, limits.joint.speed / turn),
    acceleration: Math.min(limits.tip.acceleration / lengthM, limits.joint.acceleration / turn),
  };
  if (!Number.isFinite(unit.speed)) return [to];
  const solve = (u: number): Joints | null =>
    u >= 1
      ? to
      : inverseKinematics(
          {
            xM: a.xM + u * (b.xM - a.xM),
            yM: a.yM + u * (b.yM - a.yM),
            zM: a.zM + u * (b.zM - a.zM),
          },
          { rollRad: (from[4] ?? 0) + u * ((to[4] ?? 0) - (from[4] ?? 0)) },
          {
            maxTiltRad: limits.maxTiltRad,
            gripperRad: (from[gripper] ?? 0) + u * ((to[gripper] ?? 0) - (from[gripper] ?? 0)),
          },
        );
  for (let slowing = 0; slowing < 4; slowing++) {
    const path: Joints[] = [];
    let before = from;
    let worst = 0;
    for (const u of sampleTravel(1, unit, periodS)) {
      const joints = solve(u);
      if (joints === null) return null;
      worst = Math.max(worst, largestChange(before, joints) / (limits.joint.speed * periodS));
      path.push(joints);
      before = joints;
    }
    if (worst <= 1.05) return path;
    unit.speed /= worst;
    unit.acceleration /= worst * worst;
  }
  return null;
}
