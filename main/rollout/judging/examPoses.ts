/**
 * Poses around a task's published goal: clearly a success, clearly a near miss, clearly elsewhere. Drawn from a stream,
 * none within the guard of a bound. Knows the published rule and no oracle.
 */
import type { Rng } from '../../base/lib/rng.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { aroundGoal } from '../aroundGoal.ts';

export type ExamRule = Pick<TaskManifest['success'], 'goal' | 'bounds' | 'guard'>;

const degree = Math.PI / 180;
/** How far beyond a bound a near miss may lie. */
export const farthestMiss = { positionM: 0.012, yawRad: 12 * degree } as const;
/** Nobody draws on the line itself. */
const spare = { positionM: 0.0001, yawRad: 0.1 * degree } as const;

const sign = (rng: Rng): number => (rng.uniform() < 0.5 ? -1 : 1);

/** A rule that allows any turn asks for none. */
export const hasDirection = ({ bounds }: ExamRule): boolean => bounds.yawRad < Math.PI / 2;

export function insidePose(rule: ExamRule, rng: Rng): PlanarPose {
  const { bounds, guard } = rule;
  const offM = Math.max(0, bounds.positionM - guard.positionM - spare.positionM);
  const turn = Math.max(0, bounds.yawRad - guard.yawRad - spare.yawRad);
  return aroundGoal(rule.goal, offM * Math.sqrt(rng.uniform()), rng.between(-turn, turn), rng);
}

/** Outside by one guard at least and by 12 mm or 12° at most; by place or by turn, the other one inside. */
export function nearMissPose(rule: ExamRule, rng: Rng): PlanarPose {
  const { bounds, guard } = rule;
  const beyond = (least: number, most: number, small: number): number =>
    rng.between(least + small, Math.max(least + 2 * small, most));
  const insideM = Math.max(0, bounds.positionM - guard.positionM);
  const insideRad = Math.max(0, bounds.yawRad - guard.yawRad);
  if (hasDirection(rule) && rng.uniform() < 0.5) {
    const most = bounds.yawRad + farthestMiss.yawRad;
    const turn = beyond(bounds.yawRad + guard.yawRad, most, spare.yawRad);
    return aroundGoal(rule.goal, insideM * rng.uniform(), sign(rng) * turn, rng);
  }
  const most = bounds.positionM + farthestMiss.positionM;
  const offM = beyond(bounds.positionM + guard.positionM, most, spare.positionM);
  return aroundGoal(rule.goal, offM, rng.between(-insideRad, insideRad), rng);
}

export function flippedPose(rule: ExamRule, rng: Rng): PlanarPose {
  const inside = insidePose(rule, rng);
  return { ...inside, yawRad: inside.yawRad + Math.PI };
}

/** Three centimetres from the goal at least, turned anyhow. */
export function elsewherePose(rule: ExamRule, rng: Rng): PlanarPose {
  const least = Math.max(0.03, 2 * (rule.bounds.positionM + rule.guard.positionM));
  return aroundGoal(
    rule.goal,
    rng.between(least, least + 0.04),
    rng.between(-Math.PI, Math.PI),
    rng,
  );
}
