/**
 * The judge of Push-T, version 0, by hand: clear view first, then the T's pose from both cameras, then the published
 * bounds. A pure function of one moment's frames and joint state; dwell is the bench's. It accepts only what lies inside
 * the bounds by more than its own error; figures of that error are in README.md beside this file.
 */
import { fuseViews } from 'nightbench/sdk/fuseViews.ts';
import {
  disagreement,
  flagsOf,
  judgeClearView,
  type Sight,
  scoreOf,
  viewsOf,
} from 'nightbench/sdk/judge.ts';
import type { BlockView } from 'nightbench/sdk/locateBlock.ts';
import { offBy, type PlanarPose } from 'nightbench/sdk/pose.ts';
import type { Judged, ProgramStart, Verdict, VerdictValue } from 'nightbench/sdk/program.ts';
import { locateTee, type TeeModel } from 'nightbench/sdk/tee.ts';

/** The task's published rule, and the T it speaks of. */
export interface TeeRule {
  readonly goal: PlanarPose;
  readonly bounds: { readonly positionM: number; readonly yawRad: number };
  readonly guard: { readonly positionM: number; readonly yawRad: number };
  readonly tee: TeeModel;
}

/** What the fused pose may be off in a clear view; what it accepts lies inside the bounds by this much. */
const ownError = { positionM: 0.0005, yawRad: 0.0087 } as const;
/** Two clear views of a T that lies flat differ by less; more means a lifted or leaning T or a moved camera. */
const largestDisagreement = { positionM: 0.0014, yawRad: 0.022 } as const;

/** Throws when the task does not publish what this judge needs. */
export function teeRuleOf(start: Pick<ProgramStart, 'success' | 'config'>): TeeRule {
  const success = start.success as Partial<TeeRule> | null;
  const config = start.config as { readonly tee?: TeeModel } | null;
  if (!success?.goal || !success.bounds || !success.guard) {
    throw new Error('the task does not publish goal, bounds and guard (success)');
  }
  if (!config?.tee) throw new Error('the task does not say what the T looks like (config.tee)');
  const { goal, bounds, guard } = success;
  return { goal, bounds, guard, tee: config.tee };
}

/** Signed distance to the nearest bound in units of the bound; negative is outside. */
function marginOf(pose: PlanarPose, { goal, bounds }: TeeRule): number {
  const off = offBy(pose, goal);
  return Math.min(1 - off.positionM / bounds.positionM, 1 - off.yawRad / bounds.yawRad);
}

function isInside(
  pose: PlanarPose,
  rule: TeeRule,
  spare: { readonly positionM: number; readonly yawRad: number },
): boolean {
  const off = offBy(pose, rule.goal);
  return (
    off.positionM <= rule.bounds.positionM - spare.positionM &&
    off.yawRad <= rule.bounds.yawRad - spare.yawRad
  );
}

/** One camera's own word. */
function verdictOf(sight: Sight, rule: TeeRule): VerdictValue {
  if (sight.kind === 'nothing' || sight.view.flags.length > 0) return 'undecided';
  return isInside(sight.view.pose, rule, { positionM: 0, yawRad: 0 }) ? 'success' : 'failure';
}

/** What speaks against deciding at all, from the views together. */
function doubtsOf(sights: readonly Sight[], views: readonly BlockView[]): string[] {
  const flags = flagsOf(sights);
  const apart = disagreement(views);
  if (
    apart.positionM > largestDisagreement.positionM ||
    apart.yawRad > largestDisagreement.yawRad
  ) {
    flags.push('views-disagree');
  }
  return flags;
}

/** Both views clear and agreeing: the fused pose decides, short of the bounds by what it may be off. */
function decide(sights: readonly Sight[], rule: TeeRule): Verdict {
  const views = viewsOf(sights);
  const perCamera = Object.fromEntries(
    sights.map((sight): [string, VerdictValue] => [sight.role, verdictOf(sight, rule)]),
  );
  const believed = fuseViews(views)?.pose;
  const doubts = doubtsOf(sights, views);
  const margin = believed === undefined ? 0 : marginOf(believed, rule);
  const base = { score: scoreOf(margin), margin, perCamera, believed };
  if (believed === undefined || doubts.length > 0) {
    return { ...base, verdict: 'undecided', score: 0, flags: doubts };
  }
  const inside =
    isInside(believed, rule, ownError) &&
    Object.values(perCamera).every((verdict) => verdict === 'success');
  if (inside) return { ...base, verdict: 'success', flags: [] };
  const flags = margin > 0 ? ['near-bound'] : [];
  return { ...base, verdict: 'failure', flags };
}

/** The verdict of one moment. Deterministic; nothing is remembered. */
export async function judgeTee(
  judged: Judged,
  start: Pick<ProgramStart, 'cameras' | 'success' | 'config'>,
): Promise<Verdict> {
  const rule = teeRuleOf(start);
  return await judgeClearView(
    judged,
    start.cameras,
    (picture, camera, near) => locateTee(picture, camera, { model: rule.tee, near }),
    (sights) => decide(sights, rule),
  );
}
