/**
 * What a push does to the T, by a simple quasi-static model: the T slides as slowly as it is pushed, the friction of the
 * table under it is a limit surface that is an ellipsoid, and the nose sticks to the face it meets or slides along it.
 * One length (`turningM`: how hard the T is to turn against how hard it is to move) and one grip (`noseGrip`: friction of
 * the nose on the face) are all it knows of the table; what earlier pushes did can tell which lengths fit.
 */
import type { PlanarPose } from 'nightbench/sdk/program.ts';
import { noseM, type Push, turned } from './planPush.ts';
import { distanceToTeeM, type Vec2 } from './teeShape.ts';

export interface PushModel {
  readonly turningM: number;
  readonly noseGrip: number;
}

const stepM = 0.0015;
const tinyM = 1e-5;

const dot = (a: Vec2, b: Vec2): number => a.xM * b.xM + a.yM * b.yM;

/** Out of the T, at a point near its outline. */
function outwardAt(point: Vec2): Vec2 {
  const along = (xM: number, yM: number): number =>
    distanceToTeeM({ xM: point.xM + xM, yM: point.yM + yM }) -
    distanceToTeeM({ xM: point.xM - xM, yM: point.yM - yM });
  const x = along(tinyM, 0);
  const y = along(0, tinyM);
  const length = Math.hypot(x, y) || 1;
  return { xM: x / length, yM: y / length };
}

/** How the T moves, in its own frame, while the nose at `nose` goes `step`. */
function slide(nose: Vec2, step: Vec2, { turningM, noseGrip }: PushModel) {
  const out = outwardAt(nose);
  const inwardM = -dot(step, out);
  if (inwardM <= 0) return null;
  const at = { xM: nose.xM - noseM * out.xM, yM: nose.yM - noseM * out.yM };
  const c2 = turningM * turningM;
  const { xM: x, yM: y } = at;
  const whole = c2 + x * x + y * y;
  const stuck = {
    xM: ((c2 + x * x) * step.xM + x * y * step.yM) / whole,
    yM: (x * y * step.xM + (c2 + y * y) * step.yM) / whole,
  };
  const side = { xM: -out.yM, yM: out.xM };
  const pressing = -dot(stuck, out);
  const sideways = dot(stuck, side);
  // The force has the direction in which the centroid goes; outside the cone of friction the nose slides.
  if (pressing > 0 && Math.abs(sideways) <= noseGrip * pressing) return turnOf(stuck, at, c2);
  const edge = {
    xM: -out.xM + Math.sign(sideways) * noseGrip * side.xM,
    yM: -out.yM + Math.sign(sideways) * noseGrip * side.yM,
  };
  const unit = turnOf(edge, at, c2);
  const contact = { xM: unit.xM - unit.turnRad * y, yM: unit.yM + unit.turnRad * x };
  const share = inwardM / Math.max(1e-9, -dot(contact, out));
  return { xM: share * unit.xM, yM: share * unit.yM, turnRad: share * unit.turnRad };
}

function turnOf(v: Vec2, at: Vec2, c2: number) {
  return { ...v, turnRad: (at.xM * v.yM - at.yM * v.xM) / c2 };
}

/** Where the T lies after a push from `pose`. */
export function predictPush(
  pose: PlanarPose,
  push: Pick<Push, 'from' | 'to'>,
  model: PushModel,
): PlanarPose {
  let { xM, yM, yawRad } = pose;
  const lengthM = Math.hypot(push.to.xM - push.from.xM, push.to.yM - push.from.yM);
  const steps = Math.ceil(lengthM / stepM);
  const dx = (push.to.xM - push.from.xM) / steps;
  const dy = (push.to.yM - push.from.yM) / steps;
  for (let k = 1; k <= steps; k++) {
    const away = { xM: push.from.xM + k * dx - xM, yM: push.from.yM + k * dy - yM };
    const nose = turned(away, -yawRad);
    const gapM = distanceToTeeM(nose) - noseM;
    if (gapM > 0) continue;
    const step = turned({ xM: dx, yM: dy }, -yawRad);
    // What the first touch overlaps is all that is pushed of that step.
    const share = Math.min(1, -gapM / stepM);
    const moved = slide(nose, { xM: share * step.xM, yM: share * step.yM }, model);
    if (moved === null) continue;
    const world = turned(moved, yawRad);
    xM += world.xM;
    yM += world.yM;
    yawRad += moved.turnRad;
  }
  return { xM, yM, yawRad };
}
