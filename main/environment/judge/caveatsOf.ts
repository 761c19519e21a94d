/**
 * What a judge's figures do not show, in sentences: what its author said of the material, else what the clips' recordings
 * say of days and settings, and what the measuring itself leaves open.
 */
import type { DemoHead } from '../../base/model/episode.ts';
import type { LockedMeasure } from '../../base/model/judge.ts';
import type { MakersNote } from '../../base/model/makers.ts';
import { readDemoHead } from '../../store/record/demoSchema.ts';
import type { FoundJudge } from './foundJudge.ts';
import type { UnlockedClips } from './unlockedClips.ts';

const mostRecordings = 400;
/** No miss among fewer says less than "above 86 %". */
const fewPositives = 20;

const notHere =
  'No clip of this bench measured it: its figures are of clips that the makers had of the simulated bench.';

type Head = Pick<DemoHead, 'wallTime' | 'settingsHash' | 'cameraCalibrationHash'>;

function headsOf(unlocked: UnlockedClips, task: string): readonly Head[] {
  const dirs = new Set<string>();
  for (const { id } of unlocked.labelled(task)) {
    if (dirs.size >= mostRecordings) break;
    try {
      dirs.add(unlocked.span(id).dir);
    } catch {
      // Its recording is gone: it says nothing.
    }
  }
  return [...dirs].flatMap((dir) => {
    try {
      return [readDemoHead(dir)];
    } catch {
      return []; // A trial's recording has another head.
    }
  });
}

function materialOf(unlocked: UnlockedClips, task: string): readonly string[] {
  const heads = headsOf(unlocked, task);
  if (heads.length === 0) return [];
  const days = new Set(heads.map(({ wallTime }) => wallTime.slice(0, 10)));
  const settings = new Set(heads.map(({ settingsHash }) => settingsHash ?? ''));
  const poses = new Set(heads.map(({ cameraCalibrationHash }) => cameraCalibrationHash ?? ''));
  const [day] = days;
  return [
    ...(days.size === 1 ? [`All clips were recorded on one day, ${day}.`] : []),
    ...(settings.size === 1
      ? ['All clips come from one setting of light: under another nothing was measured.']
      : []),
    ...(poses.size === 1
      ? ['All clips come from one camera pose: from another nothing was measured.']
      : []),
  ];
}

/** Asks no judge and reads no locked clip. */
export async function caveatsOf(
  { unlocked }: { readonly unlocked: UnlockedClips },
  { file, manifest }: FoundJudge,
  measure: LockedMeasure | null,
  makers: MakersNote | undefined,
): Promise<readonly string[]> {
  const training = file?.training ?? null;
  // Whose figures these are, theirs was the material.
  const material =
    makers?.counts === true ? [notHere] : (training?.caveats ?? materialOf(unlocked, manifest.id));
  if (measure === null) return material;
  const { scores, latency, looks, learnt = 0 } = measure;
  return [
    ...material,
    ...(latency.how === 'replayed'
      ? ['Latency was measured on stored pictures, from handing them over to the verdict.']
      : []),
    ...(scores.positives < fewPositives
      ? [`Recall rests on ${scores.positives} positives only.`]
      : []),
    ...(learnt > 0 ? [`${learnt} locked clips were left out: it may have learnt from them.`] : []),
    ...(looks > 1 ? [`The locked set was looked at ${looks} times by then.`] : []),
  ];
}
