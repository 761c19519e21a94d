/**
 * Waiting in the clear view until the judge's verdicts decide under the dwell rule (docs/SCIENCE.md §2), over pictures
 * from a moment on. One picture never decides, and too few of them void the trial. Knows no outcome.
 */
import type { TaskManifest } from '../base/model/task.ts';
import type { VerdictValue } from '../base/model/trial.ts';
import { decideDwell } from '../environment/judge/dwell.ts';
import { stay } from './driveArm.ts';
import type { TrialLoop } from './trialLoop.ts';
import { TrialVoid } from './trialVoid.ts';

export interface Dwelled {
  readonly verdict: VerdictValue;
  /** Bench time at which it was decided. */
  readonly atMs: number;
}

/** Of the stage the loop is in: pictures taken at `fromMs` or later. @throws `TrialVoid` when they do not come. */
export async function awaitDwell(
  loop: TrialLoop,
  task: TaskManifest,
  fromMs = Number.NEGATIVE_INFINITY,
): Promise<Dwelled> {
  const limitMs = 2000 + (4000 * task.dwell.of) / loop.link.cameraRateHz;
  let startMs: number | null = null;
  for (;;) {
    const { atMs } = await loop.next();
    startMs ??= Math.max(atMs, fromMs);
    stay(loop, task.clearViewRad);
    const seen = loop.verdicts.filter((row) => row.capturedAtMs >= fromMs);
    const verdict = decideDwell(
      task.dwell,
      seen.map((row) => row.verdict),
    );
    if (verdict !== null) return { verdict, atMs };
    if (atMs - startMs > limitMs) {
      throw new TrialVoid('camera-stale', 'too few pictures came to decide on in the clear view');
    }
  }
}
