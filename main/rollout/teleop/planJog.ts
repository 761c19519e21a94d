/**
 * From what a person wants now to the joints of the next control period: tip velocities by inverse kinematics with the
 * smallest tilt, a place on the table to glide to, or the joints of a leader arm. What the envelope would refuse slides
 * along the limit, axis by axis, and says which limit it was. Pure: the servo process checks every target again.
 */
import { forwardKinematics, inverseKinematics, type ToolPose } from '../../base/arm/kinematics.ts';
import type { Box, Envelope, Joints, LimitReason, Point3, Range } from '../../base/model/arm.ts';
import { violation } from '../../bench/servo/envelope.ts';
import { comeBack } from './comeBack.ts';
import { marginM } from './innerEnvelope.ts';
import { noPart, tipParts, type Vector } from './tipParts.ts';

/** Shares of the top speed, −1…1. */
export interface JogMove {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly roll: number;
  readonly pitch: number;
  readonly gripper: number;
}

export type JogWish =
  | { readonly kind: 'move'; readonly move: JogMove }
  /** `zM` null: at the height it has. */
  | { readonly kind: 'goTo'; readonly xM: number; readonly yM: number; readonly zM: number | null }
  /** Where a leader arm, or a scripted operator, wants the joints. */
  | { readonly kind: 'joints'; readonly jointsRad: Joints };

export interface JogState {
  readonly jointsRad: Joints;
  /** Of the tip, as planned last. */
  readonly velocityMS: Vector;
  /** The lean that is wanted; the nearest to it that reaches is taken. */
  readonly leanRad: number;
  /** The operator set it; otherwise it fades while the tip moves. */
  readonly pitched: boolean;
}

export interface JogLimits {
  readonly envelope: Envelope;
  /** Share of the top speeds, 0…1. */
  readonly speed: number;
  readonly dtS: number;
}

export interface JogStep {
  readonly state: JogState;
  readonly limitedBy: LimitReason | null;
}

export const topSpeedMS = 0.2;
const tipAccelerationMS2 = 1.2;
const topRollRadS = 1.6;
const topPitchRadS = 0.6;
const fadeLeanRadS = 0.4;
const topGripperRadS = 2;
/** Of the envelope's joint speeds: what the servos follow closely, so that the tip keeps to its path. */
const jointSpeedShare = 0.45;
const widestLeanRad = 0.8;
/** Back into the box, for a tip that sagged or was pushed out of it. */
const backMS = 0.03;
/** So long, at the speed it has, a tip may still be from a face. Longer than the driver looks ahead. */
const faceS = 0.1;
/** Still at a face: so that the face is reached, and named as the limit. */
const creepMS = 0.002;
/** Nearer than this is there. */
const arrivedM = 0.0004;
const [roll, gripper] = [4, 5] as const;

export const startJog = (jointsRad: Joints): JogState => ({
  jointsRad,
  velocityMS: [0, 0, 0],
  leanRad: forwardKinematics(jointsRad).leanRad,
  pitched: false,
});

const at = (joints: Joints, joint: number): number => joints[joint] ?? Number.NaN;
const within = (value: number, { min, max }: Range): number => Math.max(min, Math.min(max, value));
const length = ([x, y, z]: Vector): number => Math.hypot(x, y, z);
const scaled = ([x, y, z]: Vector, by: number): Vector => [x * by, y * by, z * by];

/** The speed from which a tip stops within that way. */
const brakedMS = (farM: number): number => Math.sqrt(1.4 * tipAccelerationMS2 * Math.max(0, farM));

/** Ever slower towards a face of the box: the arm would swing through. */
function brakedAtFaces(velocity: Vector, tip: Point3, { x, y, z }: Box): Vector {
  const brake = (speedMS: number, at: number, { min, max }: Range): number => {
    const [outM, most] = speedMS > 0 ? [at - max, max - at] : [min - at, at - min];
    const fast = outM > 0 ? creepMS : most / faceS + creepMS;
    return Math.max(-fast, Math.min(fast, speedMS));
  };
  return [
    brake(velocity[0], tip.xM, x),
    brake(velocity[1], tip.yM, y),
    brake(velocity[2], tip.zM, z),
  ];
}

