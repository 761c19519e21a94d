/**
 * The check of resets that the built-in author writes, from pictures of the clear view alone: the thing lies where this
 * trial shall begin, within the stated starts, at rest, unsolved, the arm away and still. Nothing that the motion believed
 * reaches it, and its bounds are its own. Pure.
 */
import type { ResetFile } from '../../base/model/resetFile.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { isWithin, offBy, type SuccessRule } from './pose.ts';
import type { CheckReply } from './program.ts';

export interface AuthoredCheckFacts {
  readonly check: ResetFile['check'];
  /** What it is called. */
  readonly thing: string;
  /** Where the pictures show it; null when they don't. */
  readonly seen: PlanarPose | null;
  /** By pictures that are older by `apartMs`. */
  readonly before: PlanarPose | null;
  readonly apartMs: number;
  readonly wanted: PlanarPose;
  readonly rule: SuccessRule;
  /** The tool's tip as the joints say, and the fastest joint. */
  readonly tip: { readonly xM: number; readonly yM: number };
  readonly fastestRadS: number;
}

export function poseWords({ xM, yM, yawRad }: PlanarPose): string {
  const mm = (metres: number): number => Math.round(metres * 1000);
  return `${mm(xM)}, ${mm(yM)} mm, ${Math.round((yawRad * 180) / Math.PI)}°`;
}

const isIn = ({ min, max }: { min: number; max: number }, value: number, spareM: number) =>
  value >= min - spareM && value <= max + spareM;

/** What speaks against it where it is seen; null: it is a start. */
function against(facts: AuthoredCheckFacts, seen: PlanarPose): string | null {
  const { check, thing, before, apartMs, wanted, tip, fastestRadS } = facts;
  if (fastestRadS > check.slowRadS) return 'the arm still moves';
  if (Math.hypot(tip.xM - seen.xM, tip.yM - seen.yM) < check.clearM)
    return `the arm is too close to the ${thing}`;
  if (before === null || apartMs < check.restMs)
    return `no earlier picture shows whether the ${thing} is at rest`;
  const moved = offBy(seen, before);
  if (!isWithin(moved, { positionM: check.movedM, yawRad: check.movedRad }))
    return `the ${thing} moves: ${(1000 * moved.positionM).toFixed(1)} mm between two looks`;
  const { box, positionM, yawRad } = check;
  if (!isIn(box.xM, seen.xM, positionM) || !isIn(box.yM, seen.yM, positionM))
    return `the ${thing} lies outside the stated starts, at ${poseWords(seen)}`;
  return isWithin(offBy(seen, wanted), { positionM, yawRad })
    ? null
    : `the ${thing} lies at ${poseWords(seen)}, wanted ${poseWords(wanted)}`;
}

export function checkAuthored(facts: AuthoredCheckFacts): CheckReply {
  const { check, thing, seen, wanted, rule } = facts;
  if (seen === null)
    return { ok: false, reason: `no ${thing} is seen lying flat`, believed: null, solved: false };
  const atGoal = offBy(seen, rule.goal);
  const isAtGoal = isWithin(atGoal, rule.bounds);
  const solved = check.solved === 'within' ? isAtGoal : atGoal.positionM >= rule.bounds.positionM;
  const why = solved ? 'the task is solved already' : against(facts, seen);
  const off = `${(1000 * offBy(seen, wanted).positionM).toFixed(1)} mm off the wanted start`;
  return { ok: why === null, reason: why ?? off, believed: seen, solved };
}
