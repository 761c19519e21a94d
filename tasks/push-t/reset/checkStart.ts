/**
 * The reset's check, from pictures of the clear view: does the T lie where this trial shall begin, and is that a fair
 * start? Independent of what the reset did and believes. Pure.
 */
import {
  isWithin,
  type Offset,
  offBy,
  type PlanarPose,
  type SuccessRule,
} from 'nightbench/sdk/pose.ts';
import type { CheckReply } from 'nightbench/sdk/program.ts';
import { describe } from './putBack.ts';

export interface CheckFacts {
  /** Where the pictures show the T lying flat; null when they don't. */
  readonly seen: PlanarPose | null;
  readonly wanted: PlanarPose;
  readonly tolerance: Offset;
  readonly rule: SuccessRule;
  /** The tool's tip as the joints say. */
  readonly tip: { readonly xM: number; readonly yM: number };
}

/** The tip must be this far from the T's centroid: no part of the arm touches it or covers it. */
const clearM = 0.09;

export function checkStart({ seen, wanted, tolerance, rule, tip }: CheckFacts): CheckReply {
  if (seen === null)
    return { ok: false, reason: 'no T is seen lying flat', believed: null, solved: false };
  const solved = isWithin(offBy(seen, rule.goal), rule.bounds);
  const reply = (ok: boolean, reason: string): CheckReply => ({
    ok,
    reason,
    believed: seen,
    solved,
  });
  if (solved) return reply(false, 'the T already lies on the goal');
  if (Math.hypot(tip.xM - seen.xM, tip.yM - seen.yM) < clearM)
    return reply(false, 'the arm is too close to the T');
  const off = offBy(seen, wanted);
  if (!isWithin(off, tolerance))
    return reply(false, `the T lies at ${describe(seen)}, wanted ${describe(wanted)}`);
  return reply(true, `${(off.positionM * 1000).toFixed(1)} mm off the wanted start`);
}
