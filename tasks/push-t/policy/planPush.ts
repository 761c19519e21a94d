/**
 * Which push comes next: the whole of version 0's cleverness, as a pure function of the poses. Turns the T while it
 * is badly turned, else pushes through its centroid towards the goal; every push has the same length, unless a share of
 * what is left is asked for.
 */
import type { PlanarPose } from 'nightbench/sdk/program.ts';
import type { Settings } from './settings.ts';
import { bar, distanceToTeeM, touchDistanceM, type Vec2 } from './teeShape.ts';

export interface PushSettings {
  /** The policy thinks it is done when both errors are below these. */
  readonly doneM: number;
  readonly doneRad: number;
  /** Above this yaw error it turns the T instead of moving it. */
  readonly turnAboveRad: number;
  /** How far the T is pushed after the nose has touched it; at most, where `pushShare` is not 0. */
  readonly pushM: number;
  /** The push as a share of what is left, but at least `leastPushM`; 0: always `pushM`. */
  readonly pushShare: number;
  readonly leastPushM: number;
  /** The nose comes down this far before it touches. */
  readonly approachM: number;
  /** Where along the bar it turns the T, from the middle. */
  readonly turnAtM: number;
}

/** `tightenedM`: what earlier attempts of the trial took off the distance at which it is content. */
export function pushSettingsOf(settings: Settings, tightenedM = 0): PushSettings {
  return {
    doneM: settings.doneMm / 1000 - tightenedM,
    doneRad: (settings.doneDeg * Math.PI) / 180,
    turnAboveRad: (settings.turnAboveDeg * Math.PI) / 180,
    pushM: settings.pushMm / 1000,
    pushShare: settings.pushShare,
    leastPushM: settings.leastPushMm / 1000,
    approachM: settings.approachMm / 1000,
    turnAtM: settings.turnAtMm / 1000,
  };
}

/** A straight push of the tip over the table, in the world. */
export interface Push {
  readonly from: Vec2;
  readonly to: Vec2;
  /** Unit vector of the push. */
  readonly direction: Vec2;
  readonly why: 'turn' | 'move';
  /** Where the T is thought to lie afterwards; null: nobody thought about it. */
  readonly after: PlanarPose | null;
}

export const noseM = 0.006;
/** The nose comes down no closer to the T than this. */
const clearM = 0.012;

export function yawErrorRad(pose: PlanarPose, goal: PlanarPose): number {
  const raw = goal.yawRad - pose.yawRad;
  return raw - 2 * Math.PI * Math.round(raw / (2 * Math.PI));
}

/** Is the T where it belongs, as far as the policy cares? */
export function isContent(
  pose: PlanarPose,
  goal: PlanarPose,
  { doneM, doneRad }: PushSettings,
): boolean {
  const awayM = Math.hypot(goal.xM - pose.xM, goal.yM - pose.yM);
  return awayM < doneM && Math.abs(yawErrorRad(pose, goal)) < doneRad;
}

/** How long a push is when `leftM` are missing. */
function lengthOf(leftM: number, { pushM, pushShare, leastPushM }: PushSettings): number {
  return pushShare === 0 ? pushM : Math.min(pushM, Math.max(leastPushM, pushShare * leftM));
}

/** The pushes worth trying, best first; empty when the policy believes the T is where it belongs. */
export function planPushes(
  pose: PlanarPose,
  goal: PlanarPose,
  settings: PushSettings,
): readonly Push[] {
  const awayM = Math.hypot(goal.xM - pose.xM, goal.yM - pose.yM);
  const turnRad = yawErrorRad(pose, goal);
  if (isContent(pose, goal, settings)) return [];
  const move = awayM > 1e-4 ? [pushThroughCentroid(pose, goal, settings)] : [];
  if (Math.abs(turnRad) <= settings.turnAboveRad && awayM >= settings.doneM) return move;
  return [...turns(pose, goal, turnRad, settings), ...move];
}

function pushThroughCentroid(pose: PlanarPose, goal: PlanarPose, settings: PushSettings): Push {
  const x = goal.xM - pose.xM;
  const y = goal.yM - pose.yM;
  const lengthM = Math.hypot(x, y);
  const direction = turned({ xM: x / lengthM, yM: y / lengthM }, -pose.yawRad);
  const reach = { ...settings, pushM: lengthOf(lengthM, settings) };
  return pushAt(pose, { aim: { xM: 0, yM: 0 }, direction, why: 'move' }, reach);
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
  const reach = {
    ...settings,
    pushM: lengthOf(Math.abs(turnRad) * settings.turnAtM, settings),
  };
  return along.map((sense) => {
    const aim = { xM: bar.centreXM, yM: -side * sense * settings.turnAtM };
    return pushAt(pose, { aim, direction: { xM: sense, yM: 0 }, why: 'turn' }, reach);
  });
}

/** A push as the T sees it: a line through `aim`, both in its frame. */
export interface PushLine {
  readonly aim: Vec2;
  readonly direction: Vec2;
  readonly why: Push['why'];
}

export function pushAt(
  pose: PlanarPose,
  { aim, direction, why }: PushLine,
  settings: Pick<PushSettings, 'approachM' | 'pushM'>,
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
    after: null,
  };
}

export function turned(v: Vec2, byRad: number): Vec2 {
  const cos = Math.cos(byRad);
  const sin = Math.sin(byRad);
  return { xM: cos * v.xM - sin * v.yM, yM: sin * v.xM + cos * v.yM };
}

function inWorld(pose: PlanarPose, point: Vec2): Vec2 {
  const p = turned(point, pose.yawRad);
  return { xM: pose.xM + p.xM, yM: pose.yM + p.yM };
}
