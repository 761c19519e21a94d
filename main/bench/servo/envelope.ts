/**
 * The envelope: from where the arm is and where it shall be, the next goal that may be written, or a hold with its
 * reason. A goal outside is never returned: joint range, every link above the floor and in the links' box, tip in the
 * workspace box, tilt and gripper lock refuse; speed, acceleration and lead merely shape. An arm that stands outside
 * already may only move so that no violation grows. Anything it cannot compute is a hold (fail closed). Pure.
 */
import {
  forwardKinematics,
  linkPointNames,
  linkPoints,
  linkRadiiM,
} from '../../base/arm/kinematics.ts';
import { so101 } from '../../base/arm/so101.ts';
import type { Box, Envelope, Joints, LimitReason, Range } from '../../base/model/arm.ts';
import { jointCount } from '../../base/model/arm.ts';

/** A written goal leads the present position by at most this much travel at the joint's top speed. */
export const leadS = 0.04;
/** One count of the servo: goals are written on this grid. */
export const countRad = (2 * Math.PI) / so101.countsPerTurn;

export interface StepInput {
  readonly presentRad: Joints;
  /** The last planned position and velocity (without correction). */
  readonly previousRad: Joints;
  readonly previousRadS: Joints;
  /** Where the line says to be now and how fast, and where it ends. */
  readonly setpointRad: Joints;
  readonly setpointRadS: Joints;
  readonly endRad: Joints;
  /** Added to the plan when written, for sag and lag; may be cut by the lead and by the envelope. */
  readonly correctionRad: Joints;
  readonly dtS: number;
}

export type Step =
  | {
      readonly kind: 'move';
      /** On the grid of counts; what is to be written. */
      readonly goalRad: readonly number[];
      readonly planRad: readonly number[];
      readonly planRadS: readonly number[];
      readonly limitedBy: 'speed' | 'acceleration' | 'lead' | null;
    }
  | { readonly kind: 'hold'; readonly reason: LimitReason | 'internal' };

/** How far outside a range a value is; 0 inside. */
const outside = (value: number, range: Range): number =>
  Math.max(range.min - value, value - range.max, 0);

const reasons = [
  'joint-range',
  'gripper-lock',
  'floor',
  'workspace',
  'tool-height',
  'tilt',
  // Of all links; the one before is the tip's.
  'workspace',
] as const satisfies readonly LimitReason[];
type GeometricReason = (typeof reasons)[number];

const points = new Float64Array(3 * linkPointNames.length);

/** How deep the links are below the floor, and how far outside their box, each with its thickness. */
function linkDepths(joints: Joints, floorM: number, box: Box): readonly [number, number] {
  linkPoints(joints, points);
  let floor = 0;
  let links = 0;
  for (let i = 0; i < linkPointNames.length; i++) {
    const radiusM = linkRadiiM[i] ?? Number.NaN;
    const beyond = (axis: number, range: Range): number => {
      const at = points[3 * i + axis] ?? Number.NaN;
      return Math.max(range.min - (at - radiusM), at + radiusM - range.max);
    };
    const lowestM = (points[3 * i + 2] ?? Number.NaN) - radiusM;
    floor = Math.max(floor, floorM - lowestM);
    links = Math.max(links, beyond(0, box.x), beyond(1, box.y), beyond(2, box.z));
  }
  return [floor, links];
}

/** Depth of each violation of a pose, radians or metres, in the order of `reasons`; all 0 inside. NaN fails closed. */
function depths(joints: Joints, envelope: Envelope): readonly number[] {
  let range = 0;
  for (let j = 0; j < jointCount; j++) {
    const allowed = envelope.jointsRad[j];
    if (allowed === undefined) return reasons.map(() => Number.NaN);
    range = Math.max(range, outside(joints[j] ?? Number.NaN, allowed));
  }
  const lock = envelope.gripperLockRad;
  const gripper = lock === null ? 0 : outside(joints[5] ?? Number.NaN, lock);
  const [floor, links] = linkDepths(joints, envelope.floorM, envelope.linksM);
  const tip = forwardKinematics(joints);
  const box = envelope.workspaceM;
  const workspace = Math.max(outside(tip.xM, box.x), outside(tip.yM, box.y));
  const height = outside(tip.zM, box.z);
  const tilt =
    envelope.maxTiltRad === null
      ? 0
      : Math.max(0, Math.abs(wrap(tip.leanRad)) - envelope.maxTiltRad);
  return [range, gripper, floor, workspace, height, tilt, links];
}

const wrap = (angleRad: number): number =>
  angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));

/** Numerical dust, far below a count. */
const dust = 1e-9;
/** What one count of the joints makes of a pose, in the order of `reasons`: limits hold to within the resolution. */
const resolution: readonly number[] = [
  countRad,
  countRad,
  0.0004,
  0.0004,
  0.0004,
  countRad,
  0.0004,
];

/**
 * Why a pose may not be a goal, or null. `from` is where the plan stands: a violation no deeper than there is a way back
 * inside and passes. `grain`: 1 for exact poses, 2 for poses rounded to counts.
 */
export function violation(
  joints: Joints,
  envelope: Envelope,
  from: Joints,
  grain: 1 | 2 = 1,
): GeometricReason | null {
  const there = depths(joints, envelope);
  let here: readonly number[] | null = null;
  for (const [i, reason] of reasons.entries()) {
    const depth = there[i] ?? Number.NaN;
    const grainDepth = grain * (resolution[i] ?? 0);
    if (depth <= grainDepth) continue;
    here ??= depths(from, envelope);
    const allowed = (here[i] ?? 0) + (grain === 1 ? dust : grainDepth);
    if (!(depth <= allowed)) return reason;
  }
  return null;
}

