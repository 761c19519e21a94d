/**
 * A slow motion to be stopped: up until the tip is well above everything on the table, then from side to side about the
 * pan axis. The tip never goes faster than asked and turns inside the workspace. Pure; whether a target is followed, the
 * servo process decides.
 */
import { forwardKinematics, inverseKinematics } from '../../base/arm/kinematics.ts';
import type { Envelope, Joints, Range } from '../../base/model/arm.ts';

/** Above everything that stands on a table. */
export const safeHeightM = 0.12;
const sweepM = 0.06;
const marginM = 0.01;
const stepM = 0.005;
const mostTiltRad = 0.6;
const mostStepRad = 0.1;
const unfoldSteps = 40;
/** A joint that turns without moving the tip is no slow motion either. */
const mostRadS = 0.3;

const shareWay = (from: Joints, to: Joints, share: number): Joints =>
  from.map((value, joint) => value + share * ((to[joint] ?? value) - value));

const tipWay = (a: Joints, b: Joints): number => {
  const [p, q] = [forwardKinematics(a), forwardKinematics(b)];
  return Math.hypot(p.xM - q.xM, p.yM - q.yM, p.zM - q.zM);
};

const farthest = (a: Joints, b: Joints): number =>
  Math.max(...a.map((value, joint) => Math.abs(value - (b[joint] ?? value))));

interface Leg {
  readonly from: Joints;
  readonly to: Joints;
  readonly endS: number;
}

/** Straight up in small steps, so that the tip does not swing; null where the arm does not reach. */
function straightUp(start: Joints): readonly Joints[] | null {
  const tip = forwardKinematics(start);
  const path: Joints[] = [start];
  const rollRad = start[4] ?? 0;
  for (let zM = tip.zM + stepM; tip.zM < safeHeightM; zM += stepM) {
    const at = { xM: tip.xM, yM: tip.yM, zM: Math.min(zM, safeHeightM) };
    const joints = inverseKinematics(at, { rollRad }, { maxTiltRad: mostTiltRad });
    if (joints === null) return null;
    const next = [...joints.slice(0, 5), start[5] ?? 0];
    // The wrist of an arm that leans far would whip round to where the inverse has it.
    if (farthest(path.at(-1) ?? start, next) > mostStepRad) return null;
    path.push(next);
    if (zM >= safeHeightM) break;
  }
  return path;
}

/** Through joint space to above the table, for an arm that lies folded; null where its tip would come down on the way. */
function unfold(start: Joints, envelope: Envelope): readonly Joints[] | null {
  const { x, y, z } = envelope.workspaceM;
  const amid = ({ min, max }: Range, wanted: number): number =>
    Math.min(Math.max(wanted, min + marginM), max - marginM);
  const ready = { xM: amid(x, 0.2), yM: amid(y, 0), zM: amid(z, safeHeightM + marginM) };
  const rollRad = start[4] ?? 0;
  const joints = inverseKinematics(ready, { rollRad }, { maxTiltRad: mostTiltRad });
  if (joints === null) return null;
  const end = [...joints.slice(0, 5), start[5] ?? 0];
  const path = Array.from({ length: unfoldSteps + 1 }, (_, step) =>
    shareWay(start, end, step / unfoldSteps),
  );
  const lowestM = forwardKinematics(start).zM - stepM;
  return path.every((at) => forwardKinematics(at).zM > lowestM) ? path : null;
}

/** How far the arm may pan to one side without its tip leaving the workspace or its joint the range. */
function panTo(at: Joints, side: 1 | -1, envelope: Envelope): Joints {
  const tip = forwardKinematics(at);
  const radiusM = Math.max(0.05, Math.hypot(tip.xM, tip.yM));
  const { x, y } = envelope.workspaceM;
  const range = envelope.jointsRad[0] ?? { min: 0, max: 0 };
  let best = at;
  for (let wayM = stepM; wayM <= sweepM; wayM += stepM) {
    const panRad = (at[0] ?? 0) + (side * wayM) / radiusM;
    const next = [panRad, ...at.slice(1)];
    const { xM, yM } = forwardKinematics(next);
    const isIn =
      panRad > range.min &&
      panRad < range.max &&
      xM > x.min + marginM &&
      xM < x.max - marginM &&
      yM > y.min + marginM &&
      yM < y.max - marginM;
    if (!isIn) break;
    best = next;
  }
  return best;
}

export interface SlowMotion {
  /** Joints at a moment since the motion began; it goes on for as long as it is asked. */
  at(seconds: number): Joints;
}

/** Null where no such motion is possible from here, with this envelope. */
export function planSlowMotion(
  start: Joints,
  envelope: Envelope,
  speedMS: number,
): SlowMotion | null {
  const lift = straightUp(start) ?? unfold(start, envelope);
  const top = lift?.at(-1);
  if (lift === null || top === undefined) return null;
  const [left, right] = [panTo(top, 1, envelope), panTo(top, -1, envelope)];
  if (tipWay(left, right) < 2 * stepM) return null;
  const legs: Leg[] = [];
  let endS = 0;
  const add = (from: Joints, to: Joints): void => {
    endS += Math.max(0.02, tipWay(from, to) / speedMS, farthest(from, to) / mostRadS);
    legs.push({ from, to, endS });
  };
  lift.slice(1).forEach((to, index) => {
    add(lift[index] ?? start, to);
  });
  add(top, left);
  const loopS = endS;
  add(left, right);
  add(right, left);
  return {
    at(seconds) {
      const s = seconds <= loopS ? seconds : loopS + ((seconds - loopS) % (endS - loopS));
      const index = legs.findIndex((leg) => s < leg.endS);
      const leg = legs[index] ?? legs.at(-1);
      if (leg === undefined) return start;
      const beginS = legs[index - 1]?.endS ?? 0;
      const share = Math.max(0, (s - beginS) / (leg.endS - beginS));
      return shareWay(leg.from, leg.to, Math.min(1, share));
    },
  };
}
