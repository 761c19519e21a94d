/** The reset's check of Touch: does the puck stand on its pad, and is the task not solved already? Pure. */
import { offBy, type PlanarPose, type SuccessRule } from 'nightbench/sdk/pose.ts';
import type { CheckReply } from 'nightbench/sdk/program.ts';

export function checkStart(
  seen: PlanarPose | null,
  wanted: PlanarPose,
  withinM: number,
  rule: SuccessRule,
): CheckReply {
  if (seen === null) return { ok: false, reason: 'no puck is seen', believed: null, solved: false };
  const solved = offBy(seen, rule.goal).positionM >= rule.bounds.positionM;
  const offM = offBy(seen, wanted).positionM;
  const ok = !solved && offM <= withinM;
  return { ok, reason: `${(offM * 1000).toFixed(1)} mm off its place`, believed: seen, solved };
}