/** The velocity that is wanted, before inertia. */
function wantedVelocity(wish: JogWish, tip: Point3, { speed, dtS, envelope }: JogLimits): Vector {
  if (wish.kind === 'joints') return [0, 0, 0];
  const top = topSpeedMS * speed;
  if (wish.kind === 'move') {
    const { x, y, z } = wish.move;
    const share = length([x, y, z]);
    return brakedAtFaces(scaled([x, y, z], top / Math.max(1, share)), tip, envelope.workspaceM);
  }
  const way: Vector = [wish.xM - tip.xM, wish.yM - tip.yM, (wish.zM ?? tip.zM) - tip.zM];
  const far = length(way);
  if (far < arrivedM) return [0, 0, 0];
  // Never faster than it can stop there.
  const fast = Math.min(top, brakedMS(far), far / dtS);
  return brakedAtFaces(scaled(way, fast / far), tip, envelope.workspaceM);
}

function accelerated(from: Vector, to: Vector, dtS: number): Vector {
  const change: Vector = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const most = tipAccelerationMS2 * dtS;
  const share = Math.min(1, most / Math.max(1e-9, length(change)));
  const step = scaled(change, share);
  return [from[0] + step[0], from[1] + step[1], from[2] + step[2]];
}

/** Roll and jaw after this period, within their ranges and the lock. */
function turned(state: JogState, wish: JogWish, limits: JogLimits): readonly [number, number] {
  const { envelope, speed, dtS } = limits;
  const now = [at(state.jointsRad, roll), at(state.jointsRad, gripper)] as const;
  if (wish.kind !== 'move') return now;
  const { jointsRad, gripperLockRad } = envelope;
  const rolls = jointsRad[roll] ?? { min: 0, max: 0 };
  const jaw = gripperLockRad ?? jointsRad[gripper] ?? { min: 0, max: 0 };
  const rolled = now[0] + wish.move.roll * topRollRadS * speed * dtS;
  const gripped = now[1] + wish.move.gripper * topGripperRadS * speed * dtS;
  return [within(rolled, rolls), wish.move.gripper === 0 ? now[1] : within(gripped, jaw)];
}

/** No joint faster than its share of the envelope's speed. The second value: by how much it had to be slowed, or 1. */
function paced(from: Joints, to: Joints, { envelope, dtS }: JogLimits): readonly [Joints, number] {
  const share = Math.max(
    1,
    ...to.map((value, j) => {
      const most = (envelope.speedRadS[j] ?? 0) * jointSpeedShare * dtS;
      return Math.abs(value - at(from, j)) / Math.max(1e-9, most);
    }),
  );
  return [to.map((value, j) => at(from, j) + (value - at(from, j)) / share), share];
}

/** Further than rounding to counts makes of it. */
const outOf = (tip: Point3, { x, y, z }: Box): boolean =>
  Math.max(x.min - tip.xM, tip.xM - x.max, y.min - tip.yM, tip.yM - y.max) > marginM ||
  Math.max(z.min - tip.zM, tip.zM - z.max) > marginM;

interface TipStep {
  readonly jointsRad: Joints;
  readonly slowedBy: number;
}

function reach(
  state: JogState,
  tip: Point3,
  turn: readonly [number, number],
  leanRad: number,
  limits: JogLimits,
): TipStep | LimitReason {
  const { envelope } = limits;
  const maxTiltRad = Math.min(envelope.maxTiltRad ?? widestLeanRad, widestLeanRad);
  // Its ranges, not the arm's: what lies between would be refused, and nothing but a lean leads around it.
  const { jointsRad: ranges } = envelope;
  const options = { maxTiltRad, leanRad, gripperRad: turn[1], jointsRad: ranges };
  const joints = inverseKinematics(tip, { rollRad: turn[0] }, options);
  if (joints === null) return 'joint-range';
  const [jointsRad, slowedBy] = paced(state.jointsRad, joints, limits);
  return violation(jointsRad, envelope, state.jointsRad) ?? { jointsRad, slowedBy };
}

/** Into the box; from outside, back towards it by no more than a calm step. */
function clampedTip(tip: Point3, from: Point3, { envelope, dtS }: JogLimits): Point3 {
  const { workspaceM } = envelope;
  const back = backMS * dtS;
  const clamp = (value: number, here: number, { min, max }: Range): number => {
    if (here < min) return Math.min(min, here + back);
    if (here > max) return Math.max(max, here - back);
    return Math.max(min, Math.min(max, value));
  };
  return {
    xM: clamp(tip.xM, from.xM, workspaceM.x),
    yM: clamp(tip.yM, from.yM, workspaceM.y),
    zM: clamp(tip.zM, from.zM, workspaceM.z),
  };
}

type Lean = Pick<JogState, 'leanRad' | 'pitched'>;