/** The highest speed from which a joint can stop within `distance`, in steps of `dtS`. */
function brakingSpeed(distance: number, acceleration: number, dtS: number): number {
  const d = Math.max(0, distance);
  return acceleration * (Math.sqrt(dtS * dtS + (2 * d) / acceleration) - dtS);
}

const clamp = (value: number, bound: number): number => Math.max(-bound, Math.min(bound, value));

interface JointStep {
  readonly planRad: number;
  readonly planRadS: number;
  readonly limitedBy: 'speed' | 'acceleration' | null;
}

/** One joint's next planned position: towards the setpoint with its speed, able to stop at the end of the line. */
function stepJoint(input: StepInput, j: number, speed: number, acceleration: number): JointStep {
  const { dtS } = input;
  const from = input.previousRad[j] as number;
  const fromSpeed = input.previousRadS[j] as number;
  const gap = (input.setpointRad[j] as number) - from;
  const lineSpeed = clamp(input.setpointRadS[j] as number, speed);
  const left = (input.endRad[j] as number) - from;
  const catchUp = brakingSpeed(Math.abs(gap), acceleration, dtS);
  const wish = lineSpeed + clamp(gap / dtS - lineSpeed, catchUp);
  // Never faster than can be stopped at the end of the line.
  const stop = brakingSpeed(Math.abs(left), acceleration, dtS);
  const braked = clamp(wish, stop);
  const fast = clamp(braked, speed);
  const planRadS = fromSpeed + clamp(fast - fromSpeed, acceleration * dtS);
  let limitedBy: JointStep['limitedBy'] = null;
  if (Math.abs(fast - braked) > dust) limitedBy = 'speed';
  else if (Math.abs(planRadS - fast) > 1e-6) limitedBy = 'acceleration';
  return { planRad: from + planRadS * dtS, planRadS, limitedBy };
}

/** On the grid and not beyond the bound around `centre`. */
function within(valueRad: number, centre: number, bound: number): number {
  const low = Math.ceil((centre - bound) / countRad - 1e-6);
  const high = Math.floor((centre + bound) / countRad + 1e-6);
  return Math.max(low, Math.min(high, Math.round(valueRad / countRad))) * countRad;
}

/** As much of the correction as lead and envelope allow, on the grid; null when not even none of it passes. */
function corrected(
  presentRad: Joints,
  planRad: Joints,
  correctionRad: Joints,
  previousRad: Joints,
  envelope: Envelope,
): number[] | null {
  for (const share of [1, 0.75, 0.5, 0.25, 0]) {
    const goalRad = planRad.map((value, j) => {
      const lead = leadS * (envelope.speedRadS[j] ?? Number.NaN);
      return within(value + share * (correctionRad[j] ?? Number.NaN), presentRad[j] ?? 0, lead);
    });
    if (!goalRad.every(Number.isFinite)) return null;
    if (violation(goalRad, envelope, previousRad, 2) === null) return goalRad;
  }
  return null;
}

function plan(input: StepInput, envelope: Envelope): Step {
  const { presentRad, previousRad, dtS } = input;
  const refused = violation(input.endRad, envelope, previousRad);
  if (refused !== null) return { kind: 'hold', reason: refused };
  const planRad: number[] = [];
  let limitedBy: 'speed' | 'acceleration' | 'lead' | null = null;
  for (let j = 0; j < jointCount; j++) {
    const speed = envelope.speedRadS[j] ?? Number.NaN;
    const step = stepJoint(input, j, speed, envelope.accelerationRadS2[j] ?? Number.NaN);
    const present = presentRad[j] as number;
    const bounded = present + clamp(step.planRad - present, leadS * speed);
    if (limitedBy !== 'lead') limitedBy = step.limitedBy ?? limitedBy;
    if (Math.abs(bounded - step.planRad) > dust) limitedBy = 'lead';
    planRad.push(bounded);
  }
  if (!planRad.every(Number.isFinite)) return { kind: 'hold', reason: 'internal' };
  const crossed = violation(planRad, envelope, previousRad);
  if (crossed !== null) return { kind: 'hold', reason: crossed };
  const goalRad = corrected(presentRad, planRad, input.correctionRad, previousRad, envelope);
  if (goalRad === null) return { kind: 'hold', reason: 'internal' };
  const planRadS = planRad.map((value, j) => (value - (previousRad[j] as number)) / dtS);
  return { kind: 'move', goalRad, planRad, planRadS, limitedBy };
}

const complete = (joints: Joints): boolean =>
  joints.length === jointCount && joints.every(Number.isFinite);

/** The next goal, or a hold. Never throws. */
export function planStep(input: StepInput, envelope: Envelope): Step {
  try {
    const { presentRad, previousRad, previousRadS, setpointRad, setpointRadS, endRad } = input;
    const all = [presentRad, previousRad, previousRadS, setpointRad, setpointRadS, endRad];
    if (!all.every(complete) || !complete(input.correctionRad) || !(input.dtS > 0)) {
      return { kind: 'hold', reason: 'internal' };
    }
    return plan(input, envelope);
  } catch {
    return { kind: 'hold', reason: 'internal' };
  }
}

/** A hold's goal: the held position with as much of the correction as lead and envelope allow. Never throws. */
export function planHold(
  presentRad: Joints,
  heldRad: Joints,
  correctionRad: Joints,
  envelope: Envelope,
): readonly number[] {
  try {
    const goal = corrected(presentRad, heldRad, correctionRad, heldRad, envelope);
    if (goal !== null) return goal;
  } catch {
    // A hold must always have a goal: the present position needs no computing.
  }
  return presentRad.map((value) => Math.round(value / countRad) * countRad);
}
