/**
 * What the scripted operator can show: the thing on the table of a task's kind, and where it lies at first and at last, so
 * that the task's own rule calls it what was asked for with room to the guard. A T shall lie at its goal; a puck shall have
 * left it (there the bound is the least distance). Pure.
 */
import type { Rng } from '../../base/lib/rng.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { aroundGoal } from '../aroundGoal.ts';

export type DemoKind = 'success' | 'failure' | 'near-miss' | 'unclear';

type Success = TaskManifest['success'];

export interface ShownThing {
  /** The simulator's name of it. */
  readonly object: string;
  /** Share of demos that are pushed, not put. */
  readonly pushedShare: number;
  startOf(success: Success, rng: Rng): PlanarPose;
  /** `nearMiss`: its name, of that kind alone. */
  finalOf(kind: DemoKind, nearMiss: string | null, success: Success, rng: Rng): PlanarPose;
}

const degree = Math.PI / 180;
/** Room to the guard's edge, for what the thing still does when it is let go. */
const spareM = 0.0004;
const spareRad = 0.6 * degree;
/** How far outside a bound a near miss lies at most. */
const nearestM = 0.012;
const nearestRad = 12 * degree;
const tableM = { x: { min: 0.175, max: 0.235 }, y: { min: -0.06, max: 0.06 } };

const eitherSign = (value: number, rng: Rng): number => (rng.uniform() < 0.5 ? -value : value);

/** Well inside in one respect. */
function insideOf({ bounds, guard }: Success, rng: Rng) {
  const mostM = Math.max(0, bounds.positionM - guard.positionM - spareM);
  const mostRad = Math.max(0, bounds.yawRad - guard.yawRad - spareRad);
  return {
    // Evenly over the area.
    offM: mostM * Math.sqrt(rng.uniform()),
    turnRad: rng.between(-mostRad, mostRad),
  };
}

function nearMissPose(name: string, success: Success, rng: Rng): PlanarPose {
  const { goal, bounds, guard } = success;
  const inside = insideOf(success, rng);
  if (/turn|yaw|rotat/i.test(name)) {
    const least = bounds.yawRad + guard.yawRad + spareRad;
    const turnRad = rng.between(least, bounds.yawRad + nearestRad);
    return aroundGoal(goal, inside.offM, eitherSign(turnRad, rng), rng);
  }
  const least = bounds.positionM + guard.positionM + spareM;
  return aroundGoal(goal, rng.between(least, bounds.positionM + nearestM), inside.turnRad, rng);
}

function unclearPose(success: Success, rng: Rng): PlanarPose {
  const { goal, bounds, guard } = success;
  const inside = insideOf(success, rng);
  const at = rng.between(-0.7, 0.7);
  return rng.uniform() < 0.5
    ? aroundGoal(goal, bounds.positionM + at * guard.positionM, inside.turnRad, rng)
    : aroundGoal(goal, inside.offM, eitherSign(bounds.yawRad + at * guard.yawRad, rng), rng);
}

function offPose({ goal }: Success, rng: Rng): PlanarPose {
  for (;;) {
    const pose = {
      xM: rng.between(tableM.x.min, tableM.x.max),
      yM: rng.between(tableM.y.min, tableM.y.max),
      yawRad: rng.between(-Math.PI, Math.PI),
    };
    const offM = Math.hypot(pose.xM - goal.xM, pose.yM - goal.yM);
    if (offM > 0.025 || Math.abs(pose.yawRad - goal.yawRad) > 35 * degree) return pose;
  }
}

const tee: ShownThing = {
  object: 'tee',
  pushedShare: 0.45,
  startOf: offPose,
  finalOf(kind, nearMiss, success, rng) {
    if (kind === 'failure') return offPose(success, rng);
    if (kind === 'unclear') return unclearPose(success, rng);
    if (kind === 'near-miss') return nearMissPose(nearMiss ?? '', success, rng);
    const { offM, turnRad } = insideOf(success, rng);
    return aroundGoal(success.goal, offM, turnRad, rng);
  },
};

/** Within this of its goal a puck stands when a trial begins. */
const onPadM = 0.004;
/** How much further than it must a puck is pushed at most: there a reset still reaches it. */
const furthestM = 0.02;

/** How far from its goal, between which. */
function puckOff(kind: DemoKind, nearMiss: string, { bounds, guard }: Success): [number, number] {
  const most = Math.max(0, bounds.positionM - guard.positionM - spareM);
  const least = bounds.positionM + guard.positionM + spareM;
  if (kind === 'success') return [least, least + furthestM];
  if (kind === 'failure') return [0, most];
  if (kind === 'near-miss')
    return /still|on the/i.test(nearMiss) ? [0, most / 2] : [most / 2, most];
  const band = 0.7 * guard.positionM;
  return [bounds.positionM - band, bounds.positionM + band];
}

const puck: ShownThing = {
  object: 'puck',
  pushedShare: 0,
  startOf: ({ goal }, rng) =>
    aroundGoal(goal, onPadM * Math.sqrt(rng.uniform()), rng.between(-Math.PI, Math.PI), rng),
  finalOf(kind, nearMiss, success, rng) {
    const [leastM, mostM] = puckOff(kind, nearMiss ?? '', success);
    const offM = rng.between(leastM, mostM);
    return aroundGoal(success.goal, offM, rng.between(-Math.PI, Math.PI), rng);
  },
};

/** Null: the operator cannot show this task. */
export function thingOf({ config }: Pick<TaskManifest, 'config'>): ShownThing | null {
  if ('tee' in config) return tee;
  return 'puck' in config ? puck : null;
}
