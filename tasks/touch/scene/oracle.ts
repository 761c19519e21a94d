/**
 * The hidden truth of Touch, from the pose that only the simulator knows: was the puck moved off its pad? Loaded by the
 * simulator alone. Here `bounds.positionM` of task.json is how far from the goal (the pad) the puck must be **at least**.
 */
import type { ObjectPose, Truth } from 'nightbench/sdk/scene.ts';

/** The `success` block of task.json, as far as this file needs it. */
export interface SuccessRule {
  readonly goal: { readonly xM: number; readonly yM: number };
  readonly bounds: { readonly positionM: number };
  readonly guard: { readonly positionM: number };
}

export function oracle(objects: Readonly<Record<string, ObjectPose>>, rule: SuccessRule): Truth {
  const puck = objects.puck;
  if (!puck) throw new Error('the scene has no puck');
  const offM = Math.hypot(puck.xM - rule.goal.xM, puck.yM - rule.goal.yM);
  return {
    success: offM >= rule.bounds.positionM,
    edge: Math.abs(offM - rule.bounds.positionM) <= rule.guard.positionM,
  };
}
