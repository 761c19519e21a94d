/**
 * Where the judge last saw the object in the running trial. The core forgets a verdict when the next attempt begins; a
 * person wants to see where the object was until it is judged again, and to be told that it is not from now.
 */
import type { PlanarPose } from '../../main/base/model/scene.ts';
import type { RunView } from '../../main/base/model/view.ts';

export interface LastJudged {
  readonly trialId: string;
  readonly pose: PlanarPose;
}

/** Null once another trial, or none, is running. */
export function foldLastJudged(before: LastJudged | null, run: RunView | null): LastJudged | null {
  const trial = run?.trial ?? null;
  if (trial === null) return null;
  const pose = trial.lastVerdict?.believed;
  if (pose !== undefined) return { trialId: trial.id, pose };
  return before?.trialId === trial.id ? before : null;
}