/** As the operator sets it; one that nobody set fades, so that the tool comes upright where it can. */
function nextLean(state: JogState, wish: JogWish, { envelope, speed, dtS }: JogLimits): Lean {
  const widest = Math.min(envelope.maxTiltRad ?? widestLeanRad, widestLeanRad);
  const range = { min: -widest, max: widest };
  const pitch = wish.kind === 'move' ? wish.move.pitch : 0;
  if (pitch !== 0 || state.pitched) {
    const leanRad = state.leanRad + pitch * topPitchRadS * speed * dtS;
    return { leanRad: within(leanRad, range), pitched: true };
  }
  const fade = fadeLeanRadS * dtS;
  const faded = state.leanRad - Math.max(-fade, Math.min(fade, state.leanRad));
  return { leanRad: faded, pitched: false };
}

const isPressed = (wish: JogWish): boolean =>
  wish.kind !== 'move' || Object.values(wish.move).some((share) => share !== 0);

/** The tip by `velocityMS`, or by as much of it as may be. */
function moveTip(
  state: JogState,
  wish: JogWish,
  velocityMS: Vector,
  tip: ToolPose,
  lean: Lean,
  limits: JogLimits,
): JogStep {
  const { dtS } = limits;
  const { leanRad } = lean;
  const turn = turned(state, wish, limits);
  const done = (step: TipStep, moved: Vector, limitedBy: LimitReason | null): JogStep => ({
    state: {
      ...lean,
      jointsRad: step.jointsRad,
      velocityMS: scaled(moved, 1 / step.slowedBy),
    },
    limitedBy: limitedBy ?? (step.slowedBy > 1 ? 'speed' : null),
  });
  const parts = tipParts(tip, velocityMS, dtS);
  const whole = reach(state, parts[0]?.tip ?? tip, turn, leanRad, limits);
  const isOut = outOf(tip, limits.envelope.workspaceM);
  if (typeof whole !== 'string' && !isOut) return done(whole, velocityMS, null);
  const refused = typeof whole === 'string' ? whole : 'workspace';
  // From outside there is one way: back in.
  for (const part of isOut ? [noPart(tip)] : parts) {
    const step = reach(state, clampedTip(part.tip, tip, limits), turn, leanRad, limits);
    if (typeof step !== 'string') return done(step, part.velocityMS, refused);
  }
  const back = isPressed(wish) ? comeBack(state.jointsRad, limits) : null;
  const stays = { ...state, velocityMS: [0, 0, 0] } as const;
  return { state: back === null ? stays : startJog(back), limitedBy: refused };
}

/** Towards `jointsRad`, each joint at its own pace; the tip slides along the box where the pose itself may not be. */
function followJoints(state: JogState, wanted: Joints, limits: JogLimits): JogStep {
  const { envelope, dtS, speed } = limits;
  const from = state.jointsRad;
  const lock = envelope.gripperLockRad;
  const to = from.map((value, j) => {
    const most = (envelope.speedRadS[j] ?? 0) * jointSpeedShare * dtS * speed;
    const ranged = within(at(wanted, j), envelope.jointsRad[j] ?? { min: value, max: value });
    const aim = j === gripper && lock !== null ? within(ranged, lock) : ranged;
    return value + Math.max(-most, Math.min(most, aim - value));
  });
  const follow = (jointsRad: Joints, limitedBy: LimitReason | null): JogStep => ({
    state: startJog(jointsRad),
    limitedBy,
  });
  const refused = violation(to, envelope, from);
  if (refused === null) return follow(to, null);
  const pose = forwardKinematics(to);
  const here = forwardKinematics(from);
  const turn = [at(to, roll), at(to, gripper)] as const;
  const slid = reach(state, clampedTip(pose, here, limits), turn, pose.leanRad, limits);
  if (typeof slid !== 'string') return follow(slid.jointsRad, refused);
  const hand = [...from.slice(0, roll), ...to.slice(roll)];
  return follow(violation(hand, envelope, from) === null ? hand : from, refused);
}

/** One control period. Bad numbers leave everything where it is. */
export function planJog(state: JogState, wish: JogWish, limits: JogLimits): JogStep {
  if (wish.kind === 'joints') return followJoints(state, wish.jointsRad, limits);
  const { dtS } = limits;
  const tip = forwardKinematics(state.jointsRad);
  const wanted = wantedVelocity(wish, tip, limits);
  const velocityMS = accelerated(state.velocityMS, wanted, dtS);
  return moveTip(state, wish, velocityMS, tip, nextLean(state, wish, limits), limits);
}
