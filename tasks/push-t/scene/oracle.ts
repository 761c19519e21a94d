/**
 * The hidden truth of Push-T, from poses that only the simulator knows. Loaded by the simulator alone, to measure the
 * judge; it never reaches judge, policy or agent. Bounds are those that task.json publishes.
 */
import type { ObjectPose, Truth } from 'nightbench/sdk/scene.ts';

/** The `success` block of task.json, as far as this file needs it. */
export interface SuccessRule {
  readonly goal: { readonly xM: number; readonly yM: number; readonly yawRad: number };
  readonly bounds: { readonly positionM: number; readonly yawRad: number };
  readonly guard: { readonly positionM: number; readonly yawRad: number };
}

/** More lean or height than this and the T does not lie flat. */
const flatRad = 0.06;
const flatM = 0.003;

/**
 * `edge`: inside the guard of a bound while the other bound does not already decide, so that honest instruments may
 * differ.
 */
export function oracle(objects: Readonly<Record<string, ObjectPose>>, rule: SuccessRule): Truth {
  const tee = objects.tee;
  if (!tee) throw new Error('the scene has no T');
  const offM = Math.hypot(tee.xM - rule.goal.xM, tee.yM - rule.goal.yM);
  const turn = tee.yawRad - rule.goal.yawRad;
  const offRad = Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
  const flat = tee.tiltRad <= flatRad && Math.abs(tee.zM) <= flatM;
  const { bounds, guard } = rule;
  const success = flat && offM <= bounds.positionM && offRad <= bounds.yawRad;
  const clearlyOut =
    !flat || offM > bounds.positionM + guard.positionM || offRad > bounds.yawRad + guard.yawRad;
  const clearlyIn =
    flat && offM <= bounds.positionM - guard.positionM && offRad <= bounds.yawRad - guard.yawRad;
  return { success, edge: !clearlyOut && !clearlyIn };
}
