/**
 * Which push comes next: the whole of version 0's cleverness, as a pure function of the poses. Turns the T while it
 * is badly turned, else pushes through its centroid towards the goal; every push has the same length.
 */
import type { PlanarPose } from 'nightbench/sdk/program.ts';
import { bar, distanceToTeeM, touchDistanceM, type Vec2 } from './teeShape.ts';

export interface PushSettings {
  /** The policy thinks it is done when both errors are below these. */
  readonly doneM: number;
  readonly doneRad: number;
  /** Above this yaw error it turns the T instead of moving it. */
  readonly turnAboveRad: number;
  /** How far the T is pushed after the nose has touched it. */
  readonly pushM: number;
  /** The nose comes down this far before it touches. */
  readonly approachM: number;
  /** Where along the bar it turns the T, from the middle. */
  readonly turnAtM: number;
}

export const version0: PushSettings = {
  doneM: 0.0055,
  doneRad: (8 * Math.PI) / 180,
  turnAboveRad: (20 * Math.PI) / 180,
  pushM: 0.015,
  approachM: 0.016,
  turnAtM: 0.03,
};

/** A straight push of the tip over the table, in the world. */
export interface Push {
  readonly from: Vec2;
  readonly to: Vec2;
  /** Unit vector of the push. */
  readonly direction: Vec2;
  readonly why: 'turn' | 'move';
}

const noseM = 0.006;
/** The nose comes down no closer to the T than this. */
const clearM = 0.012;

export function yawErrorRad(pose: PlanarPose, goal: PlanarPose): number {
  const raw = goal.yawRad - pose.yawRad;
  return raw - 2 * Math.PI * Math.round(raw / (2 * Math.PI));
}

/** The pushes worth trying, best first; empty when the policy believes the T is where it belongs. */
export function planPushes(
  pose: PlanarPose,
  goal: PlanarPose,
  settings: PushSettings = version0,
): readonly Push[] {
  const awayM = Math.hypot(goal.xM - pose.xM, goal.yM - pose.yM);
  const turnRad = yawErrorRad(pose, goal);
  if (awayM < settings.doneM && Math.abs(turnRad) < settings.doneRad) return [];
  const move = awayM > 1e-4 ? [pushThroughCentroid(pose, goal, settings)] : [];
  if (Math.abs(turnRad) <= settings.turnAboveRad && awayM >= settings.doneM) return move;
  return [...turns(pose, goal, turnRad, settings), ...move];
}

function pushThroughCentroid(pose: PlanarPose, goal: PlanarPose, settings: PushSettings): Push {
  const x = goal.xM - pose.xM;
  const y = goal.yM - pose.yM;
  const lengthM = Math.hypot(x, y);
  const direction = turned({ xM: x / lengthM, yM: y / lengthM }, -pose.yawRad);
  return pushAt(pose, { xM: 0, yM: 0 }, direction, 'move', settings);
}

/** Off-centre on either long face of the bar; the one that also brings the T nearer to the goal comes first. */
function turns(
  pose: PlanarPose,
  goal: PlanarPose,
  turnRad: number,
  settings: PushSettings,
): readonly Push[] {
  const side = turnRad > 0 ? 1 : -1;
  const towards = turned({ xM: goal.xM - pose.xM, yM: goal.yM - pose.yM }, -pose.yawRad);
  // From behind the bar the push goes along +x, from between bar and stem along −x.
  const along = towards.xM >= 0 ? [1, -1] : [-1, 1];
  return along.map((sense) => {
    const aim = { xM: bar.centreXM, yM: -side * sense * settings.turnAtM };
    return pushAt(pose, aim, { xM: sense, yM: 0 }, 'turn', settings);
  });
}

/** `aim` and `direction` in the T's frame. */
function pushAt(
  pose: PlanarPose,
  aim: Vec2,
  direction: Vec2,
  why: Push['why'],
  settings: PushSettings,
): Push {
  const touchM = touchDistanceM(aim, direction, noseM);
  const before = (awayM: number): Vec2 => ({
    xM: aim.xM - awayM * direction.xM,
    yM: aim.yM - awayM * direction.yM,
  });
  let fromM = touchM + settings.approachM;
  while (distanceToTeeM(before(fromM)) < clearM && fromM < touchM + 0.06) fromM += 0.002;
  return {
    from: inWorld(pose, before(fromM)),
    to: inWorld(pose, before(touchM - settings.pushM)),
    direction: turned(direction, pose.yawRad),
    why,
  };
}

function turned(v: Vec2, byRad: number): Vec2 {
  const cos = Math.cos(byRad);
  const sin = Math.sin(byRad);
  return { xM: cos * v.xM - sin * v.yM, yM: sin * v.xM + cos * v.yM };
}

function inWorld(pose: PlanarPose, point: Vec2): Vec2 {
  const p = turned(point, pose.yawRad);
  return { xM: pose.xM + p.xM, yM: pose.yM + p.yM };
}
