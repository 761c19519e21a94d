/**
 * The judge of Touch, by hand: clear view first, then the puck's place from both cameras; it has left its pad when it
 * stands at least `bounds.positionM` from the goal. A pure function of one moment's frames and joint state; strict: what
 * it accepts lies beyond the bound by more than its own error.
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
import type { PlanarPose } from 'nightbench/sdk/pose.ts';
import type { Judged, ProgramStart, Verdict, VerdictValue } from 'nightbench/sdk/program.ts';
import { locatePuck, type PuckModel } from 'nightbench/sdk/puck.ts';

export interface PuckRule {
  readonly goal: { readonly xM: number; readonly yM: number };
  /** Here a success is at least this far from the goal. */
  readonly bounds: { readonly positionM: number };
  readonly puck: PuckModel;
}

/** What the fused place may be off in a clear view. */
const ownErrorM = 0.0005;
/** Two clear views of a puck that stands flat differ by less. */
const largestDisagreementM = 0.0016;

/** Throws when the task does not publish what this judge needs. */
export function puckRuleOf(start: Pick<ProgramStart, 'success' | 'config'>): PuckRule {
  const success = start.success as Partial<PuckRule> | null;
  const config = start.config as { readonly puck?: PuckModel } | null;
  if (!success?.goal || !success.bounds) {
    throw new Error('the task does not publish goal and bounds (success)');
  }
  if (!config?.puck) {
    throw new Error('the task does not say what the puck looks like (config.puck)');
  }
  return { goal: success.goal, bounds: success.bounds, puck: config.puck };
}

const offPadM = (pose: PlanarPose, { goal }: PuckRule): number =>
  Math.hypot(pose.xM - goal.xM, pose.yM - goal.yM);

function verdictOf(sight: Sight, rule: PuckRule): VerdictValue {
  if (sight.kind === 'nothing' || sight.view.flags.length > 0) return 'undecided';
  return offPadM(sight.view.pose, rule) >= rule.bounds.positionM ? 'success' : 'failure';
}

function doubtsOf(sights: readonly Sight[], views: readonly BlockView[]): string[] {
  const flags = flagsOf(sights);
  if (disagreement(views).positionM > largestDisagreementM) flags.push('views-disagree');
  return flags;
}

function decide(sights: readonly Sight[], rule: PuckRule): Verdict {
  const views = viewsOf(sights);
  const perCamera = Object.fromEntries(
    sights.map((sight): [string, VerdictValue] => [sight.role, verdictOf(sight, rule)]),
  );
  const believed = fuseViews(views)?.pose;
  const doubts = doubtsOf(sights, views);
  const margin = believed === undefined ? 0 : offPadM(believed, rule) / rule.bounds.positionM - 1;
  const base = { score: scoreOf(margin), margin, perCamera, believed };
  if (believed === undefined || doubts.length > 0) {
    return { ...base, verdict: 'undecided', score: 0, flags: doubts };
  }
  const off =
    offPadM(believed, rule) >= rule.bounds.positionM + ownErrorM &&
    Object.values(perCamera).every((verdict) => verdict === 'success');
  if (off) return { ...base, verdict: 'success', flags: [] };
  return { ...base, verdict: 'failure', flags: margin > 0 ? ['near-bound'] : [] };
}

/** The verdict of one moment. Deterministic; nothing is remembered. */
export async function judgePuck(
  judged: Judged,
  start: Pick<ProgramStart, 'cameras' | 'success' | 'config'>,
): Promise<Verdict> {
  const rule = puckRuleOf(start);
  return await judgeClearView(
    judged,
    start.cameras,
    (picture, camera, near) => locatePuck(picture, camera, { model: rule.puck, near }),
    (sights) => decide(sights, rule),
  );
}
